"""What counting and acts put on the Desk and on the pages of a place."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ortaq.core import clock
from ortaq.identity.enums import Role
from ortaq.participation.domain.queries.cycles import in_scope
from ortaq.participation.enums import ActState, CycleState, PhaseKind
from ortaq.participation.models import Act, Cycle
from ortaq.participation.presenters import vote_args
from ortaq.territories.doors import Change, Duty, changes, duties
from ortaq.territories.models import Territory

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


def released_lately(territory: Territory, limit: int) -> list[Change]:
    """Results that were published in the place; archives are not its own. One query."""
    found = (
        Cycle.objects.filter(territory=territory, state=CycleState.RELEASED, archive__isnull=True)
        .exclude(released_at=None)
        .select_related("territory")
        .order_by("-released_at")[:limit]
    )
    return [
        Change(
            at=timezone.localdate(cycle.released_at),
            text=_("The result was published: %(title)s") % {"title": cycle},
            url=reverse("participation:result", args=vote_args(cycle)),
        )
        for cycle in found
    ]


def register() -> None:
    """Fill the registries of the pages above."""
    duties.register("participation.acts", waiting)
    changes.register("participation.released", released_lately)
