"""Sending a short message through whichever gateway the installation has."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SmsBackend(Protocol):
    def send(self, *, to: str, text: str) -> None:
        """Hand one message over.

        Args:
            to: E.164 number.
            text: up to a few hundred characters.

        Raises:
            OSError: the gateway did not take it.
        """


def send_sms(*, to: str, text: str) -> None:
    """Send through `settings.SMS_BACKEND`; errors of the gateway pass through."""
    backend: SmsBackend = import_string(settings.SMS_BACKEND)()
    backend.send(to=to, text=text)
