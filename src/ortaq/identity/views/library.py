"""Pages that allauth brings, with our manners.

A form that goes well answers 303 and one that does not answers 422, as everywhere here; and the shared accounts
of the demo cannot be taken over by changing their phone, e-mail, password or second factor.
"""

import functools
from collections.abc import Callable, Collection, Iterable
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import RateLimited
from allauth.core.ratelimit import respond_429
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver

from ortaq.identity.errors import AccountError

View = Callable[..., HttpResponse]

_CHANGES_CREDENTIALS = ("account_email", "account_change_", "account_set_", "account_verify_phone", "mfa_")
_PART_OF_SIGNING_IN = ("mfa_authenticate", "mfa_reauthenticate")


class SetUpAppView(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Connecting the app proves the second factor for this session too: no second code right after the first."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_authentication(
            self.request, self.request.user, "mfa", type=Authenticator.Type.TOTP.value, reauthenticated=True
        )
        return response


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
