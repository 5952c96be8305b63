"""Which accounts may be signed in at all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from ortaq.identity.models import User


def may_sign_in(user: User) -> bool:
    """An active account; a demo account only where the demo is on."""
    return user.is_active and (settings.DEMO or not user.is_demo)


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Passwords by phone or e-mail, and the account behind a session.

    Because Django asks it for the user of every request, the sessions of demo accounts end the moment the
    installation stops being a demo.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and may_sign_in(user)
