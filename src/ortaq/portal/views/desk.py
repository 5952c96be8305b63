"""The Desk: what waits for whoever works here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ortaq.core.actors import require
from ortaq.portal.duties import kept_places, waiting_for


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Duties, the most urgent first, and the rooms of the back office."""
    require(request.user, "identity.desk")
    context = {
        "duties": waiting_for(request.user),
        "keeps_tree": bool(kept_places(request.user)),
        "crumbs": [(_("Desk"), None)],
    }
    return render(request, "portal/desk/desk.html", context)
