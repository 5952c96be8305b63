"""The legal parameters a cycle is made from. The only place of this app that reads norms."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q

from ortaq.core import clock
from ortaq.norms.models import Norm
from ortaq.territories.models import Territory


def in_force(territory: Territory, on: dt.date | None = None) -> Mapping[str, Any]:
    """All values in force in a territory, by code, in one query: the nearest territory up the path wins."""
    day = on or clock.today()
    rows = (
        Norm.objects.filter(territory_id__in=territory.ancestor_ids, valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
        .order_by(F("territory__depth").asc(), "valid_from")
        .values_list("code", "value")
    )
    return {code: value for code, value in rows if value is not None}


def whole(values: Mapping[str, Any], code: str) -> int | None:
    """A norm that is a whole number, None where there is none."""
    value = values.get(code)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(values: Mapping[str, Any], code: str) -> bool | None:
    """A norm that is yes or no, None where there is none."""
    value = values.get(code)
    return value if isinstance(value, bool) else None


def day_of_year(values: Mapping[str, Any], code: str, year: int) -> dt.date | None:
    """A norm that is a month and a day (`"04-06"`), as a date of the year; None where there is none."""
    value = values.get(code)
    if not isinstance(value, str):
        return None
    month, _, day = value.removeprefix("--").partition("-")
    try:
        return dt.date(year, int(month), int(day))
    except ValueError:
        return None
