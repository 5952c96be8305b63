"""The Desk: what waits for whoever works here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from ortaq.core.actors import require
from ortaq.identity.enums import Role
from ortaq.identity.rules import mandates
from ortaq.portal.duties import kept_places, waiting_for

Room = tuple[str, str, str]
"""Title, what is done there, address."""


def rooms_for(user: Any) -> list[Room]:
    """The rooms of the back office that the user's roles open."""
    roles = {mandate.role for mandate in mandates(user)}
    everything = user.is_superuser
    rooms = [(_("Votes"), _("Prepare, open, count and publish."), reverse("participation:desk_cycles"))]
    if everything or Role.ADMINISTRATOR in roles:
        rooms += [
            (_("People"), _("Appoint people and end their mandates."), reverse("people")),
            (_("Legal parameters"), _("Numbers that come from a law or an act."), reverse("norms:desk")),
            (_("Archives"), _("Bring in public results of other places."), reverse("participation:archives")),
        ]
    if kept_places(user):
        text = _("Check names, enter changes and numbers of people.")
        rooms.append((_("Names of places"), text, reverse("desk_places")))
    rooms.append((_("Log of acts"), _("Who did what, and when."), reverse("audit:log")))
    return rooms


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Duties, the most urgent first, and the rooms of the back office."""
    require(request.user, "identity.desk")
    context = {
        "duties": waiting_for(request.user),
        "rooms": rooms_for(request.user),
        "rooms_title": pgettext("back office", "Rooms"),
        "crumbs": [(_("Desk"), None)],
    }
    return render(request, "portal/desk/desk.html", context)
