"""What an import takes in: rows already read and checked one by one, and what is wrong with some of them."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Point:
    """Where a place lies: degrees, WGS 84, and who says so."""

    lon: Decimal
    lat: Decimal
    source: str


@dataclass(frozen=True)
class Record:
    """One row of a list of territories.

    Args:
        line: its line in the file, for messages.
        code: KATO code.
        kind: a `Kind`; empty where the list does not tell.
        parent_code: empty for what hangs on the country.
        names: by language, only those that the list gives.
        valid_from, valid_to: first day, first day after; None where the list does not say.
        review: languages to be checked, separated by commas.
        kind_is_guess: the kind comes from the name, so what is stored is not changed by it.
    """

    line: int
    code: str
    kind: str
    parent_code: str
    names: Mapping[str, str]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    review: str = ""
    point: Point | None = None
    kind_is_guess: bool = False

    def digest(self, date: dt.date | None) -> str:
        """What the row says, as two short hashes: of the names, and of the rest with the day it is said for."""
        point = [str(self.point.lon), str(self.point.lat), self.point.source] if self.point else None
        rest = [self.kind, self.parent_code, str(self.valid_from), str(self.valid_to), self.review, point, str(date)]
        return f"{_short(sorted(self.names.items()))}.{_short(rest)}"


def _short(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken: line and field in the file, and a sentence for a person."""

    line: int
    field: str
    reason: str


@dataclass
class Report:
    """What an import did, or would do.

    Attributes:
        rows: read from the file.
        new, changed, unchanged: places by what happened to them.
        kept: names that differ from the list and stay, because a person confirmed them.
        problems: what is wrong; if there is anything, nothing was changed.
        seconds: how long it took.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    problems: list[Problem] = field(default_factory=list)
    applied: bool = False
    seconds: float = 0.0

    @property
    def counts(self) -> dict[str, int]:
        return {
            "rows": self.rows, "new": self.new, "changed": self.changed, "unchanged": self.unchanged,
            "kept": self.kept,
        }  # fmt: skip
