"""Choices not yet cast, kept in the voter's own browser: an encrypted cookie, never our database or session.

The cookie opens only for the same person and the same cycle, for one day. It is wiped on casting, and with
every answer to a browser that is no longer signed in (`middleware.WipeBaskets`).
"""

import base64
import hashlib
import hmac
import zlib
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ortaq.participation.errors import BallotError

PREFIX = "ortaq_basket_"
MAX_AGE = 24 * 3600
PADDING = 128
ROOM = 3800
"""Bytes of a cookie's value that every browser keeps, name and attributes aside."""

Draft = Mapping[int, int]
"""Project number → 1 where it is chosen, its points, or its rank. It may break the limits: nothing is cast yet."""


def cookie_name(cycle_id: int) -> str:
    return f"{PREFIX}{cycle_id}"


def _fernet(user_id: int, cycle_id: int) -> MultiFernet:
    """The key of this person's basket in this cycle; it depends on both, so it opens nobody else's."""
    label = f"ortaq ballot basket 1 user={user_id} cycle={cycle_id}".encode()
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hmac.digest(secret.encode(), label, hashlib.sha256) for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _varints(data: bytes) -> list[int]:
    values, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            values.append(value)
            value = shift = 0
    return values


def pack(draft: Draft, *, user_id: int, cycle_id: int) -> str:
    """The cookie's value for these choices.

    Numbers are stored as steps from one to the next, so that 200 projects with points take about a kilobyte.
    The length is padded: it hardly tells how many were chosen.

    Raises:
        BallotError: more than a cookie can hold.
    """
    plain, before = bytearray(), 0
    for number in sorted(draft):
        plain += _varint(number - before) + _varint(draft[number])
        before = number
    body = zlib.compress(bytes(plain), 9)
    body = len(body).to_bytes(2, "big") + body
    token = _fernet(user_id, cycle_id).encrypt(body.ljust(-(-len(body) // PADDING) * PADDING, b"\0")).decode()
    if len(token) > ROOM:
        raise BallotError("basket_full")
    return token


def unpack(token: str, *, user_id: int, cycle_id: int) -> dict[int, int] | None:
    """The choices in a cookie, or None where it is not this person's, not this cycle's, altered or over a day old."""
    try:
        body = _fernet(user_id, cycle_id).decrypt(token.encode(), ttl=MAX_AGE)
    except (InvalidToken, ValueError):
        return None
    size = int.from_bytes(body[:2], "big")
    values = _varints(zlib.decompress(body[2 : 2 + size]))
    draft, number = {}, 0
    for step, value in zip(values[::2], values[1::2], strict=True):
        number += step
        draft[number] = value
    return draft


def load(request: HttpRequest, *, cycle_id: int) -> dict[int, int]:
    """The choices this browser keeps for the signed-in person; empty where there are none."""
    token = request.COOKIES.get(cookie_name(cycle_id))
    if not token or request.user.pk is None:
        return {}
    return unpack(token, user_id=request.user.pk, cycle_id=cycle_id) or {}


def save(response: HttpResponse, draft: Draft, *, user_id: int, cycle_id: int) -> None:
    """Let the browser keep these choices for a day; an empty draft wipes the cookie.

    Raises:
        BallotError: more than a cookie can hold.
    """
    if not draft:
        wipe(response, cycle_id=cycle_id)
        return
    response.set_cookie(
        cookie_name(cycle_id),
        pack(draft, user_id=user_id, cycle_id=cycle_id),
        max_age=MAX_AGE,
        path="/",  # one name for a cycle in all three languages
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def wipe(response: HttpResponse, *, cycle_id: int) -> None:
    response.delete_cookie(cookie_name(cycle_id), path="/", samesite="Lax")


def wipe_all(request: HttpRequest, response: HttpResponse) -> None:
    """Take every basket out of this browser."""
    for name in request.COOKIES:
        if name.startswith(PREFIX):
            response.delete_cookie(name, path="/", samesite="Lax")
