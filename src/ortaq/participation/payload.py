"""What lies inside the envelope: the choices of one ballot as canonical JSON.

`{"cycle":7,"pots":{"1":[["12",null],["3",null]]},"v":1}`: for each pot the project codes with their points, or
null where the ballot gives none. In a ranking the best stands first; elsewhere the order is that of the ballot
paper, so that nothing tells in which order a person decided. A pot without choices is left out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortaq.participation.errors import PayloadError

VERSION = 1
LIMIT = 1_000_000
"""Bytes; no honest ballot is longer."""

Choice = tuple[str, int | None]
"""A project's code and the points given to it (None where the ballot has no points)."""


@dataclass(frozen=True, slots=True)
class Choices:
    """One person's choices.

    Args:
        cycle: id of the cycle they were made for, so that an envelope moved to another vote is found out.
        pots: pot number → choices in that pot, in the order described above.
    """

    cycle: int
    pots: Mapping[int, Sequence[Choice]]


def encode(choices: Choices) -> bytes:
    """The bytes to be sealed: the same for the same choices, everywhere."""
    pots = {
        str(number): [[code, points] for code, points in chosen] for number, chosen in choices.pots.items() if chosen
    }
    content = {"v": VERSION, "cycle": choices.cycle, "pots": pots}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def decode(data: bytes) -> Choices:
    """Undo `encode`, trusting nothing. No message quotes what was inside.

    Raises:
        PayloadError: `unreadable`, these bytes are not a ballot; `version`, one of a later platform.
    """
    if len(data) > LIMIT:
        raise PayloadError("unreadable")
    try:
        content = json.loads(data.decode(), parse_constant=_refuse, object_pairs_hook=_each_once)
        version, cycle, pots = content["v"], content["cycle"], content["pots"]
        if not _whole(version) or not _whole(cycle):
            raise PayloadError("unreadable")
        if version != VERSION:
            raise PayloadError("version", version=version)
        return Choices(cycle, {_pot(number): _chosen(items) for number, items in pots.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PayloadError("unreadable") from None


def _whole(value: object) -> bool:
    # True is an int in Python.
    return type(value) is int


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise PayloadError("unreadable")
    return found


def _refuse(_constant: str) -> None:
    # NaN and Infinity are not JSON, though Python reads them.
    raise PayloadError("unreadable")


def _pot(number: str) -> int:
    # "01" and "1" must not be two pots.
    if str(int(number)) != number:
        raise PayloadError("unreadable")
    return int(number)


def _chosen(items: object) -> tuple[Choice, ...]:
    if not isinstance(items, list) or not items:
        raise PayloadError("unreadable")
    found: dict[str, int | None] = {}
    for item in items:
        if not isinstance(item, list):
            raise PayloadError("unreadable")
        code, points = item
        if not isinstance(code, str) or code in found or not (points is None or _whole(points)):
            raise PayloadError("unreadable")
        found[code] = points
    return tuple(found.items())
