"""What a file says about its own result: the rule, the tie order and the winners."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ortaq.tally.exact import Number
from ortaq.tally.outcome import ParameterValue, Rule
from ortaq.tally.ties import TieRule

_TIES = re.compile(r"(?:^|\s)#([0-9]{1,6}): ties=(\S+)")
_NOTE = re.compile(r"(?:^|\s)#([0-9]{1,6}):")

RULE_REASONS = frozenset({"ok", "no_rule", "unknown_rule", "custom_rule", "rule_not_implemented", "threshold_missing"})


@dataclass(frozen=True, slots=True)
class RuleOfFile:
    """The rule a file declares, or ``None`` and the reason: a member of ``RULE_REASONS``."""

    rule: Rule | None
    reason: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """The winners a file declares, in its own order of projects.

    ``winners`` are marked 1; ``reserve`` are marked 2 (funded from a reserve although they did not fit whole)
    and ``extra`` 3 (funded with money added later).
    """

    winners: tuple[str, ...] = ()
    reserve: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def greedy_parameters(label: str, threshold: Number | None) -> dict[str, ParameterValue] | None:
    """Return greedy's parameters for a label of META ``rule``, or ``None`` if it is not one of the three.

    By the files' convention a project without votes is funded if it fits, and a threshold holds for
    ``greedy-threshold`` and, where one is stated, for ``greedy-no-skip``.

    >>> greedy_parameters("greedy-threshold", 50)
    {'fund_unsupported': True, 'threshold': 50}
    """
    parameters: dict[str, ParameterValue] = {"fund_unsupported": True}
    if label == "greedy":
        return parameters
    if label == "greedy-threshold" and threshold is not None:
        return {**parameters, "threshold": threshold}
    if label == "greedy-no-skip":
        limit: Mapping[str, ParameterValue] = {} if threshold is None else {"threshold": threshold}
        return {**parameters, "misfit": "stop", **limit}
    return None


def rule_for(label: str, threshold: Number | None, ties: TieRule) -> RuleOfFile:
    """Return the rule that META ``rule`` names, with the parameters of the file."""
    parameters = greedy_parameters(label, threshold)
    if parameters is not None:
        return RuleOfFile(Rule("greedy", MappingProxyType(parameters), ties), "ok", label)
    reasons = {
        "": "no_rule",
        "greedy-threshold": "threshold_missing",
        "greedy-custom": "custom_rule",
        "greedy-exclusive": "rule_not_implemented",
    }
    default = "rule_not_implemented" if label.startswith("equalshares") else "unknown_rule"
    return RuleOfFile(None, reasons.get(label, default), label)


def ties_in(comment: str) -> TieRule | None:
    """Return the tie rule noted in a META comment, the last one if there are several.

    Raises :class:`ElectionError` ``bad_tie_rule`` or ``bad_seed`` if the note cannot be read.

    >>> str(ties_in("#1: Young people voted. #2: ties=cost,score,lot:x41"))
    'cost,score,lot:x41'
    """
    found = _TIES.findall(comment)
    return TieRule.parse(found[-1][1]) if found else None


def comment_with_ties(comment: str, ties: TieRule) -> str:
    """Return the comment with the tie rule noted at its end, under the next number.

    A note of the same rule is not repeated; an older one of another rule stays, and the last one is valid.

    >>> comment_with_ties("#1: Young people voted.", TieRule())
    '#1: Young people voted. #2: ties=cost,score,id'
    """
    noted = _TIES.findall(comment)
    if noted and noted[-1][1] == str(ties):
        return comment
    number = max((int(each) for each in _NOTE.findall(comment)), default=0) + 1
    return f"{comment.rstrip()} #{number}: ties={ties}".strip()
