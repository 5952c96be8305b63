"""Ties: one order of the projects, announced beforehand, that decides whenever a rule finds two equal.

The lot is verifiable: the order is that of SHA-256 over a public seed and the project's id, so anybody can
draw it again. The seed is fixed before the voting (publish its commitment) or is a public draw held after
the ballots are frozen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TypeAlias

from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number

TieKey: TypeAlias = tuple[Number | str, ...]

LOT_PREFIX = "pb-lot-v1\n"

# A seed stands inside a comma-separated text inside a comment of a semicolon-separated file.
_SEED = re.compile(r"[^\s,;#\"\x00-\x1f\x7f]{1,256}")


class TieStep(StrEnum):
    """What a step of a tie rule compares: the lower cost, higher score, smaller id or earlier lot wins."""

    COST = "cost"
    SCORE = "score"
    ID = "id"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class TieRule:
    """Steps in order; the last one (``id`` or ``lot``) leaves no tie open.

    >>> str(TieRule.parse("cost,score,lot:aul-2027/x41"))
    'cost,score,lot:aul-2027/x41'
    """

    steps: tuple[TieStep, ...] = (TieStep.COST, TieStep.SCORE, TieStep.ID)
    seed: str | None = None

    def __post_init__(self) -> None:
        if not self.steps or len(set(self.steps)) != len(self.steps):
            raise ElectionError("bad_tie_rule", text=str(self))
        total = [step in (TieStep.ID, TieStep.LOT) for step in self.steps]
        if not total[-1] or any(total[:-1]):
            raise ElectionError("bad_tie_rule", text=str(self))
        if (self.steps[-1] is TieStep.LOT) != (self.seed is not None):
            raise ElectionError("bad_tie_rule", text=str(self))
        if self.seed is not None and not (_SEED.fullmatch(self.seed) and self.seed.isprintable()):
            raise ElectionError("bad_seed", seed=self.seed)

    @classmethod
    def parse(cls, text: str) -> TieRule:
        """Read ``cost,score,id`` or ``cost,score,lot:SEED``.

        A seed has 1 to 256 printable characters without blanks, commas, semicolons, ``#`` and quotes.
        Raises :class:`ElectionError` ``bad_tie_rule`` or ``bad_seed``.
        """
        *head, last = text.split(",")
        name, colon, seed = last.partition(":")
        try:
            steps = tuple(TieStep(word) for word in (*head, name))
        except ValueError:
            raise ElectionError("bad_tie_rule", text=text) from None
        return cls(steps, seed if colon else None)

    def __str__(self) -> str:
        return ",".join(self.steps) + ("" if self.seed is None else f":{self.seed}")

    def key(self, *, project_id: str, cost: Number, score: Number) -> TieKey:
        """Return a sort key: of two tied projects the one with the smaller key goes first.

        >>> TieRule().key(project_id="7", cost=300, score=12)
        (300, -12, '7')
        """
        values: Mapping[TieStep, Number | str] = {
            TieStep.COST: cost,
            TieStep.SCORE: -score,
            TieStep.ID: project_id,
            TieStep.LOT: "" if self.seed is None else lot(seed=self.seed, project_id=project_id),
        }
        return tuple(values[step] for step in self.steps)

    def decided_by(self, first: TieKey, second: TieKey) -> TieStep:
        """Return the first step in which two different keys of this rule differ."""
        for step, one, other in zip(self.steps, first, second, strict=True):
            if one != other:
                return step
        raise ElectionError("undecided_tie", key=first)


def lot(*, seed: str, project_id: str) -> str:
    """Return a project's lot: lower-case hex of SHA-256 over prefix, seed, line feed and id in UTF-8.

    The smallest lot goes first. To check one: ``printf 'pb-lot-v1\\nSEED\\nID' | sha256sum``.

    >>> lot(seed="s", project_id="1")[:16]
    '81421e9df20d1302'
    """
    return sha256(f"{LOT_PREFIX}{seed}\n{project_id}".encode()).hexdigest()


def seed_commitment(seed: str) -> str:
    """Return the SHA-256 (hex) of a seed, to be published before the voting and checked after it.

    >>> seed_commitment("abc")[:16]
    'ba7816bf8f01cfea'
    """
    return sha256(seed.encode()).hexdigest()
