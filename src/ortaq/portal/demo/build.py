"""Filling an empty database with the demo, through the same verbs that people use."""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Sequence

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
from ortaq.participation.domain.counting import close_demo_vote, count_cycle
from ortaq.participation.domain.demo import date_demo_back, invent_voters, spread_demo_casts
from ortaq.participation.domain.drafting import begin_cycle, save_ballot, save_basics, save_rule
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.pots import CategoryLine, PotLine, save_categories, save_pots
from ortaq.participation.domain.projects import ProjectLine, add_projects
from ortaq.participation.enums import ActKind, BallotType, CycleState, PhaseKind
from ortaq.participation.models import Cast, Category, Cycle, TurnoutDay
from ortaq.portal.demo import content
from ortaq.portal.demo.content import DemoProject, DemoText
from ortaq.territories.models import Territory

LANGUAGES = ("kk", "ru", "en")
ROLL, VOTED = 640, 431
"""More ballots than the norm for small electorates, so that the demo can publish a `.pb` file."""
MAX_CHOICES = 3

Tell = Callable[[str], None]


def build(tell: Tell) -> None:
    """Invented people, a vote that runs now, and one that was released a year before.

    Args:
        tell: called with a line about each step.
    """
    place = Territory.objects.get(code=content.PLACE)
    people = _people()
    tell("people")
    draw = random.Random("ortaq-demo")  # noqa: S311 -- invented choices, the same in every demo
    past = _draft(place, clock.today().year, content.PAST_TITLE, content.PAST_SUMMARY, content.PAST_POT,
                  [content.PROJECTS[number - 1] for number in content.PAST_PROJECTS])  # fmt: skip
    _vote(past, draw, roll=580, voted=512, voters=())
    _finish(past, people["administrator"], people["akim"])
    tell("last year's vote, counted and released")
    running = _draft(place, clock.today().year + 1, content.TITLE, content.SUMMARY, content.POT, content.PROJECTS)
    _vote(running, draw, roll=ROLL, voted=VOTED, voters=[people["resident"]])
    _spread(running, draw, days=12)
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


def _draft(  # noqa: PLR0917 -- one call, in reading order
    place: Territory, year: int, title: DemoText, summary: DemoText, pot: int, projects: Sequence[DemoProject]
) -> Cycle:
    cycle = begin_cycle(territory=place, year=year, by=SYSTEM, is_demo=True)
    save_basics(
        cycle=cycle, title=title.by_language(), summary=summary.by_language(), languages=LANGUAGES,
        slug=cycle.slug, year=year, by=SYSTEM,
    )  # fmt: skip
    names = {code: CategoryLine(name=text.by_language()) for code, text in content.CATEGORIES.items()}
    saved = save_categories(cycle=cycle, categories=list(names.values()), by=SYSTEM)
    categories: dict[str, Category] = dict(zip(names, saved, strict=True))
    money = Money.from_major(pot)
    (only,) = save_pots(cycle=cycle, pots=[PotLine(amount=money)], by=SYSTEM)
    add_projects(
        cycle=cycle,
        lines=[
            ProjectLine(
                pot=only, cost=Money.from_major(project.cost), title=project.title.by_language(),
                text=project.text.by_language(), place=project.place.by_language(),
                category=categories[project.category],
            )
            for project in projects
        ],
        by=SYSTEM,
    )  # fmt: skip
    save_ballot(
        cycle=cycle, ballot_type=BallotType.APPROVAL, max_choices=MAX_CHOICES, max_points=None, changeable=False,
        by=SYSTEM,
    )  # fmt: skip
    save_rule(cycle=cycle, name="greedy", parameters={}, act=content.RULE_ACT, act_url="", by=SYSTEM)
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    save_calendar(
        cycle=cycle,
        periods={
            PhaseKind.ANNOUNCEMENT: (day - dt.timedelta(days=60), day - dt.timedelta(days=55)),
            PhaseKind.IDEAS: (day - dt.timedelta(days=55), day - dt.timedelta(days=30)),
            PhaseKind.REVIEW: (day - dt.timedelta(days=30), day - dt.timedelta(days=12)),
            PhaseKind.VOTE: (day - dt.timedelta(days=12), day + dt.timedelta(days=6, hours=23, minutes=59)),
            PhaseKind.RESULT: (day + dt.timedelta(days=6, hours=23, minutes=59), day + dt.timedelta(days=16)),
            PhaseKind.WORKS: (day + dt.timedelta(days=60), day + dt.timedelta(days=360)),
        },
        by=SYSTEM,
    )
    return cycle


def _vote(cycle: Cycle, draw: random.Random, *, roll: int, voted: int, voters: Sequence[models.Model]) -> None:
    """Put invented residents and the given accounts on the roll, open, and cast invented ballots."""
    invented = invent_voters(cycle=cycle, count=roll - len(voters), users=voters, by=SYSTEM)
    cycle = open_cycle(cycle=cycle, by=SYSTEM)
    projects = list(cycle.projects.order_by("number"))
    by_title = {project.title.en: project.weight for project in content.PROJECTS}
    weights = [by_title[project.title_en] for project in projects]
    for entry in draw.sample(invented, voted):
        wanted = draw.choice([1, 2, 3, 3])
        chosen: set[int] = set()
        while len(chosen) < wanted:
            chosen.update(draw.choices([project.number for project in projects], weights, k=1))
        cast(
            cycle=cycle, entry=entry, draft=dict.fromkeys(chosen, 1), request_id=uuid.uuid4(), at=clock.now(), by=SYSTEM
        )


def _finish(cycle: Cycle, one: models.Model, other: models.Model) -> None:
    close_demo_vote(cycle=cycle, by=SYSTEM)
    count_cycle(cycle=cycle, by=SYSTEM)
    act = propose(
        cycle=cycle, kind=ActKind.RELEASE, params={}, by=one,
        reason="Демо: дауыс беру аяқталды, санақ тексерілді. / Демо: голосование завершено, подсчёт проверен.",
    )  # fmt: skip
    confirm(act=act, by=other)
    date_demo_back(cycle=cycle, days=230, by=SYSTEM)


def _spread(cycle: Cycle, draw: random.Random, *, days: int) -> None:
    """Let the invented casts have come in over the past days."""
    ids = Cast.objects.filter(cycle=cycle).order_by("receipt").values_list("pk", flat=True)
    today = clock.today()
    day_of = {pk: today - dt.timedelta(days=draw.randint(0, days)) for pk in ids}
    spread_demo_casts(cycle=cycle, day_of=day_of, by=SYSTEM)


def is_complete() -> bool:
    """Whether the last step of `build` was reached."""
    return TurnoutDay.objects.filter(cycle__is_demo=True, cycle__state=CycleState.OPENED).exists() or (
        Cycle.objects.filter(is_demo=True).exclude(state=CycleState.DRAFT).count() > 1
    )
