"""The published turnout of a cycle."""

import datetime as dt
from dataclasses import dataclass

from ortaq.participation.models import Cycle, TurnoutDay


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many had voted by the end of a day.

    Args:
        share: of the roll, in basis points; None where the roll is empty.
    """

    day: dt.date
    casts: int
    roll: int
    share: int | None


def as_turnout(row: TurnoutDay) -> Turnout:
    return Turnout(row.day, row.casts, row.roll, row.casts * 10_000 // row.roll if row.roll else None)


def published(cycle: Cycle) -> list[Turnout]:
    """Every published day, the oldest first: one query. Nothing is computed from ballots here."""
    return [as_turnout(row) for row in TurnoutDay.objects.filter(cycle=cycle).order_by("day")]
