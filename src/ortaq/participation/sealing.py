"""The inner envelope of a ballot: choices sealed to a key, all envelopes of one vote equally long.

The one place that knows how an envelope is made; a verifiable shuffle replaces this module and nothing else.
Sealed boxes are libsodium's (X25519, XSalsa20-Poly1305) through PyNaCl: whoever holds the public key can
close an envelope and cannot open it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nacl.encoding import HexEncoder
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from ortaq.participation.enums import BallotType
from ortaq.participation.errors import SealError

if TYPE_CHECKING:
    from ortaq.participation.models import Cycle

_LENGTH_BYTES = 4
_BLOCK = 64
_FRAME = 128
"""Bytes of a ballot that are not choices: names of fields, brackets, a version."""
_POT = 32
"""Bytes around the choices of one pot."""
_CHOICE = 24
"""Bytes around one project's code: quotes, separators, points or rank."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A fresh pair. Both are 64 hexadecimal digits."""

    public_key: str
    private_key: str


def new_pair() -> KeyPair:
    """A new random key pair."""
    key = PrivateKey.generate()
    return KeyPair(public_key=key.public_key.encode(HexEncoder).decode(), private_key=key.encode(HexEncoder).decode())


def seal(public_key: str, payload: bytes, size: int) -> bytes:
    """Close an envelope.

    Args:
        public_key: 64 hexadecimal digits, `Cycle.public_key`.
        payload: what the voter chose.
        size: bytes inside the envelope, `padded_size(cycle)`: the length of a ballot must tell nothing.

    Raises:
        SealError: `too_long`, the payload does not fit; `bad_key`.
    """
    if len(payload) + _LENGTH_BYTES > size:
        raise SealError("too_long")
    padded = len(payload).to_bytes(_LENGTH_BYTES, "big") + payload
    try:
        box = SealedBox(PublicKey(public_key.encode(), HexEncoder))
    except (CryptoError, ValueError, TypeError):
        raise SealError("bad_key") from None
    return bytes(box.encrypt(padded.ljust(size, b"\0")))


def unseal(private_key: str, sealed: bytes) -> bytes:
    """Open an envelope.

    Args:
        private_key: 64 hexadecimal digits, from `participation.custody`.
        sealed: what `seal` gave.

    Raises:
        SealError: `not_opened`, it was sealed to another key or altered; `bad_key`.
    """
    try:
        box = SealedBox(PrivateKey(private_key.encode(), HexEncoder))
    except (CryptoError, ValueError, TypeError):
        raise SealError("bad_key") from None
    try:
        padded = box.decrypt(bytes(sealed))
    except (CryptoError, ValueError, TypeError):
        raise SealError("not_opened") from None
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if length > len(padded) - _LENGTH_BYTES:
        raise SealError("not_opened")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def padded_size(cycle: "Cycle") -> int:
    """How many bytes every envelope of this vote holds: enough for the longest ballot that is allowed.

    It follows from the frozen definition alone, so every ballot of a vote has the same size. One query for
    the projects unless they are prefetched.
    """
    by_pot: dict[int, list[int]] = {}
    for project in cycle.projects.all():
        by_pot.setdefault(project.pot_id, []).append(len(project.code.encode()))
    limit = None if cycle.ballot_type == BallotType.KNAPSACK else cycle.max_choices
    return size_for(list(by_pot.values()), limit)


def size_for(code_lengths: Sequence[Sequence[int]], limit: int | None) -> int:
    """The size for pots whose projects' codes have these lengths in bytes.

    Args:
        code_lengths: for each pot the lengths of its projects' codes.
        limit: most choices in one pot, None where a ballot may name every project.
    """
    size = _LENGTH_BYTES + _FRAME
    for lengths in code_lengths:
        longest = sorted(lengths, reverse=True)[:limit]
        size += _POT + sum(longest) + _CHOICE * len(longest)
    return -(-size // _BLOCK) * _BLOCK
