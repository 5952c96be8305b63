"""Staff prove themselves twice."""

# ruff: noqa: ARG002 -- the signatures are the library's

import re
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from ortaq.identity.enums import BACK_OFFICE
from ortaq.identity.rules import mandates

Handler = Callable[[HttpRequest], HttpResponse]

_BACK_OFFICE_PATH = re.compile(r"^/(?:[a-z]{2}/desk|admin)(?:/|$)")


def back_office(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view outside /desk/ as a back-office page, so that it too asks for the second factor."""
    view.back_office = True  # type: ignore[attr-defined]
    return view


class StaffSecondFactor:
    """Lead whoever works here to the second factor before a back-office page opens.

    It asks this session, not only the account: a session opened before the app was connected (or by somebody
    who caught an SMS) stays outside until the app has spoken in it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        guarded = _BACK_OFFICE_PATH.match(request.path_info) or getattr(view, "back_office", False)
        if not guarded or not request.user.is_authenticated:
            return None
        if not _works_here(request.user) or _proven(request):
            request.user.at_the_desk = True
            return None
        has_app = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists()
        way = reverse("mfa_reauthenticate" if has_app else "mfa_activate_totp")
        # The address itself says where to go on: reading a page writes nothing, not even into the session.
        return HttpResponseRedirect(f"{way}?{urlencode({'next': request.get_full_path()})}")


def _works_here(user: Any) -> bool:
    if not user.is_authenticated:
        return False
    if user.is_demo and settings.DEMO:
        return False
    return user.is_superuser or any(mandate.role in BACK_OFFICE for mandate in mandates(user))


def _proven(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(entry.get("method") == "mfa" for entry in records)
