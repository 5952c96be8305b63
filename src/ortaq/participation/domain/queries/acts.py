"""The public acts of a vote."""

from ortaq.participation.enums import ActState
from ortaq.participation.models import Act, Cycle


def public_acts(cycle: Cycle) -> list[Act]:
    """Every confirmed act, the newest first, with the names of both people: they acted in office. One query."""
    found = Act.objects.filter(cycle=cycle, state=ActState.CONFIRMED)
    return list(found.select_related("proposed_by", "decided_by").order_by("-decided_at", "-id"))
