"""How allauth meets our accounts: phones, codes, messages, second factor."""

# ruff: noqa: ARG002 -- the signatures are the library's

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ortaq.core.i18n import remember_language
from ortaq.core.sms import send_sms
from ortaq.identity.backends import may_sign_in
from ortaq.identity.domain.accounts import find_account
from ortaq.identity.errors import AccountError, PhoneError
from ortaq.identity.forms.fields import MobileField
from ortaq.identity.keys import secret_box_key
from ortaq.identity.letters import sentence
from ortaq.identity.models import User
from ortaq.identity.phones import normalise, reachable_by_sms, spaced
from ortaq.identity.rules import works_here


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by phone or e-mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This code is not right. Check the digits, or ask for a new code."),
        "too_many_login_attempts": _("There were too many tries. Wait a few minutes and start again."),
        "rate_limited": _("You ask for codes too often. Wait a few minutes and try again."),
        "phone_password_mismatch": _("The phone number or the password is not right. You can sign in with a code."),
        "email_password_mismatch": _("The e-mail or the password is not right. You can sign in with a code."),
        "invalid_login": _("Write your phone number or your e-mail."),
    }

    # Phones.

    def phone_form_field(self, **kwargs: Any) -> MobileField:
        return MobileField(**kwargs)

    def clean_phone(self, phone: str) -> str:
        try:
            return reachable_by_sms(phone)
        except PhoneError as error:
            raise ValidationError(error.message, code=error.code) from None

    def get_user_by_phone(self, phone: str) -> User | None:
        try:
            return find_account(phone=normalise(phone))
        except PhoneError:
            return None

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        try:
            with transaction.atomic():
                user.save(update_fields=["phone", "phone_verified"])
        except IntegrityError:
            raise AccountError("taken") from None

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    # Messages. The reader's page language is the message's: it says nothing about whether the account exists.

    def send_verification_code_sms(self, user: User | None, phone: str, code: str, **kwargs: Any) -> None:
        send_sms(to=phone, text=sentence("sms_code", code=code))

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Nothing: signing in with an unknown number opens an account, so this is never asked for."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        send_sms(to=phone, text=sentence("sms_number_in_use"))

    # Signing in.

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if not may_sign_in(user):
            from allauth.account.internal.stagekit import clear_login  # noqa: PLC0415 -- allauth imports its adapter

            clear_login(request)
            return self.respond_user_inactive(request, user)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            remember_language(response, user.language)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody goes on who came for nothing in particular: to their work, their place, or to find it."""
        if works_here(request.user, None):
            return reverse("desk")
        home = request.user.home
        return home.get_absolute_url() if home else reverse("places")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("profile" if self.request.user.is_authenticated else "account_login")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The library's own key leaves the phone out, so all who sign in by phone would share one limit.
        if credentials.get("phone"):
            return f"{request.get_host()}:{credentials['phone']}"
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return key

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} · Ortaq"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of authenticator apps are sealed before they reach the database."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return str(user.email or spaced(user.phone or "") or user)

    def build_totp_svg(self, url: str) -> str:
        # A white ground and a quiet zone: readers fail on a dark page otherwise.
        drawing: str = super().build_totp_svg(url)
        start = drawing.index("<path")
        return f'{drawing[:start]}<rect width="100%" height="100%" fill="#fff"/>{drawing[start:]}'


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(secret_box_key()))
