"""The one door: a phone number or an e-mail address, a code, and you are in, with a new account or your own.

The code goes out and the same page opens whether or not the account exists, so the door tells nobody who is
registered; an account is made only when the code has come back. It stands on allauth's login stages, so the
second factor, inactive accounts and the way back to the page somebody came from work as everywhere.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from ortaq.identity.domain.accounts import find_account, open_account


class EntryProcess(LoginCodeVerificationProcess):  # type: ignore[misc]  # allauth has no types
    """A code on its way. The state is kept in the session, on the server."""

    @classmethod
    def begin(
        cls,
        request: HttpRequest,
        *,
        phone: str | None = None,
        email: str | None = None,
        password_hash: str = "",
        signing_up: bool = False,
    ) -> "EntryProcess":
        """Send a code and wait for it.

        Args:
            phone: E.164.
            email: an address; one of the two is given.
            password_hash: what a new account's password will be.
            signing_up: whether it began on the sign-up page, to which "change the number" leads back.

        Raises:
            RateLimited: too many codes were asked for.
        """
        user = find_account(phone=phone, email=email)
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email, phone=phone))
        stage.state.update(initiated_by_user=True, password_hash=password_hash, signing_up=signing_up)
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, stage: Any) -> "EntryProcess | None":
        process: EntryProcess | None = cls(stage=stage).abort_if_invalid()
        return process

    def send(self, skip_enumeration_mails: bool = False) -> None:  # noqa: ARG002 -- the library's signature
        email, phone = self.state.get("email"), self.state.get("phone")
        ratelimit.consume(self.request, action="request_login_code", key=email or phone, raise_exception=True)
        adapter = get_adapter(self.request)
        # Another code ends the one before it; the tries already spent stay spent.
        self.state["code"] = code = adapter.generate_login_code()
        if email:
            adapter.send_mail("account/email/login_code", email, {"request": self.request, "code": code})
        else:
            adapter.send_verification_code_sms(user=self.user, phone=phone, code=code)

    @property
    def signing_up(self) -> bool:
        return bool(self.state.get("signing_up"))

    def resend(self) -> None:
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        """The code was right: open the account if there is none, and go on signing in."""
        email, phone = self.state.get("email"), self.state.get("phone")
        opened = open_account(
            phone=phone, email=email, password_hash=self.state.get("password_hash", ""), language=get_language() or ""
        )
        self._user = opened.user
        if email and not opened.new:
            # An address that an operator wrote down has no row of its own yet.
            defaults = {"verified": True, "primary": opened.user.email == email}
            EmailAddress.objects.get_or_create(user=opened.user, email=email, defaults=defaults)
        response: HttpResponse = super().finish(redirect_url)
        return response
