"""Whether our count gives the winners that an archive names, and why not where that is known."""

from typing import Any

from ortaq import tally
from ortaq.participation.imports.reading import Checked
from ortaq.tally.pabulib.declared import RuleOfFile

REASONS = (
    "no_rule", "unknown_rule", "custom_rule", "rule_not_implemented", "threshold_missing",
    "ties_in_file_order", "over_budget", "money_left", "unknown",
)  # fmt: skip
"""Codes of why the winners differ, most telling first; their sentences are in `explanations`."""


def compare(checked: Checked, rule: RuleOfFile, outcome: tally.Outcome) -> dict[str, Any] | None:
    """How our count and the declared result compare, as it is stored beside the count; None without declared winners.

    Args:
        rule: the rule the file names.
        outcome: our count, by that rule or, where we have none of that name, by the house's.

    Returns:
        `same`, `same_rule`, `only_declared` and `only_counted` (project ids), and `reasons`.
    """
    declared = checked.pb.declared()
    if declared is None:
        return None
    theirs, ours = set(declared.winners), set(outcome.winners)
    order = [project.id for project in checked.pb.election().projects]
    return {
        "same": theirs == ours,
        "same_rule": rule.rule is not None,
        "rule": rule.label,
        "only_declared": [each for each in order if each in theirs - ours],
        "only_counted": [each for each in order if each in ours - theirs],
        "reasons": [] if theirs == ours else _reasons(checked, rule),
    }


def _reasons(checked: Checked, rule: RuleOfFile) -> list[str]:
    found: list[str] = []
    if rule.rule is None:
        found.append(rule.reason)
    codes = {finding.code for finding in checked.findings}
    if "selected_over_budget" in codes:
        found.append("over_budget")
    if codes & {"unused_budget", "unused_budget_custom"}:
        found.append("money_left")
    # The reader compares with ties broken in the order of the file too; where it is content, ties are the reason.
    if rule.rule is not None and not found and "selected_differs_from_rule" not in codes:
        found.append("ties_in_file_order")
    return found or ["unknown"]
