"""Ways to learn that a person is who they say and may take part: one interface, several sources.

Today an operator looks at a document, or the person stands on an imported list. An electronic signature, a state
sign-in (OIDC), a message to a bound phone or a mailed code implement the same protocol later: each turns its own
evidence into a `Verification` and nothing else of it is kept.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from ortaq.identity.iin import birth_date
from ortaq.identity.keys import iin_key


@dataclass(frozen=True)
class Verification:
    """What was proven.

    Args:
        subject: keyed hash of the person number (`keys.iin_key`).
        born: day of birth.
        provider: code of the source, kept with the fact it proves.
    """

    subject: str
    born: dt.date
    provider: str


@runtime_checkable
class VerificationProvider(Protocol):
    code: str

    def verify(self, *, evidence: Mapping[str, Any]) -> Verification:
        """Turn evidence into what it proves.

        Args:
            evidence: whatever this provider asks for (a typed number, a signed message, a token).

        Raises:
            DomainError: the evidence proves nothing; the text is the same for known and unknown people.
        """


@dataclass(frozen=True)
class NumberProvider:
    """The number itself is the evidence, because somebody vouches for where it comes from."""

    code: str

    def verify(self, *, evidence: Mapping[str, Any]) -> Verification:
        number = str(evidence.get("iin", ""))
        return Verification(subject=iin_key(number), born=birth_date(number), provider=self.code)


OPERATOR = NumberProvider("operator")
"""An operator has the document in hand."""

IMPORTED_LIST = NumberProvider("list")
"""The number stands on a list that the akimat imported."""

PROVIDERS: dict[str, VerificationProvider] = {provider.code: provider for provider in (OPERATOR, IMPORTED_LIST)}
