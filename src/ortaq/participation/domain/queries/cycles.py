"""Reading cycles: with everything that belongs to them, by place, by who works there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce

from ortaq.core import clock
from ortaq.core.text import search_query
from ortaq.identity.enums import Role
from ortaq.identity.rules import mandates
from ortaq.participation.domain.queries.roll import belongs_to
from ortaq.participation.enums import CycleState, OutcomeRole, PhaseKind
from ortaq.participation.models import Cycle, Outcome, Phase, Pot, Project, RollEntry, TurnoutDay
from ortaq.territories.models import Territory

PUBLIC_STATES = (CycleState.OPENED, CycleState.COUNTED, CycleState.RELEASED, CycleState.ANNULLED)
HEAVY = (
    "frozen", "archive__meta", "archive__project_columns", "archive__vote_columns", "archive__accounting",
    "archive__defects",
)  # fmt: skip
"""Columns that no list and no page of a cycle shows."""
MAKER_ROLES = (Role.ADMINISTRATOR, Role.AKIM, Role.STAFF)
"""Roles with `participation.edit_cycle`."""
_TURNOUT = ("day", "casts", "roll")
BELOW_AT_MOST = 20
"""Running votes of the parts of a place that stand on its page, the soonest to end."""
_RUNNING = "_votes_running"
_LATEST = "_latest_result"
DESK_ROLES = (Role.ADMINISTRATOR, Role.AKIM, Role.STAFF, Role.OPERATOR, Role.AUDITOR)


def load(pk: int) -> Cycle:
    """A cycle with its place, phases, pots, categories and projects: five queries.

    Raises:
        Cycle.DoesNotExist: there is none.
    """
    return _whole().get(pk=pk)


def _whole() -> QuerySet[Cycle]:
    return (
        Cycle.objects.select_related("territory", "archive")
        .defer(*HEAVY)
        .prefetch_related(
            "phases",
            "categories",
            Prefetch("pots", Pot.objects.select_related("territory")),
            Prefetch("projects", Project.objects.select_related("photo", "territory")),
        )
    )


def in_scope(user: Any, *, roles: Iterable[str] = DESK_ROLES) -> QuerySet[Cycle]:
    """The cycles of the places where the user holds one of the roles, and below; imports in progress left out."""
    return Cycle.objects.exclude(state=CycleState.STAGING).filter(_mine(user, "territory__", roles))


def desk_list(*, user: Any, state: str = "", year: int | None = None, place: str = "") -> QuerySet[Cycle]:
    """The cycles a person works with, the newest first, with `projects_count` and the phases.

    Args:
        state: a `CycleState`, or "" for all.
        year: the budget year, or None for all.
        place: words of the place's name in any spelling, or its code.
    """
    rows = in_scope(user)
    if state:
        rows = rows.filter(state=state)
    if year is not None:
        rows = rows.filter(year=year)
    for word in search_query(place):
        rows = rows.filter(Q(territory__search_text__contains=word) | Q(territory__code__startswith=word))
    return (
        rows.select_related("territory", "archive")
        .defer(*HEAVY)
        .prefetch_related("phases")
        .annotate(projects_count=Count("projects"))
        .order_by("-year", "-id")
    )


def public(code: str, slug: str, *, reader: Any = None) -> Cycle | None:
    """The published cycle of an address with all that its page shows, None where there is none. Five queries.

    Args:
        code: of the place today; `views.access.place` knows the codes of former years.
        reader: the person who is signed in, for `standing_of_reader`; None for anybody else.
    """
    last = TurnoutDay.objects.filter(cycle=OuterRef("pk")).order_by("-day")
    turnout = {f"turnout_{name}": Subquery(last.values(name)[:1]) for name in _TURNOUT}
    rows = _whole().filter(territory__code=code, slug=slug, state__in=PUBLIC_STATES).annotate(**turnout)
    if reader is not None:
        # The account's own entry goes before one that only its phone names, as in `queries.roll.own_entry`.
        own = RollEntry.objects.filter(belongs_to(reader), cycle=OuterRef("pk")).order_by(
            F("user").asc(nulls_last=True)
        )
        day = Coalesce("cast__replaced_day", "cast__day")
        rows = rows.annotate(own_entry=Subquery(own.values("pk")[:1]), own_day=Subquery(own.values(on=day)[:1]))
    return rows.first()


def standing_of_reader(cycle: Cycle) -> tuple[bool, dt.date | None]:
    """Whether the reader of `public` is on the roll, and the day of their ballot if one is in. No query."""
    return getattr(cycle, "own_entry", None) is not None, getattr(cycle, "own_day", None)


def last_turnout(cycle: Cycle) -> TurnoutDay | None:
    """The turnout as it was last published, for a cycle from `public`. No query."""
    known = {name: getattr(cycle, f"turnout_{name}") for name in _TURNOUT}
    return TurnoutDay(cycle=cycle, **known) if known["day"] else None


@dataclass
class PlaceCycles:
    """The cycles of a place by where they stand; public archives apart."""

    running: list[Cycle] = field(default_factory=list)
    upcoming: list[Cycle] = field(default_factory=list)
    past: list[Cycle] = field(default_factory=list)
    archives: list[Cycle] = field(default_factory=list)
    above: list[Cycle] = field(default_factory=list)
    below: list[Cycle] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.below or self.running or self.upcoming or self.past or self.archives or self.above)


def of_place(territory: Territory, at: dt.datetime | None = None) -> PlaceCycles:
    """The published cycles of a place, and the votes that run around it and in its parts. Four queries."""
    moment = at or clock.now()
    found = PlaceCycles()
    in_parts = _open_now().filter(cycle__territory__path__startswith=territory.path).exclude(cycle__territory=territory)
    soonest = in_parts.order_by("ends_at", "id").values("cycle")[:BELOW_AT_MOST]
    rows = (
        Cycle.objects.filter(Q(territory_id__in=territory.ancestor_ids) | Q(pk__in=soonest), state__in=PUBLIC_STATES)
        .select_related("territory", "archive")
        .defer(*HEAVY)
        .prefetch_related("phases", "pots")
        .annotate(projects_count=Count("projects"))
        .order_by("-year", "-id")
    )
    for cycle in rows:
        if hasattr(cycle, "archive"):
            if cycle.territory_id == territory.pk:
                found.archives.append(cycle)
        elif cycle.territory_id != territory.pk:
            if cycle.voting_now(moment):
                (found.above if cycle.territory_id in territory.ancestor_ids else found.below).append(cycle)
        elif cycle.state != CycleState.OPENED or cycle.voting_over(moment):
            found.past.append(cycle)
        elif cycle.voting_now(moment):
            found.running.append(cycle)
        else:
            found.upcoming.append(cycle)
    return found


def _votes(**conditions: Any) -> QuerySet[Phase]:
    return (
        Phase.objects.filter(kind=PhaseKind.VOTE, **conditions)
        .select_related("cycle__territory")
        .defer("cycle__frozen", "cycle__summary")
    )


def running(territory: Territory | None, limit: int) -> list[tuple[Cycle, dt.datetime]]:
    """Votes that are open now in a place and below it (None: everywhere) with their close, the next to end first.

    One query. How many there are is read with them and kept with the territory object, for `count_running`.
    """
    votes = _open_now().select_related("cycle__territory").defer("cycle__frozen", "cycle__summary")
    if territory is not None:
        votes = votes.filter(cycle__territory__path__startswith=territory.path)
    found = list(votes.annotate(number=Window(Count("id"))).order_by("ends_at", "id")[:limit])
    if territory is not None:
        territory.__dict__[_RUNNING] = found[0].number if found else 0
    return [(vote.cycle, vote.ends_at) for vote in found if vote.ends_at]


def count_running(territory: Territory) -> int:
    """How many votes are open now in a place and below it. No query after `running` for the same object."""
    if _RUNNING in territory.__dict__:
        return int(territory.__dict__[_RUNNING])
    return _open_now().filter(cycle__territory__path__startswith=territory.path).count()


def _open_now() -> QuerySet[Phase]:
    moment = clock.now()
    return Phase.objects.filter(
        kind=PhaseKind.VOTE, starts_at__lte=moment, ends_at__gt=moment, cycle__state=CycleState.OPENED
    )


def lately(territory: Territory, limit: int) -> list[Cycle]:
    """The votes of a place that were opened or published last, public archives left out. One query."""
    rows = Cycle.objects.filter(
        territory=territory, state__in=PUBLIC_STATES, opened_at__isnull=False, archive__isnull=True
    )
    last = Coalesce("released_at", "opened_at")
    return list(rows.select_related("territory").defer("frozen", "summary").order_by(last.desc(), "-id")[:limit])


LATEST = dt.timedelta(days=365)
"""A published result is news of its place for so long."""


@dataclass(frozen=True)
class LatestResult:
    """The newest published result of a place: how many projects won, of how many."""

    cycle: Cycle
    won: int
    projects: int


def latest_result(territory: Territory) -> LatestResult | None:
    """The newest result of a vote held in the place within the last year; one query for each territory object."""
    if _LATEST not in territory.__dict__:
        territory.__dict__[_LATEST] = _latest_result(territory)
    known: LatestResult | None = territory.__dict__[_LATEST]
    return known


def _latest_result(territory: Territory) -> LatestResult | None:
    newest = Cycle.objects.filter(
        territory=territory, state=CycleState.RELEASED, archive__isnull=True,
        opened_at__isnull=False, released_at__gte=clock.now() - LATEST,
    ).order_by("-released_at", "-id")  # fmt: skip
    projects = Project.objects.filter(cycle=OuterRef("cycle")).order_by().values("cycle").annotate(n=Count("id"))
    rows = (
        Outcome.objects.filter(cycle=Subquery(newest.values("pk")[:1]), role=OutcomeRole.BINDING)
        .select_related("cycle__territory")
        .only("cycle__title", "cycle__slug", "cycle__is_demo", "cycle__year", "cycle__territory")
        .annotate(winners=F("result__winners"), projects=Subquery(projects.values("n")))
    )
    found = list(rows)
    if not found:
        return None
    return LatestResult(found[0].cycle, sum(len(row.winners) for row in found), found[0].projects)


def _mine(user: Any, prefix: str, roles: Iterable[str]) -> Q:
    """The places where the user holds one of the roles, and below, as a condition on `prefix`."""
    if getattr(user, "is_superuser", False):
        return Q()
    wanted = set(roles)
    inside = Q(pk__in=[])
    for mandate in mandates(user):
        if mandate.role in wanted:
            inside |= Q(**{f"{prefix}path__startswith": mandate.territory.path})
    return inside


def drafts_of(user: Any) -> list[tuple[Cycle, dt.datetime | None]]:
    """Drafts that the person may edit, with the planned beginning of the vote, the next to begin first."""
    votes = _votes(cycle__state=CycleState.DRAFT).filter(_mine(user, "cycle__territory__", MAKER_ROLES))
    return [(vote.cycle, vote.starts_at) for vote in votes.order_by("starts_at", "id")]


def closing(user: Any, *, within: dt.timedelta) -> list[tuple[Cycle, dt.datetime]]:
    """Running votes of the person's places that end within this time, the next to end first."""
    moment = clock.now()
    votes = _votes(
        cycle__state=CycleState.OPENED, starts_at__lte=moment, ends_at__gt=moment, ends_at__lte=moment + within
    ).filter(_mine(user, "cycle__territory__", DESK_ROLES))
    return [(vote.cycle, vote.ends_at) for vote in votes.order_by("ends_at", "id") if vote.ends_at]


def find_places(user: Any, words: str, *, limit: int) -> list[Territory]:
    """The places where a person may make a vote that fit a name in any spelling or the beginning of a code.

    Args:
        limit: places at most, higher ones in front; one whose name is exactly that stands alone.
    """
    asked = search_query(words)
    if not asked:
        return []
    rows = Territory.objects.filter(_mine(user, "", MAKER_ROLES), active=True)
    for word in asked:
        rows = rows.filter(Q(search_text__contains=word) | Q(code__startswith=word))
    found = list(rows.order_by("depth", "sort_key", "code")[:limit])
    plain = words.strip().casefold()
    exact = [each for each in found if plain in {each.code, each.name.casefold()}]
    return exact if len(exact) == 1 else found


def may_begin(user: Any) -> bool:
    """Whether the person may make votes anywhere. One query for the mandates, at most."""
    return bool(getattr(user, "is_superuser", False)) or any(row.role in MAKER_ROLES for row in mandates(user))


def only_place(user: Any) -> str:
    """The code of the place where the person makes votes, "" where there are several or none."""
    codes = {mandate.territory.code for mandate in mandates(user) if mandate.role in MAKER_ROLES}
    return codes.pop() if len(codes) == 1 else ""


def years(user: Any) -> Sequence[int]:
    """The budget years of the cycles a person works with, the newest first."""
    return list(in_scope(user).order_by("-year").values_list("year", flat=True).distinct())
