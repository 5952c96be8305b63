"""The reader's own place: kept in the browser, and with the account of whoever is signed in."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ortaq.identity.domain.accounts import set_home
from ortaq.territories.domain.queries.places import LIGHT
from ortaq.territories.models import Territory

COOKIE = "place"
_READ = "_home_place"
YEAR = 365 * 24 * 3600
CODE = re.compile(r"[A-Za-z0-9-]{1,12}")


@dataclass(frozen=True)
class HomePlace:
    """What the head of every page shows of the chosen place."""

    code: str
    name: str
    url: str


def provide(request: HttpRequest) -> dict[str, Any]:
    """`home_place` for the base page; one query, none for whoever has chosen nothing."""
    place = chosen_place(request)
    return {"home_place": HomePlace(place.code, place.name, place.get_absolute_url()) if place else None}


def chosen_place(request: HttpRequest) -> Territory | None:
    """The place of the account, else the one in the browser."""
    known: Territory | None = getattr(request, _READ, None)
    if known is not None:
        return known
    if home_id := chosen_id(request):
        return Territory.objects.only(*LIGHT).filter(pk=home_id).first()
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return None
    code = request.COOKIES.get(COOKIE, "")
    if not CODE.fullmatch(code):
        return None
    return Territory.objects.only(*LIGHT).filter(code=code).first()


def chosen_id(request: HttpRequest) -> int | None:
    """The id of the account's place; None where none was chosen or nobody is signed in."""
    user = getattr(request, "user", None)
    return user.home_id if user is not None and user.is_authenticated else None


def remember(request: HttpRequest, place: Territory | None) -> None:
    """Keep a place of the account that a page has read, so that the head does not ask for it again."""
    if place is not None and place.pk == chosen_id(request):
        setattr(request, _READ, place)


def has_desk(request: HttpRequest) -> dict[str, Any]:
    """`has_desk` for the base page; one query for whoever is signed in."""
    user = getattr(request, "user", None)
    return {"has_desk": bool(user and user.is_authenticated and user.has_perm("identity.desk"))}


def keep(request: HttpRequest, response: HttpResponse, place: Territory | None) -> None:
    """Remember the place, or forget it, in the browser and with the account."""
    if request.user.is_authenticated:
        set_home(user=request.user, territory=place, by=request.user)
    if place is None:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(COOKIE, place.code, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
