"""Pages that allauth brings, with our manners.

A form that goes well answers 303 and one that does not answers 422, as everywhere here; and the shared accounts
of the demo cannot be taken over by changing their phone, e-mail, password or second factor.
"""

import functools
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import PasswordChangeView
from allauth.core.exceptions import RateLimited
from allauth.core.ratelimit import respond_429
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode

from ortaq.identity.errors import AccountError

View = Callable[..., HttpResponse]

_CHANGES_CREDENTIALS = ("account_email", "account_change_", "account_set_", "account_verify_phone", "mfa_")
_PART_OF_SIGNING_IN = ("mfa_authenticate", "mfa_reauthenticate")


class SetUpAppView(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Connecting the app proves the second factor for this session too: no second code right after the first.

    Whoever was led here from the Desk (`?next=`) is told why, and goes on there after the recovery codes.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["led_here"] = bool(get_next_redirect_url(self.request))
        return context

    def get_success_url(self) -> str:
        following = get_next_redirect_url(self.request)
        if not following:
            return str(super().get_success_url())
        if not self.did_generate_recovery_codes:
            return str(following)
        return f"{reverse('mfa_view_recovery_codes')}?{urlencode({'next': following})}"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_authentication(
            self.request, self.request.user, "mfa", type=Authenticator.Type.TOTP.value, reauthenticated=True
        )
        return response


class OtherPasswordView(PasswordChangeView):  # type: ignore[misc]
    """Whoever has signed in by code a moment ago sets a new password without the old one: a phone is enough."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if _just_came_by_code(self.request):
            # The library keeps one form for a request and asks for it twice.
            form.fields.pop("oldpassword", None)
        return form


def _just_came_by_code(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record.get("method") == "code" and record["at"] > since for record in records)


def with_our_manners(
    patterns: Iterable[URLPattern | URLResolver], *, but: Collection[str]
) -> list[URLPattern | URLResolver]:
    """The library's address patterns, each view settled.

    Args:
        but: names of addresses that have a view of ours.
    """
    settled: list[URLPattern | URLResolver] = []
    for item in patterns:
        if isinstance(item, URLResolver):
            inner = with_our_manners(item.url_patterns, but=but)
            settled.append(URLResolver(item.pattern, inner, item.default_kwargs, item.app_name, item.namespace))
        elif item.name not in but:
            view = settle(item.callback, name=item.name or "")
            settled.append(URLPattern(item.pattern, view, item.default_args, item.name))
    return settled


def settle(view: View, *, name: str) -> View:
    """One library view with our status codes and the demo's guard.

    Args:
        name: of its address.
    """
    guarded = name.startswith(_CHANGES_CREDENTIALS) and name not in _PART_OF_SIGNING_IN

    @functools.wraps(view)
    def settled(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if guarded and getattr(request.user, "is_demo", False):
            raise AccountError("demo_is_shared")
        try:
            response = view(request, *args, **kwargs)
        except RateLimited:
            return respond_429(request)
        if request.method == "POST":
            if response.status_code == 302:
                response.status_code = 303
            elif response.status_code == 200:
                form = (getattr(response, "context_data", None) or {}).get("form")
                if form is not None and form.is_bound and not form.is_valid():
                    response.status_code = 422
        return response

    return settled
