"""Acts that only a demo cycle of a demo installation knows: invented voters, and a past that never was."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.participation.domain.lifecycle import lock_cycle
from ortaq.participation.enums import Basis
from ortaq.participation.errors import CountError
from ortaq.participation.models import Cast, Cycle, Phase, RollEntry, TurnoutDay

_NOTE = "Ortaq demo"


def _lock(cycle: Cycle, by: Actor) -> Cycle:
    locked = lock_cycle(cycle)
    require(by, "participation.keep_roll", locked)
    if not (locked.is_demo and settings.DEMO):
        raise CountError("not_demo")
    return locked


@verb
def invent_voters(*, cycle: Cycle, count: int, users: Sequence[Any], by: Actor) -> list[RollEntry]:
    """Put invented residents on the roll of a demo draft, and demo accounts beside them.

    Args:
        count: how many without an account.
        users: demo accounts that may vote.

    Raises:
        NotAllowed: no right to keep the roll here.
        CountError: `not_demo`.
    """
    locked = _lock(cycle, by)
    fields = {"cycle": locked, "territory_id": locked.territory_id, "basis": Basis.DEMO, "basis_note": _NOTE}
    entries = [RollEntry(**fields) for _number in range(count)] + [RollEntry(**fields, user=user) for user in users]
    RollEntry.objects.bulk_create(entries)
    record("roll.invented", locked, by=by, data={"count": len(entries)})
    return entries[:count]


@verb
def date_demo_back(*, cycle: Cycle, days: int, by: Actor) -> None:
    """Move everything dated of a finished demo vote into the past.

    Raises:
        NotAllowed: no right to keep the roll here.
        CountError: `not_demo`.
    """
    locked, back = _lock(cycle, by), dt.timedelta(days=days)
    for phase in Phase.objects.filter(cycle=locked):
        phase.starts_at = phase.starts_at - back if phase.starts_at else None
        phase.ends_at = phase.ends_at - back if phase.ends_at else None
        phase.save(update_fields=["starts_at", "ends_at"])
    Cast.objects.filter(cycle=locked).update(day=clock.today() - back)
    for published in TurnoutDay.objects.filter(cycle=locked):
        published.day -= back
        published.save(update_fields=["day"])
    record("cycle.demo_dated_back", locked, by=by, data={"days": days})


@verb
def spread_demo_casts(*, cycle: Cycle, day_of: Mapping[int, dt.date], by: Actor) -> None:
    """Let the casts of a demo vote have come in on invented days, with the turnout published for each day.

    Args:
        day_of: day by id of the cast; none later than today.

    Raises:
        NotAllowed: no right to keep the roll here.
        CountError: `not_demo`.
    """
    locked = _lock(cycle, by)
    casts = list(Cast.objects.filter(cycle=locked))
    for row in casts:
        row.day = day_of[row.pk]
    Cast.objects.bulk_update(casts, ["day"], batch_size=200)
    roll = RollEntry.objects.filter(cycle=locked).count()
    first, today = min(day_of.values()), clock.today()
    TurnoutDay.objects.filter(cycle=locked).delete()
    TurnoutDay.objects.bulk_create(
        TurnoutDay(cycle=locked, day=day, casts=sum(row.day <= day for row in casts), roll=roll)
        for day in (first + dt.timedelta(days=n) for n in range((today - first).days))
    )
    record("cycle.demo_spread", locked, by=by)
