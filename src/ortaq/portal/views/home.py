"""The front door: the root, the home page, what this is about, and whether the site answers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ortaq.territories.domain.queries.places import regions
from ortaq.territories.doors import now_happening

CARDS = 6


def preferred_language(request: HttpRequest) -> str:
    """The reader's language: the last one used here, then the browser's, then Kazakh."""
    accepted = request.headers.get("Accept-Language", "").split(",")[:10]
    for wish in [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), *(part.split(";")[0] for part in accepted)]:
        try:
            return get_supported_language_variant(wish.strip())
        except LookupError:
            continue
    return "kk"


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """`/` leads to the home page in the reader's language."""
    with translation.override(preferred_language(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


@login_not_required
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Whether the site and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, where you live, what is going on."""
    places = regions()
    context = {
        "regions": [(place.name, place.get_absolute_url()) for place in places],
        "cards": now_happening(None, CARDS),
    }
    return render(request, "portal/home.html", context)


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the platform promises, where its data comes from, how to check it."""
    crumbs = [(_("Home"), reverse("home")), (_("About Ortaq"), None)]
    return render(request, "portal/about.html", {"crumbs": crumbs})
