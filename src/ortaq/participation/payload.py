"""What lies inside the envelope: the choices of one ballot as canonical JSON.

`{"cycle":7,"pots":{"1":[["12",null],["3",null]]},"v":1}`: for each pot the project codes with their points, or
null where the ballot gives none. In a ranking the best stands first. A pot without choices is left out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortaq.participation.errors import PayloadError

VERSION = 1

Choice = tuple[str, int | None]
"""A project's code and the points given to it (None where the ballot has no points)."""


@dataclass(frozen=True, slots=True)
class Choices:
    """One person's choices.

    Args:
        cycle: id of the cycle they were made for.
        pots: pot number → choices in that pot, in the voter's order.
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
    """Undo `encode`.

    Raises:
        PayloadError: `unreadable`, these bytes are not a ballot; `version`, one of a later platform.
    """
    try:
        content = json.loads(data)
        version, cycle, pots = content["v"], content["cycle"], content["pots"]
        if type(version) is not int or type(cycle) is not int:
            raise PayloadError("unreadable")
        if version != VERSION:
            raise PayloadError("version", version=version)
        return Choices(cycle, {int(number): tuple(_choice(item) for item in items) for number, items in pots.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PayloadError("unreadable") from None


def _choice(item: object) -> Choice:
    if not isinstance(item, list):
        raise PayloadError("unreadable")
    code, points = item
    if not isinstance(code, str) or not (points is None or type(points) is int):
        raise PayloadError("unreadable")
    return code, points
