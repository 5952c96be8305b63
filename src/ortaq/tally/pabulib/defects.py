"""Defects of a file: every finding has a level, a code, a place and the value found there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from ortaq.tally.exact import number_to_json


class Level(StrEnum):
    """``error``: the format or a rule of the election is broken. ``warning``: worth a look."""

    ERROR = "error"
    WARNING = "warning"


class Effect(StrEnum):
    """What a code means for counting."""

    BLOCKS = "blocks"
    ERROR = "error"
    WARNING = "warning"


_BLOCKS, _ERROR, _WARNING = Effect.BLOCKS, Effect.ERROR, Effect.WARNING

CODES: Mapping[str, Effect] = MappingProxyType(
    {
        # bytes and lines
        "bad_encoding": _BLOCKS,
        "nul_character": _BLOCKS,
        "bad_quoting": _BLOCKS,
        "unterminated_quote": _BLOCKS,
        "cell_too_long": _BLOCKS,
        "byte_order_mark": _WARNING,
        "mixed_line_endings": _WARNING,
        "empty_line": _WARNING,
        "line_break_in_cell": _WARNING,
        # sections, headers, rows
        "missing_section": _BLOCKS,
        "duplicate_section": _BLOCKS,
        "section_order": _ERROR,
        "text_before_section": _BLOCKS,
        "bad_header": _BLOCKS,
        "missing_column": _BLOCKS,
        "duplicate_column": _BLOCKS,
        "ragged_row": _BLOCKS,
        "unknown_field": _WARNING,
        "field_not_for_ballot_type": _WARNING,
        # values
        "cell_whitespace": _ERROR,
        "list_whitespace": _ERROR,
        "missing_field": _ERROR,
        "missing_value": _BLOCKS,
        "duplicate_key": _BLOCKS,
        "bad_number": _BLOCKS,
        "comma_decimal": _BLOCKS,
        "negative_number": _BLOCKS,
        "absurd_number": _BLOCKS,
        "bad_statistic": _ERROR,
        "bad_value": _ERROR,
        "bad_attribute": _WARNING,
        "bad_vote_type": _BLOCKS,
        "limits_contradict": _ERROR,
        "count_mismatch": _BLOCKS,
        # projects
        "empty_id": _BLOCKS,
        "id_with_comma": _BLOCKS,
        "duplicate_id": _BLOCKS,
        "zero_cost": _ERROR,
        "cost_over_budget": _ERROR,
        "cost_withdrawn": _WARNING,
        "cost_outside_limits": _ERROR,
        # ballots
        "empty_ballot": _WARNING,
        "empty_list_item": _BLOCKS,
        "unknown_project": _BLOCKS,
        "repeated_project": _WARNING,
        "ballot_too_long": _BLOCKS,
        "ballot_too_short": _BLOCKS,
        "points_missing": _BLOCKS,
        "points_not_allowed": _BLOCKS,
        "points_length": _BLOCKS,
        "points_out_of_range": _BLOCKS,
        "sum_points_out_of_range": _WARNING,
        "sum_cost_out_of_range": _WARNING,
        # what the file says about its own result
        "votes_column_differs": _ERROR,
        "score_column_differs": _ERROR,
        "selected_over_budget": _ERROR,
        "fully_funded_differs": _ERROR,
        "unused_budget": _ERROR,
        "unused_budget_custom": _WARNING,
        "selected_differs_from_rule": _ERROR,
        "bad_ties_comment": _ERROR,
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class Defect:
    """One finding.

    ``line`` counts from 1; 0 means the file as a whole, or data that never was a file. ``field`` is the META
    key or the column, ``value`` the text found there (shortened), ``params`` what was expected.
    """

    code: str
    line: int = 0
    field: str = ""
    value: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)

    @property
    def level(self) -> Level:
        """``error`` or ``warning``."""
        return Level.WARNING if CODES[self.code] is Effect.WARNING else Level.ERROR

    @property
    def blocks(self) -> bool:
        """Whether a count would be wrong or doubtful: such a file is not counted."""
        return CODES[self.code] is Effect.BLOCKS

    def to_dict(self) -> dict[str, Any]:
        """Return the defect as JSON-able data."""
        return {
            "level": self.level.value,
            "blocks": self.blocks,
            "code": self.code,
            "line": self.line,
            "field": self.field,
            "value": printable(self.value),
            "params": {name: _plain(value) for name, value in self.params.items()},
        }

    def __str__(self) -> str:
        extra = " ".join(f"{name}={printable(str(_plain(value)))}" for name, value in self.params.items())
        place = f"line {self.line}" if self.line else ""
        value = repr(printable(self.value)) if self.value else ""
        return " ".join(part for part in (place, f"{self.level}: {self.code}", self.field, value, extra) if part)


class PbError(Exception):
    """A file that cannot be counted; ``defects`` holds everything found in it, warnings too."""

    def __init__(self, defects: Iterable[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__(self.defects)

    def __str__(self) -> str:
        blocking = [defect for defect in self.defects if defect.blocks] or list(self.defects)
        shown = "; ".join(str(defect) for defect in blocking[:3])
        return shown + (f"; and {len(blocking) - 3} more" if len(blocking) > 3 else "")


class Findings:
    """Collects defects in the order they are found."""

    def __init__(self) -> None:
        self.defects: list[Defect] = []

    def add(self, code: str, line: int = 0, field: str = "", value: str = "", /, **params: object) -> None:
        """Note a defect; the value is shortened."""
        self.defects.append(Defect(code, line, field, shortened(value), params))


def shortened(value: str) -> str:
    """Return at most 200 characters of a value, for a defect."""
    return value if len(value) <= 200 else value[:199] + "…"


def printable(value: str) -> str:
    """Return the text with what is not UTF-8 shown as an escape, so that it can be written anywhere."""
    return value.encode("utf-8", "backslashreplace").decode()


def _plain(value: object) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return number_to_json(value) if isinstance(value, (int, Fraction)) else value
