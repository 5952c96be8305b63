"""Reading the tree: a place by its code, what it lies in, what lies in it, what it was."""

from django.db.models import Q

from ortaq.territories.enums import Kind
from ortaq.territories.models import Population, Succession, Territory, TerritoryState

LIGHT = ("id", "code", "kind", "parent_id", "path", "depth", "name", "name_kk", "name_ru", "name_en", "active")
"""Columns that a link needs; search texts and sort keys stay in the database."""


def by_code(code: str) -> Territory | None:
    """The territory with this code today; a code it had before finds it too (compare `code` to redirect).

    At most two queries: the second only for a code that nobody has today.
    """
    found = Territory.objects.filter(code=code).first()
    if found is None:
        state = TerritoryState.objects.filter(code=code).select_related("territory").order_by("-id").first()
        found = state.territory if state else None
    return found


def ancestors(territory: Territory) -> list[Territory]:
    """From the root down to the one above the territory; one query, none for a root."""
    ids = territory.ancestor_ids[:-1]
    if not ids:
        return []
    found = {each.pk: each for each in Territory.objects.filter(pk__in=ids).order_by().only(*LIGHT)}
    return [found[pk] for pk in ids if pk in found]


def children(territory: Territory) -> list[Territory]:
    """What is part of the territory today, in the order of the reader's alphabet; one query."""
    return list(Territory.objects.filter(parent=territory, active=True).order_by("sort_key", "code").only(*LIGHT))


def around(territory: Territory) -> tuple[list[Territory], list[Territory]]:
    """What the territory lies in, from the root down, and what lies in it, with points; one query."""
    above = territory.ancestor_ids[:-1]
    rows = Territory.objects.filter(Q(pk__in=above) | Q(parent=territory, active=True))
    rows = rows.order_by("sort_key", "code").only(*LIGHT, "lon", "lat", "point_source")
    by_id = {row.pk: row for row in rows}
    return [by_id.pop(pk) for pk in above if pk in by_id], list(by_id.values())


def siblings(territory: Territory) -> list[Territory]:
    """The other parts of what the territory is part of, in the order of the reader's alphabet; one query."""
    rows = Territory.objects.filter(parent_id=territory.parent_id, active=True).exclude(pk=territory.pk)
    return list(rows.order_by("sort_key", "code").only(*LIGHT))


def regions() -> list[Territory]:
    """The regions and the cities of republican significance, cities last; one query."""
    kinds = (Kind.REGION, Kind.REPUBLICAN_CITY)
    rows = Territory.objects.filter(kind__in=kinds, active=True).order_by("sort_key", "code").only(*LIGHT)
    return sorted(rows, key=lambda territory: territory.kind == Kind.REPUBLICAN_CITY)


def country() -> Territory | None:
    """The root of Kazakhstan's tree, None before the seed is loaded."""
    return Territory.objects.filter(code="KZ").only(*LIGHT).first()


def states(territory: Territory) -> list[TerritoryState]:
    """What it was, the newest first, each with what it was part of; one query."""
    rows = TerritoryState.objects.filter(territory=territory).select_related("parent")
    return sorted(rows, key=lambda state: (state.valid_from is not None, state.valid_from), reverse=True)


def successions(territory: Territory) -> list[Succession]:
    """Splits and mergers that the territory came from or went into, the newest first; one query."""
    rows = Succession.objects.filter(Q(newer=territory) | Q(older=territory)).select_related("older", "newer")
    return list(rows.order_by("-date", "id"))


def population(territory: Territory) -> Population | None:
    """The latest count with its day and source, None if there is none; one query."""
    return Population.objects.filter(territory=territory).order_by("-date").first()
