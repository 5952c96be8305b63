"""Filling an empty database with the demo, through the same verbs that people use."""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.money import Money
from ortaq.identity.domain.demo import DemoRole, create_demo_person
from ortaq.participation.domain.acts import confirm, propose
from ortaq.participation.domain.calendar import save_calendar
from ortaq.participation.domain.casting import cast
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.domain.demo import invent_voters
from ortaq.participation.domain.drafting import begin_cycle, save_ballot, save_basics, save_rule
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.pots import CategoryLine, PotLine, save_categories, save_pots
from ortaq.participation.domain.projects import ProjectLine, add_projects
from ortaq.participation.domain.turnout import publish_due_turnout
from ortaq.participation.enums import ActKind, BallotType, CycleState, PhaseKind
from ortaq.participation.models import Cast, Category, Cycle
from ortaq.portal.demo import content
from ortaq.portal.demo.content import DemoProject, DemoText
from ortaq.territories.models import Territory

LANGUAGES = ("kk", "ru", "en")
MAX_CHOICES = 3
NOW, YEAR = dt.timedelta(), dt.timedelta(days=365)
BEFORE, AFTER = 12, 6
"""Days that the vote has run when the demo begins, and days that are left."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """One vote of the demo.

    Args:
        ago: how long ago its middle was.
        roll, voted: more ballots than the norm for small electorates, so that a `.pb` file can be published.
    """

    year: int
    ago: dt.timedelta
    title: DemoText
    summary: DemoText
    pot: int
    projects: Sequence[DemoProject]
    roll: int
    voted: int


def build(tell: Tell) -> None:
    """Invented people, a vote that runs now, and one of a year before that was counted and released.

    Everything happens through the product's verbs, on a clock that is put back for what is past.

    Args:
        tell: called with a line about each step.
    """
    place = Territory.objects.get(code=content.PLACE)
    with clock.put_back(2 * YEAR):
        people = _people()
    tell("people")
    draw = random.Random("ortaq-demo")  # noqa: S311 -- invented choices, the same in every demo
    earlier = [content.PROJECTS[number - 1] for number in content.PAST_PROJECTS]
    past = Plan(clock.today().year, YEAR, content.TITLE, content.PAST_SUMMARY, content.PAST_POT, earlier, 580, 512)
    _finish(_vote(past, place, draw), people["administrator"], people["akim"])
    tell("last year's vote, counted and released")
    running = Plan(past.year + 1, NOW, content.TITLE, content.SUMMARY, content.POT, content.PROJECTS, 640, 431)
    _vote(running, place, draw, voters=[people["resident"]])
    tell("a running vote")


def _people() -> dict[str, models.Model]:
    found = {}
    for person in content.PERSONS:
        territory = Territory.objects.get(code=person.place)
        roles = [DemoRole(person.role, territory, person.taking_office)] if person.role else []
        home = Territory.objects.get(code=content.PLACE)
        create_demo_person(code=person.key, name=person.name, home=home, roles=roles, by=SYSTEM)
        found[person.key] = get_user_model().objects.get(person__name=person.name, is_demo=True)
    return found


def _draft(plan: Plan, place: Territory) -> Cycle:
    cycle = begin_cycle(territory=place, year=plan.year, by=SYSTEM, is_demo=True)
    save_basics(
        cycle=cycle, title=plan.title.by_language(plan.year), summary=plan.summary.by_language(plan.year),
        languages=LANGUAGES, slug=cycle.slug, year=plan.year, by=SYSTEM,
    )  # fmt: skip
    names = {code: CategoryLine(name=text.by_language()) for code, text in content.CATEGORIES.items()}
    saved = save_categories(cycle=cycle, categories=list(names.values()), by=SYSTEM)
    categories: dict[str, Category] = dict(zip(names, saved, strict=True))
    money = Money.from_major(plan.pot)
    (only,) = save_pots(cycle=cycle, pots=[PotLine(amount=money)], by=SYSTEM)
    add_projects(
        cycle=cycle,
        lines=[
            ProjectLine(
                pot=only, cost=Money.from_major(project.cost), title=project.title.by_language(),
                text=project.text.by_language(), place=project.place.by_language(),
                category=categories[project.category],
            )
            for project in plan.projects
        ],
        by=SYSTEM,
    )  # fmt: skip
    save_ballot(
        cycle=cycle, ballot_type=BallotType.APPROVAL, max_choices=MAX_CHOICES, max_points=None, changeable=False,
        by=SYSTEM,
    )  # fmt: skip
    save_rule(cycle=cycle, name="greedy", parameters={}, act=content.RULE_ACT, act_url="", by=SYSTEM)
    begins = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)

    def day(number: int) -> dt.datetime:
        return begins + dt.timedelta(days=number)

    closes = day(BEFORE + AFTER + 1) - dt.timedelta(minutes=1)
    save_calendar(
        cycle=cycle,
        periods={
            PhaseKind.ANNOUNCEMENT: (day(-48), day(-43)),
            PhaseKind.IDEAS: (day(-43), day(-18)),
            PhaseKind.REVIEW: (day(-18), day(0)),
            PhaseKind.VOTE: (day(0), closes),
            PhaseKind.RESULT: (closes, day(BEFORE + AFTER + 11)),
            PhaseKind.WORKS: (day(75), day(375)),
        },
        by=SYSTEM,
    )
    return cycle


def _vote(plan: Plan, place: Territory, draw: random.Random, voters: Sequence[models.Model] = ()) -> Cycle:
    """Draft, fill the roll, open on the day before the vote, and cast invented ballots day by day."""
    with clock.put_back(plan.ago + dt.timedelta(days=BEFORE + 1)):
        cycle = _draft(plan, place)
        invented = invent_voters(cycle=cycle, count=plan.roll - len(voters), users=voters, by=SYSTEM)
        cycle = open_cycle(cycle=cycle, by=SYSTEM)
    numbers = list(cycle.projects.order_by("number").values_list("number", flat=True))
    weights = [project.weight for project in plan.projects]
    came = draw.sample(invented, plan.voted)
    for ago in range(BEFORE, -1, -1):
        share = came[ago :: BEFORE + 1]
        with clock.put_back(plan.ago + dt.timedelta(days=ago)):
            publish_due_turnout(by=SYSTEM)
            for entry in share:
                wanted = draw.choice([1, 2, 3, 3])
                chosen: set[int] = set()
                while len(chosen) < wanted:
                    chosen.update(draw.choices(numbers, weights, k=1))
                draft = dict.fromkeys(chosen, 1)
                cast(cycle=cycle, entry=entry, draft=draft, request_id=uuid.uuid4(), at=clock.now(), by=SYSTEM)
    return cycle


def _finish(cycle: Cycle, one: models.Model, other: models.Model) -> None:
    """Count on the day after the close, and release on the next."""
    with clock.put_back(YEAR - dt.timedelta(days=AFTER + 1)):
        count_cycle(cycle=cycle, by=SYSTEM)
    with clock.put_back(YEAR - dt.timedelta(days=AFTER + 2)):
        reason = "Дауыс беру аяқталды, санақ тексерілді. / Голосование завершено, подсчёт проверен."
        act = propose(cycle=cycle, kind=ActKind.RELEASE, params={}, reason=reason, by=one)
        confirm(act=act, by=other)


def is_complete() -> bool:
    """Whether the last step of `build` was reached."""
    cycles = Cycle.objects.filter(is_demo=True).exclude(state=CycleState.DRAFT)
    return cycles.count() > 1 and Cast.objects.filter(cycle=cycles.order_by("-year").first()).exists()
