"""A rule as data, and what a count brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number, number_from_json, number_to_json
from ortaq.tally.ties import TieRule
from ortaq.tally.trace import Trace

ParameterValue: TypeAlias = Number | str | bool


@dataclass(frozen=True, slots=True)
class Rule:
    """The name of a rule in ``RULES``, the parameters that differ from its defaults, and the tie rule.

    >>> rule = Rule("greedy", {"threshold": 50})
    >>> Rule.from_dict(rule.to_dict()) == rule
    True
    """

    name: str = "greedy"
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict, hash=False)
    ties: TieRule = field(default_factory=TieRule)

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as JSON-able data. Fractions are written ``{"exact": "7/2"}``, unlike any text."""
        return {
            "name": self.name,
            "parameters": {name: parameter_to_json(value) for name, value in self.parameters.items()},
            "ties": str(self.ties),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rule:
        """Undo :meth:`to_dict`. Raises :class:`ElectionError` ``bad_rule``, ``bad_tie_rule`` or ``bad_seed``.

        Whether the name and the parameters exist is checked by ``rules.settings`` and by ``count``.
        """
        try:
            parameters = {str(name): _parameter(value) for name, value in data["parameters"].items()}
            return cls(str(data["name"]), parameters, TieRule.parse(data["ties"]))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ElectionError("bad_rule", reason=str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of a count.

    ``winners`` are in order of selection. ``amounts`` is what each winner is given (its cost, unless a rule
    funds projects in part). ``scores`` and ``supporters`` hold every project, in the order of listing.
    """

    rule: Rule
    winners: tuple[str, ...]
    amounts: Mapping[str, Number]
    spent: Number
    remaining: Number
    scores: Mapping[str, Number]
    supporters: Mapping[str, int]
    trace: Trace

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON-able data; fractions become texts."""
        return {
            "rule": self.rule.to_dict(),
            "winners": list(self.winners),
            "amounts": {name: number_to_json(value) for name, value in self.amounts.items()},
            "spent": number_to_json(self.spent),
            "remaining": number_to_json(self.remaining),
            "scores": {name: number_to_json(value) for name, value in self.scores.items()},
            "supporters": dict(self.supporters),
            "trace": self.trace.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Outcome:
        """Undo :meth:`to_dict`. Raises :class:`ElectionError` ``bad_outcome`` or a code of its parts."""
        try:
            return cls(
                rule=Rule.from_dict(data["rule"]),
                winners=tuple(data["winners"]),
                amounts={name: number_from_json(value) for name, value in data["amounts"].items()},
                spent=number_from_json(data["spent"]),
                remaining=number_from_json(data["remaining"]),
                scores={name: number_from_json(value) for name, value in data["scores"].items()},
                supporters={name: int(value) for name, value in data["supporters"].items()},
                trace=Trace.from_dict(data["trace"]),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ElectionError("bad_outcome", reason=str(error)) from error


def parameter_to_json(value: ParameterValue) -> Any:
    """Return a parameter as JSON-able data; a fraction becomes ``{"exact": text}``."""
    if isinstance(value, (bool, int, str)):
        return value
    return {"exact": number_to_json(value)}


def _parameter(value: Any) -> ParameterValue:
    if isinstance(value, Mapping):
        return number_from_json(value["exact"])
    if isinstance(value, (bool, int, str)):
        return value
    raise ValueError("a parameter is a number, a text or true/false")
