"""Whom an administrator sees: people with a role in their territory or below it."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from ortaq.core import clock
from ortaq.core.actors import Actor, System
from ortaq.core.text import search_query
from ortaq.identity.enums import Role
from ortaq.identity.models import Mandate, Person
from ortaq.identity.rules import mandates
from ortaq.territories.models import Territory

_MOST_PLACES = 50


def administered_paths(by: Actor) -> list[str]:
    """Paths of the territories whose people the actor administers; one empty path means everywhere."""
    if isinstance(by, System) or (getattr(by, "is_superuser", False) and getattr(by, "is_active", False)):
        return [""]
    held = [mandate.territory for mandate in mandates(by) if mandate.role == Role.ADMINISTRATOR]
    if any(territory.parent_id is None for territory in held):
        return [""]
    return sorted(territory.path for territory in held)


def administered_territories(by: Actor) -> QuerySet[Territory]:
    """Today's territories in which the actor may appoint."""
    return Territory.objects.filter(_under(administered_paths(by), "path"), active=True)


def mandates_seen_by(by: Actor) -> QuerySet[Mandate]:
    """Mandates in the actor's scope, past and future ones too, with their territory."""
    return Mandate.objects.filter(_under(administered_paths(by), "territory__path")).select_related("territory")


def people_seen_by(by: Actor) -> QuerySet[Person]:
    """People with a mandate in the actor's scope; who administers everything also sees people without any."""
    paths = administered_paths(by)
    if paths == [""]:
        return Person.objects.all()
    return Person.objects.filter(Exists(mandates_seen_by(by).filter(person=OuterRef("pk"))))


def people_list(
    by: Actor, *, text: str = "", role: str = "", place: str = "", former: bool = False
) -> QuerySet[Person]:
    """People the actor sees, each with `seen`: the list of their mandates in scope, newest first.

    Args:
        text: words of the name, in any script.
        role: one of `Role`; empty for any.
        place: name or code of a place; people there and below.
        former: also those whose mandates have all ended.
    """
    people = people_seen_by(by)
    for word in search_query(text):
        people = people.filter(search_text__contains=word)
    wanted = mandates_seen_by(by)
    if role:
        wanted = wanted.filter(role=role)
    if place:
        wanted = wanted.filter(_under(_paths_of_places(by, place), "territory__path"))
    if not former:
        wanted = wanted.filter(still_or_soon())
    if role or place or not former:
        holds = Exists(wanted.filter(person=OuterRef("pk")))
        nothing_yet = ~Exists(Mandate.objects.filter(person=OuterRef("pk")))
        people = people.filter(holds if role or place else holds | nothing_yet)
    return people.select_related("user").prefetch_related(Prefetch("mandates", mandates_seen_by(by), to_attr="seen"))


def still_or_soon() -> Q:
    """Mandates that hold today or will."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=clock.today())


def places_named(by: Actor, text: str, limit: int = _MOST_PLACES) -> list[Territory]:
    """Territories the actor administers whose code is this text or whose name has all of its words."""
    scope = administered_territories(by)
    exact = list(scope.filter(code=text.strip()))
    return exact or list(_named(scope, text)[:limit])


def _paths_of_places(by: Actor, text: str) -> list[str]:
    return [territory.path for territory in places_named(by, text)]


def _named(territories: QuerySet[Territory], text: str) -> QuerySet[Territory]:
    words = search_query(text)
    if not words:
        return territories.none()
    for word in words:
        territories = territories.filter(search_text__contains=word)
    return territories.order_by("depth", "sort_key", "id")


def any_place_named(text: str, limit: int = 20) -> list[Territory]:
    """Places of the whole country, for choosing a home."""
    return list(_named(Territory.objects.filter(active=True), text).select_related("parent")[:limit])


def _under(paths: Iterable[str], field: str) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        if not path:
            return Q()
        condition |= Q(**{f"{field}__startswith": path})
    return condition
