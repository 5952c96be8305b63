"""Reading parameters: the value in force in a place on a day, by which act, and what it was before.

The nearest territory up the tree wins; among its own rows the one that began last. The tree is today's.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format

from ortaq.core import clock
from ortaq.norms.catalogue import PARAMETERS, parameter
from ortaq.norms.errors import NormError
from ortaq.norms.models import Norm
from ortaq.territories.models import Territory


def value(code: str, *, territory: Territory, on: dt.date | None = None) -> Any:
    """The value of a parameter.

    Args:
        code: one of `norms.catalogue.PARAMETERS`.
        territory: where.
        on: the day; today if not given.

    Returns:
        `int` (whole units; basis points for shares), `bool`, `str` code, `MonthDay` (the text `MM-DD` that knows
        its parts), `Fraction`, a list of language codes; None where there is no limit.

    Raises:
        NormError: an unknown code, or no value in force.
    """
    return norm(code, territory=territory, on=on).typed


def norm(code: str, *, territory: Territory, on: dt.date | None = None) -> Norm:
    """The row in force, with its basis, source and the territory it was set for.

    Raises:
        NormError: an unknown code, or no value in force.
    """
    known = parameter(code)
    day = on or clock.today()
    found = _nearest(_in_force(territory, day).filter(code=code), territory)
    if code not in found:
        raise NormError(
            "not_set", title=known.title, parameter=code, place=territory.name, on=date_format(day, "DATE_FORMAT")
        )
    return found[code]


def effective(territory: Territory, on: dt.date | None = None) -> dict[str, Norm]:
    """All parameters in force in a place, in the catalogue's order, by one query.

    Returns:
        Rows by code; a code without a value in force is not there. `row.territory` is where it was set.
    """
    found = _nearest(_in_force(territory, on or clock.today()), territory)
    return {code: found[code] for code in PARAMETERS if code in found}


def history(code: str, *, territory: Territory) -> list[Norm]:
    """Every row that ever reached the place, from the nearest territory up, the latest first, by one query.

    Raises:
        NormError: an unknown code.
    """
    parameter(code)
    order = _distance(territory)
    rows = Norm.objects.filter(code=code, territory_id__in=order).select_related("territory")
    return sorted(rows, key=lambda row: (order[row.territory_id], -row.valid_from.toordinal()))


def overriding(code: str, *, territory: Territory, on: dt.date | None = None) -> list[Norm]:
    """Rows in force below the place, which a value of the place itself does not reach."""
    below = Norm.objects.filter(_valid(on or clock.today()), code=code, territory__path__startswith=territory.path)
    return list(below.exclude(territory=territory).select_related("territory").order_by("territory__path"))


def heirs(territory: Territory, overrides: Iterable[Norm]) -> QuerySet[Territory]:
    """Places below that inherit from the territory: all but those with a value of their own and theirs.

    Args:
        overrides: as `overriding` gives them, sorted by path.
    """
    below = Territory.objects.filter(path__startswith=territory.path, active=True).exclude(pk=territory.pk)
    own: list[str] = []
    for row in overrides:
        if not own or not row.territory.path.startswith(own[-1]):
            own.append(row.territory.path)
    for path in own:
        below = below.exclude(path__startswith=path)
    return below


def _valid(on: dt.date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def _in_force(territory: Territory, on: dt.date) -> QuerySet[Norm]:
    return Norm.objects.filter(_valid(on), territory_id__in=territory.ancestor_ids).select_related("territory")


def _distance(territory: Territory) -> dict[int, int]:
    """Steps up the tree by id: 0 is the place itself."""
    return {pk: steps for steps, pk in enumerate(reversed(territory.ancestor_ids))}


def _nearest(rows: Iterable[Norm], territory: Territory) -> dict[str, Norm]:
    order = _distance(territory)
    best: dict[str, Norm] = {}
    # The best comes last and stays.
    for row in sorted(rows, key=lambda row: (-order[row.territory_id], row.valid_from)):
        best[row.code] = row
    return best
