"""What counting and acts put on the Desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ortaq.core import clock
from ortaq.identity.enums import Role
from ortaq.participation.domain.queries.cycles import in_scope
from ortaq.participation.enums import ActState, CycleState, PhaseKind
from ortaq.participation.models import Act
from ortaq.territories.doors import Duty, duties

# As `participation.act` and `participation.count` in rules.py.
DECIDE = (Role.ADMINISTRATOR, Role.AKIM, Role.AUDITOR)
COUNT = (Role.ADMINISTRATOR, Role.AKIM)


def waiting(user: Any) -> list[Duty]:
    """Acts that another person proposed, and votes that are over and not counted. Two queries."""
    acts = (
        Act.objects.filter(state=ActState.PROPOSED, cycle__in=in_scope(user, roles=DECIDE))
        .exclude(proposed_by_id=user.pk)
        .select_related("cycle__territory")
    )
    over = (
        in_scope(user, roles=COUNT)
        .filter(state=CycleState.OPENED, phases__kind=PhaseKind.VOTE, phases__ends_at__lte=clock.now())
        .select_related("territory")
        .order_by("id")
    )
    confirm = [
        Duty(
            title=_("Waits for your confirmation: %(act)s") % {"act": act.get_kind_display()},
            url=reverse("participation:act", args=[act.cycle_id, act.pk]),
            whom=f"{act.cycle.territory.name}: {act.cycle}",
        )
        for act in acts
    ]
    count = [
        Duty(
            title=_("Voting is over: open and count the ballots"),
            url=reverse("participation:count", args=[cycle.pk]),
            whom=f"{cycle.territory.name}: {cycle}",
        )
        for cycle in over
    ]
    return [*confirm, *count]


def register() -> None:
    """Fill the registry of the Desk."""
    duties.register("participation.acts", waiting)
