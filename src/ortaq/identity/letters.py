"""The sentences of our SMS and e-mails.

They stand here and not in the text templates because strings are collected from Python and from HTML templates only:
a sentence written into a `.txt` file would reach everybody in English.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "sms_code": _("Ortaq code: %(code)s. Valid for 10 minutes. Never tell it to anybody."),
    "sms_number_in_use": _(
        "Somebody tried to add this number to an Ortaq account, but you already have one. "
        "If it was you, sign in with this number."
    ),
    "code_subject": _("Your code: %(code)s"),
    "code_first": _("Your code to sign in:"),
    "code_last": _("It works for 10 minutes. Never tell it to anybody. If you did not ask for it, do nothing."),
    "address_first": _(
        "Somebody wrote this address into their Ortaq profile. If it was you, open this link to confirm it:"
    ),
    "password_first": _("Open this link to choose a new password:"),
    "password_last": _("If you did not ask for it, do nothing."),
    "unknown_first": _(
        "Somebody asked for a new password with this address, but there is no account with it. "
        "If it was you, create an account:"
    ),
    "not_you": _("If it was not you, do nothing."),
    "changed_first": _(
        "If it was not you, sign in, end all other sessions in your profile and tell your administrator. "
        "The change came from:"
    ),
    "changed_address": _("address: %(ip)s"),
    "changed_browser": _("browser: %(user_agent)s"),
    "changed_time": _("time: %(timestamp)s"),
    "number_confirmed": _("The number %(number)s is confirmed."),
    "app_connected": _("The app is connected. Your account has a second protection now."),
}


def sentence(name: str, **values: Any) -> str:
    """One sentence in the active language, which is that of the page somebody asked from.

    Args:
        name: a key of `SENTENCES`.
        values: what its placeholders stand for.
    """
    return str(SENTENCES[name]) % values
