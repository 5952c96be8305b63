"""Signing in and up, codes, passwords."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    VerifyPhoneForm,
)
from allauth.account.forms import (
    ReauthenticateForm as PasswordAgainForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ortaq.identity.errors import PhoneError
from ortaq.identity.forms.fields import CodeField, MobileField, email_widget
from ortaq.identity.models import User
from ortaq.identity.phones import normalise

PASSWORD_HINT = _("At least 10 characters. A few words that only you put together are easier to remember and stronger.")


class PhoneEntryForm(forms.Form):
    phone = MobileField(help_text=_("We send a code to it by SMS. For example 8\u00a0701\u00a0123\u00a045\u00a067."))


class EmailEntryForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=email_widget(), help_text=_("We send a code to it."))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class EmailSignUpForm(EmailEntryForm):
    password = forms.CharField(
        label=_("Password (if you want one)"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("You can always sign in with a code. A password of at least 10 characters saves you the wait."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("password"):
            try:
                validate_password(values["password"], User(email=values.get("email")))
            except ValidationError as error:
                self.add_error("password", error)
        return values


class PasswordEntryForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Phone number or e-mail")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        login = str(super().clean_login())
        if "@" in login:
            return login.lower()
        try:
            # One spelling, so that the limit of tries counts them all together.
            return normalise(login)
        except PhoneError as error:
            raise ValidationError(error.message, code=error.code) from None


class ConfirmCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    code = CodeField()


class VerifyNumberForm(VerifyPhoneForm):  # type: ignore[misc]
    code = CodeField()


class PlainFields(forms.Form):
    """One sentence instead of a list of rules, and no placeholder that repeats the label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HINT
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(PlainFields, SetPasswordForm):  # type: ignore[misc]
    pass


class OtherPasswordForm(PlainFields, ChangePasswordForm):  # type: ignore[misc]
    pass


class RecoveredPasswordForm(PlainFields, ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ForgottenPasswordForm(PlainFields, ResetPasswordForm):  # type: ignore[misc]
    pass


class OwnPasswordForm(PlainFields, PasswordAgainForm):  # type: ignore[misc]
    pass


class OtherEmailForm(PlainFields, AddEmailForm):  # type: ignore[misc]
    pass


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    code = CodeField(help_text=_("Six digits from the app, or one of your recovery codes."))


class SecondFactorAgainForm(ReauthenticateForm):  # type: ignore[misc]
    code = CodeField(help_text=_("Six digits from the app, or one of your recovery codes."))


class SetUpAppForm(ActivateTOTPForm):  # type: ignore[misc]
    code = CodeField(label=_("Code from the app"), help_text=_("Six digits that change every 30 seconds."))
