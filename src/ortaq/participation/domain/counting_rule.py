"""The binding rule of a cycle as data: `Cycle.rule` is an `ortaq.tally.Rule` without the seed of its lot."""

from collections.abc import Mapping
from typing import Any

from ortaq.participation.domain import norm_values
from ortaq.participation.errors import CycleError
from ortaq.tally import ElectionError, Rule, settings

TIES = "cost,score,lot"
"""Of two equal projects the cheaper one, then the one with the higher score, then a public lot."""

TIE_RULES = (TIES, "score,cost,lot", "lot")
_ANY_SEED = "0"


def tally_rule(data: Mapping[str, Any], *, seed: str) -> Rule:
    """The rule with its seed, ready for `ortaq.tally.count`.

    Args:
        data: `Cycle.rule` or one of `Cycle.comparisons`.
        seed: the revealed seed; used only where the tie rule ends in a lot.

    Raises:
        CycleError: `bad_rule`.
    """
    ties = str(data.get("ties", ""))
    if ties.rsplit(",", maxsplit=1)[-1] == "lot":
        ties = f"{ties}:{seed}"
    try:
        rule = Rule.from_dict({**data, "ties": ties})
        settings(rule)
    except ElectionError:
        raise CycleError("bad_rule") from None
    return rule


def rule_data(*, name: str, parameters: Mapping[str, Any], ties: str = TIES) -> dict[str, Any]:
    """A checked rule as it is stored.

    Args:
        name: one of `ortaq.tally.RULES`.
        parameters: those that differ from the rule's defaults; whole numbers, texts, true or false.
        ties: steps without a seed, e.g. `cost,score,lot`.

    Raises:
        CycleError: `bad_rule`.
    """
    data = {"name": name, "parameters": dict(parameters), "ties": ties}
    tally_rule(data, seed=_ANY_SEED)
    return data


def from_norms(norms: Mapping[str, Any]) -> dict[str, Any]:
    """The rule that a new cycle begins with: `bnu.rule`, `bnu.overflow`, `bnu.min_votes` and `bnu.tie_rule`.

    Args:
        norms: `norm_values.in_force(...)`; where a parameter is missing, the rule's own default stands.
    """
    parameters: dict[str, Any] = {}
    if norm_values.text(norms, "bnu.overflow") == "stop":
        parameters["misfit"] = "stop"
    if threshold := norm_values.whole(norms, "bnu.min_votes"):
        parameters["threshold"] = threshold
    name = norm_values.text(norms, "bnu.rule") or Rule().name
    return rule_data(name=name, parameters=parameters, ties=norm_values.text(norms, "bnu.tie_rule") or TIES)
