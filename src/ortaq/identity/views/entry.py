"""Signing in and signing up: the same door."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage, LoginStage
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, LoginView
from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ortaq.identity.entry import EntryProcess
from ortaq.identity.forms.entry import EmailEntryForm, EmailSignUpForm, PasswordEntryForm, PhoneEntryForm
from ortaq.ui.http import see_other


@sensitive_post_parameters("password")
@never_cache
@login_not_required
def enter(request: HttpRequest, *, signing_up: bool = False) -> HttpResponse:
    """One field: a phone number (or, by `?by=email`, an address). A code goes there."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(get_login_redirect_url(request))
    by_email = request.GET.get("by") == "email"
    form_class = (EmailSignUpForm if signing_up else EmailEntryForm) if by_email else PhoneEntryForm
    form = form_class(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            password = values.get("password")
            try:
                EntryProcess.begin(
                    request,
                    phone=values.get("phone"),
                    email=values.get("email"),
                    password_hash=make_password(password) if password else "",
                    signing_up=signing_up,
                )
                return see_other(_with_next(request, "account_confirm_login_code"))
            except RateLimited:
                status = 429
                form.add_error(None, get_adapter(request).error_messages["rate_limited"])
            except OSError:
                status = 503
                form.add_error(
                    None, _("The message could not be sent. Try again in a few minutes, or use another way.")
                )
    context = {
        "form": form,
        "by_email": by_email,
        "signing_up": signing_up,
        "phone_url": _with_next(request, "account_signup" if signing_up else "account_login"),
        "email_url": _with_next(request, "account_signup" if signing_up else "account_login", by="email"),
        "other_url": _with_next(request, "account_login" if signing_up else "account_signup", **_way(by_email)),
        "password_url": _with_next(request, "account_login_password"),
        "demo_url": reverse("demo_sign_in") if settings.DEMO else "",
    }
    return render(request, "account/login.html", context, status=status)


@method_decorator(login_stage_required(LoginByCodeStage.key, "account_login"), name="dispatch")
class CodeView(ConfirmLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """The code that came by SMS or e-mail."""

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.stage = request._login_stage  # type: ignore[attr-defined]
        self._process = EntryProcess.resume(self.stage)
        if not self._process:
            return HttpResponseRedirect(reverse("account_login"))
        # The library's own dispatch would resume its own process, which knows no newcomers.
        response: HttpResponse = View.dispatch(self, request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        back = {"by": "email"} if context["email"] else {}
        context["back_url"] = _with_next(
            self.request, "account_signup" if self._process.signing_up else "account_login", **back
        )
        return context


class PasswordView(LoginView):  # type: ignore[misc]
    """Phone or e-mail with a password, for those who set one."""

    form_class = PasswordEntryForm
    template_name = "account/login_password.html"

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponseRedirect | None:
        # Whoever waits for a code in vain may use their password instead; any other step stays to be finished.
        if stage.key == LoginByCodeStage.key:
            return None
        response: HttpResponseRedirect | None = super()._redirect_to_pending_stage(request, stage)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["code_url"] = _with_next(self.request, "account_login")
        return context


def _with_next(request: HttpRequest, name: str, **query: str) -> str:
    """The address of a page that goes on to where the reader wanted to go."""
    following = get_next_redirect_url(request)
    if following:
        query["next"] = following
    return reverse(name) + (f"?{urlencode(query)}" if query else "")


def _way(by_email: bool) -> dict[str, str]:
    return {"by": "email"} if by_email else {}
