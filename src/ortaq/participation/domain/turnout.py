"""How many have voted: the whole cycle, once a day, and nothing finer while the vote runs."""

import datetime as dt

from django.utils import timezone

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.participation.domain.lifecycle import lock_cycle
from ortaq.participation.enums import CycleState, PhaseKind
from ortaq.participation.errors import TurnoutError
from ortaq.participation.models import Cast, Cycle, RollEntry, TurnoutDay

COUNT = "participation.count"


def vote_days(cycle: Cycle) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of the vote in Asia/Almaty, None while one of them is not set."""
    vote = cycle.phase(PhaseKind.VOTE)
    if vote is None or vote.starts_at is None or vote.ends_at is None:
        return None
    # A vote that ends at midnight has its last day before it.
    return timezone.localdate(vote.starts_at), timezone.localdate(vote.ends_at - dt.timedelta(microseconds=1))


@verb
def publish_turnout(*, cycle: Cycle, day: dt.date, by: Actor) -> TurnoutDay:
    """Publish how many had voted by the end of a day. A day that is published already stays as it is.

    Args:
        day: a day of the vote that is over, in Asia/Almaty.

    Raises:
        NotAllowed: the actor may not count here.
        TurnoutError: `not_held_here`, `not_over` (the day is not over), `outside` (no day of the vote).
    """
    locked = lock_cycle(cycle)
    require(by, COUNT, locked)
    days = vote_days(locked)
    if locked.state in (CycleState.DRAFT, CycleState.STAGING) or locked.opened_at is None or days is None:
        raise TurnoutError("not_held_here")
    if day >= clock.today():
        raise TurnoutError("not_over", day=day.isoformat())
    if not days[0] <= day <= days[1]:
        raise TurnoutError("outside", day=day.isoformat())
    return write_turnout(locked, day, by=by)


def write_turnout(cycle: Cycle, day: dt.date, *, by: Actor) -> TurnoutDay:
    """Store the turnout up to a day, unless it is there; part of a verb that holds the cycle."""
    known = TurnoutDay.objects.filter(cycle=cycle, day=day).first()
    if known is not None:
        return known
    casts = Cast.objects.filter(cycle=cycle, day__lte=day).count()
    roll = RollEntry.objects.filter(cycle=cycle).count()
    published = TurnoutDay.objects.create(cycle=cycle, day=day, casts=casts, roll=roll)
    record("turnout.published", cycle, by=by, data={"day": day.isoformat(), "casts": casts, "roll": roll})
    return published


def publish_due_turnout(*, by: Actor) -> list[TurnoutDay]:
    """Publish every day of every running or just closed vote that is over and not published yet."""
    published = []
    yesterday = clock.today() - dt.timedelta(days=1)
    cycles = Cycle.objects.filter(state__in=(CycleState.OPENED, CycleState.COUNTED)).prefetch_related("phases")
    for cycle in cycles.order_by("id"):
        days = vote_days(cycle)
        if days is None or cycle.opened_at is None:
            continue
        known = set(TurnoutDay.objects.filter(cycle=cycle).values_list("day", flat=True))
        last = min(days[1], yesterday)
        day = days[0]
        while day <= last:
            if day not in known:
                published.append(publish_turnout(cycle=cycle, day=day, by=by))
            day += dt.timedelta(days=1)
    return published
