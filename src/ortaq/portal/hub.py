"""What the page of a place reads in one go, so that it stays within ten queries for whoever is signed in."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery

from ortaq.territories.domain.queries.places import LIGHT
from ortaq.territories.models import Population, Territory


def with_population(code: str) -> tuple[Territory, Population | None] | None:
    """The territory that has this code today and its latest count of people; None if nobody has it. One query."""
    last = Population.objects.filter(territory=OuterRef("pk")).order_by("-date")
    found = (
        Territory.objects.filter(code=code)
        .annotate(**{name: Subquery(last.values(column)[:1]) for name, column in _COUNT.items()})
        .first()
    )
    if found is None:
        return None
    known: dict[str, Any] = {column: getattr(found, name) for name, column in _COUNT.items()}
    return found, Population(territory=found, **known) if known["date"] else None


_COUNT = {"last_value": "value", "last_date": "date", "last_source": "source"}


def around(territory: Territory, *, home_id: int | None) -> tuple[list[Territory], list[Territory], Territory | None]:
    """What the territory lies in, from the root down; its parts, with points; and the reader's own place. One query.

    Args:
        home_id: of the reader's place; None where none was chosen.
    """
    above = territory.ancestor_ids[:-1]
    wanted = Q(pk__in=above) | Q(parent=territory, active=True)
    if home_id:
        wanted |= Q(pk=home_id)
    rows = Territory.objects.filter(wanted).order_by("sort_key", "code").only(*LIGHT, "lon", "lat", "point_source")
    by_id = {row.pk: row for row in rows}
    home = territory if home_id == territory.pk else by_id.get(home_id or 0)
    parts = [row for row in by_id.values() if row.parent_id == territory.pk and row.active and row.pk not in above]
    return [by_id[pk] for pk in above if pk in by_id], parts, home
