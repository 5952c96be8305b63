"""The legal parameters a cycle is made from. The only place of this app that reads norms."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ortaq.norms.domain.queries import effective
from ortaq.norms.values import MonthDay
from ortaq.territories.models import Territory


def in_force(territory: Territory, on: dt.date | None = None) -> Mapping[str, Any]:
    """All values in force in a territory by code, in one query; a parameter without a value is not there.

    Args:
        on: the day; today if not given.
    """
    return {code: row.typed for code, row in effective(territory, on).items() if row.value is not None}


def whole(values: Mapping[str, Any], code: str) -> int | None:
    """A norm that is a whole number, None where there is none."""
    value = values.get(code)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(values: Mapping[str, Any], code: str) -> bool | None:
    """A norm that is yes or no, None where there is none."""
    value = values.get(code)
    return value if isinstance(value, bool) else None


def text(values: Mapping[str, Any], code: str) -> str | None:
    """A norm that is a code, None where there is none."""
    value = values.get(code)
    return value if isinstance(value, str) else None


def day_of_year(values: Mapping[str, Any], code: str, year: int) -> dt.date | None:
    """A norm that is a month and a day, as a date of the year; None where there is none."""
    value = values.get(code)
    return value.in_year(year) if isinstance(value, MonthDay) else None
