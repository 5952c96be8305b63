"""Errors of the domain: a code and parameters, told in the reader's language at the edge."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something the rules do not allow, or input they cannot take.

    Args:
        code: one of the class's `messages`; its text says what happened, what it means and what to do next.
        params: values named in the text.
    """

    status = 422
    messages: Mapping[str, str | Promise] = {}

    def __init__(self, code: str, **params: Any) -> None:
        if code not in self.messages:
            raise LookupError(f"{type(self).__name__} has no message {code!r}")
        super().__init__(code, params)
        self.code = code
        self.params = params

    @property
    def message(self) -> str:
        """The sentence for a person, in the active language."""
        return str(self.messages[self.code]) % self.params

    def __str__(self) -> str:
        return self.message


class NotAllowed(DomainError):
    """The person may not do this here."""

    status = 403
    messages = {
        "not_allowed": _("You do not have the right to do this here."),
    }


class NotRecorded(RuntimeError):
    """An audit record was asked for outside a verb: a mistake in the code."""
