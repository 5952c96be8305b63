"""Keyed hashes of what identifies a person. The value itself is never stored, logged or shown.

An unkeyed hash of an IIN is reversed in minutes, so the key (`settings.IDENTITY_KEY`) lives outside the
database and its backups. Each kind of value has a domain of its own: equal digits of two kinds never match.
"""

import hashlib
import hmac

from django.conf import settings

from ortaq.identity.iin import validated


def _keyed(domain: str, value: str) -> str:
    # The domain's own key first: no value can be built that crosses from one domain into another.
    key = hmac.new(settings.IDENTITY_KEY.encode(), f"ortaq.identity.{domain}.v1".encode(), hashlib.sha256).digest()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def iin_key(iin: str) -> str:
    """HMAC-SHA256 of a person number, 64 hexadecimal digits.

    Args:
        iin: 12 digits; spaces around and between are forgiven.

    Raises:
        IinError: not a valid number.
    """
    return _keyed("iin", validated(iin))


def phone_key(e164: str) -> str:
    """HMAC-SHA256 of a phone number in E.164, 64 hexadecimal digits."""
    return _keyed("phone", e164)


def secret_box_key() -> bytes:
    """32 bytes that seal second-factor secrets in the database (see `ortaq.identity.adapter`)."""
    return hmac.new(settings.IDENTITY_KEY.encode(), b"ortaq.identity.second-factor.v1", hashlib.sha256).digest()
