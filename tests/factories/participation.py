"""Places, people and cycles for tests: made by the product's own verbs, so that they are as real ones are."""

import datetime as dt
from itertools import count

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.money import Money
from ortaq.core.text import search_forms, sort_key
from ortaq.identity.enums import Role
from ortaq.identity.models import Mandate, Person, User
from ortaq.norms.domain.queries import effective
from ortaq.participation.domain.calendar import save_calendar
from ortaq.participation.domain.drafting import begin_cycle, save_ballot, save_basics, save_rule
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.pots import PotLine, save_pots
from ortaq.participation.domain.projects import ProjectLine, add_projects
from ortaq.participation.enums import BallotType, Basis, PhaseKind
from ortaq.participation.models import Cycle, Pot, RollEntry
from ortaq.territories.enums import Kind
from ortaq.territories.models import Territory
from tests.factories.norms import NormFactory

_numbers = count(1)
PLATFORM_NORMS = {"bnu.small_electorate": 300, "bnu.extension_days_max": 14}
"""Norms without which a vote does not open or cannot be extended, as they come with the platform."""
LANGUAGES = {"kk": "қазақша", "ru": "по-русски", "en": "in English"}


def in_all(text: str) -> dict[str, str]:
    """A text in three languages that can be told apart."""
    return {code: f"{text} {name}" for code, name in LANGUAGES.items()}


def place(name: str = "Ұлытау", parent: Territory | None = None, kind: str = Kind.RURAL_DISTRICT) -> Territory:
    """A territory at the end of the tree, or a root."""
    territory = Territory(
        code=f"62{next(_numbers):07d}",
        kind=kind,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        path="/",
        name_kk=name,
        name_ru=name,
        name_en=name,
        search_text=search_forms(name),
        sort_key_kk=sort_key(name, "kk"),
    )
    territory.save()
    territory.path = f"{parent.path if parent else '/'}{territory.pk}/"
    territory.save()
    return territory


def account(name: str = "Айгүл", **extra: object) -> User:
    """Somebody who can sign in."""
    return User.objects.create_user(email=f"person{next(_numbers)}@example.org", name=name, **extra)


def official(territory: Territory, role: str = Role.ADMINISTRATOR, *, is_demo: bool = True) -> User:
    """Somebody who works in a place since the year 2000.

    Args:
        is_demo: with settings.DEMO such accounts need no second factor.
    """
    user = account(is_demo=is_demo)
    person = Person.objects.create(user=user, name=user.name)
    Mandate.objects.create(person=person, role=role, territory=territory, valid_from=dt.date(2000, 1, 1))
    return user


def ready_cycle(
    territory: Territory | None = None,
    *,
    projects: int = 3,
    amount: int = 10_000_000,
    ballot_type: str = BallotType.APPROVAL,
    max_choices: int | None = 2,
    max_points: int | None = None,
    changeable: bool = False,
    starts: dt.datetime | None = None,
    ends: dt.datetime | None = None,
    year: int | None = None,
    is_demo: bool = False,
    roll: int = 1,
) -> Cycle:
    """A draft that passes the checklist.

    Args:
        roll: people on the electoral roll who have no account and never vote.
        amount: tenge in its one pot; project n costs n million tenge.
        starts, ends: of the vote; a day from now, for a week.
    """
    now = clock.now()
    begins = starts or now + dt.timedelta(days=1)
    closes = ends or begins + dt.timedelta(days=7)
    where = territory or place()
    set_platform_norms(where)
    budget_year = year or now.year + 1
    cycle = begin_cycle(territory=where, year=budget_year, by=SYSTEM, is_demo=is_demo)
    save_basics(
        cycle=cycle, title=in_all("Көше және жарық"), summary=in_all("Не таңдаймыз"), languages=["kk", "ru", "en"],
        slug=cycle.slug, year=budget_year, by=SYSTEM,
    )  # fmt: skip
    (pot,) = save_pots(cycle=cycle, pots=[PotLine(amount=Money.from_major(amount))], by=SYSTEM)
    add_projects(cycle=cycle, lines=[line(pot, number) for number in range(1, projects + 1)], by=SYSTEM)
    save_ballot(
        cycle=cycle, ballot_type=ballot_type, max_choices=max_choices, max_points=max_points, changeable=changeable,
        by=SYSTEM,
    )  # fmt: skip
    save_rule(
        cycle=cycle, name="greedy", parameters={}, act="Мәслихаттың 12.03.2026 № 5 шешімі",
        act_url="https://example.org/act", by=SYSTEM,
    )  # fmt: skip
    save_calendar(
        cycle=cycle,
        periods={
            **dict.fromkeys(PhaseKind, (None, None)),
            PhaseKind.VOTE: (begins, closes),
            PhaseKind.RESULT: (closes, closes + dt.timedelta(days=5)),
        },
        by=SYSTEM,
    )
    RollEntry.objects.bulk_create(
        RollEntry(cycle=cycle, territory=where, basis=Basis.LIST, basis_note="тізім", phone_key=f"nobody-{n}")
        for n in range(roll)
    )
    return Cycle.objects.get(pk=cycle.pk)


def set_platform_norms(territory: Territory) -> None:
    """Set them for a place, unless they are in force there."""
    known = effective(territory)
    for code, value in PLATFORM_NORMS.items():
        if code not in known:
            NormFactory(code=code, value=value, territory=territory)


def line(pot: Pot, number: int) -> ProjectLine:
    """Project n: it costs n million tenge."""
    return ProjectLine(
        pot=pot,
        cost=Money.from_major(number * 1_000_000),
        title=in_all(f"Жоба {number}"),
        text=in_all(f"Мәтін {number}"),
        place=in_all("Мектеп жанында"),
    )


def open_vote(territory: Territory | None = None, **settings: object) -> Cycle:
    """An opened cycle whose vote is running. Arguments as of `ready_cycle`."""
    settings.setdefault("starts", clock.now() - dt.timedelta(hours=1))
    cycle = open_cycle(cycle=ready_cycle(territory, **settings), by=SYSTEM)  # type: ignore[arg-type]
    # A vote opens only with somebody on its roll; tests bring their own voters.
    RollEntry.objects.filter(cycle=cycle, phone_key__startswith="nobody-").delete()
    return cycle


def two_pots_draft(**settings: object) -> Cycle:
    """Projects 1 to 3 belong to the roads, 4 to 6 to the lights; each pot has six million."""
    draft = ready_cycle(amount=6_000_000, **settings)
    pots = [
        PotLine(amount=Money.from_major(6_000_000), name=in_all("Roads"), pk=draft.pots.get().pk),
        PotLine(amount=Money.from_major(6_000_000), name=in_all("Lights")),
    ]
    _roads, lights = save_pots(cycle=draft, pots=pots, by=SYSTEM)
    add_projects(cycle=draft, lines=[line(lights, number) for number in (4, 5, 6)], by=SYSTEM)
    return draft


def two_pots(**settings: object) -> Cycle:
    """The same, opened, and the vote runs."""
    return open_cycle(cycle=two_pots_draft(starts=clock.now() - dt.timedelta(hours=1), **settings), by=SYSTEM)
