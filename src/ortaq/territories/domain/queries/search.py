"""Finding places by name or code, in any script and spelling."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from ortaq.core.text import search_query
from ortaq.territories.models import Territory


def matching(text: str, *, within: Territory | None = None, kinds: Sequence[str] = ()) -> QuerySet[Territory]:
    """Places that exist today and whose names or codes hold every word, the best first.

    A word that begins with what was typed comes before one that only holds it, a larger unit before a smaller
    one, then the reader's alphabet.

    Args:
        text: what somebody typed; nothing typed finds everything.
        within: only in this territory.
        kinds: only these; none for all.
    """
    found = Territory.objects.filter(active=True)
    if within is not None:
        found = found.filter(path__startswith=within.path)
    if kinds:
        found = found.filter(kind__in=kinds)
    words = search_query(text)
    for word in words:
        found = found.filter(search_text__contains=word)
    beginning = Q()
    for word in words:
        beginning &= Q(search_text__startswith=word) | Q(search_text__contains=f" {word}")
    rank = Case(When(beginning, then=Value(0)), default=Value(1), output_field=IntegerField()) if words else Value(0)
    return found.annotate(rank=rank).order_by("rank", "depth", "sort_key", "code")


def search(text: str, *, limit: int = 20, within: Territory | None = None) -> list[Territory]:
    """The best places for what somebody typed, each with its `parent` and grandparent at hand; one query.

    Nothing typed, or only marks, finds nothing.
    """
    if not search_query(text):
        return []
    return list(matching(text, within=within).select_related("parent", "parent__parent")[:limit])
