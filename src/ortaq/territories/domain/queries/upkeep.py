"""What the office of the tree has to look after: names to check."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from ortaq.core import clock
from ortaq.core.text import search_query
from ortaq.territories.models import Territory, TerritoryState

LIGHT = (
    "id", "code", "kind", "name_kk", "name_ru", "name_en", "review", "territory_id", "territory__code",
    "territory__name_kk", "territory__name_ru", "territory__name_en",
)  # fmt: skip


def names_to_check(
    places: Sequence[Territory], *, text: str = "", language: str = "", all_names: bool = False
) -> QuerySet[TerritoryState]:
    """Present states whose names somebody should check, larger units first.

    Args:
        places: in these and below them.
        text: only names that hold these words.
        language: only those whose name in this language is to be checked.
        all_names: those without a mark too.
    """
    today = clock.today()
    scope = Q(pk__in=[])
    for place in places:
        scope |= Q(territory__path__startswith=place.path)
    found = TerritoryState.objects.filter(scope, Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    found = found.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
    if language:
        found = found.filter(review__contains=language)
    elif not all_names:
        found = found.exclude(review="")
    for word in search_query(text):
        found = found.filter(territory__search_text__contains=word)
    return found.select_related("territory").order_by("territory__depth", "territory__sort_key", "code").only(*LIGHT)
