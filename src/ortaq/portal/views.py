"""Home, and the pages that put the parts of a place together."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant


def preferred_language(request: HttpRequest) -> str:
    """The reader's language: the last one used here, then the browser's, then Kazakh."""
    wishes = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")]
    for part in request.headers.get("Accept-Language", "").split(",")[:10]:
        wishes.append(part.split(";")[0].strip())
    for wish in wishes:
        try:
            return get_supported_language_variant(wish)
        except LookupError:
            continue
    return "kk"


@login_not_required
def root(request: HttpRequest) -> HttpResponse:
    """`/` leads to the home page in the reader's language."""
    with translation.override(preferred_language(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Whether the site and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")
