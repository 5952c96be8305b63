"""The rules by name. A new rule is a module here and an entry in ``RULES``; nothing else changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import is_number
from ortaq.tally.model import Election
from ortaq.tally.outcome import Outcome, ParameterValue, Rule
from ortaq.tally.rules.greedy import count_greedy


class Counter(Protocol):
    """The function behind a rule."""

    def __call__(self, election: Election, *, rule: Rule, settings: Mapping[str, ParameterValue]) -> Outcome: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a rule: a ``choice`` among ``choices``, a ``number`` or a ``flag``."""

    name: str
    kind: str
    default: ParameterValue
    choices: tuple[str, ...] = ()

    def accepts(self, value: object) -> bool:
        """Whether ``value`` is possible for this parameter."""
        if self.kind == "choice":
            return isinstance(value, str) and value in self.choices
        return isinstance(value, bool) if self.kind == "flag" else is_number(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSpec:
    """A rule that can be chosen: its function and the parameters it takes, in the order to ask for them."""

    counter: Counter
    parameters: tuple[Parameter, ...]


RULES: Mapping[str, RuleSpec] = MappingProxyType(
    {
        "greedy": RuleSpec(
            counter=count_greedy,
            parameters=(
                Parameter(name="order", kind="choice", default="score", choices=("score", "density")),
                Parameter(name="misfit", kind="choice", default="skip", choices=("skip", "stop")),
                Parameter(name="threshold", kind="number", default=0),
                Parameter(name="fund_unsupported", kind="flag", default=False),
            ),
        ),
    }
)


def settings(rule: Rule) -> dict[str, ParameterValue]:
    """Return all parameters of ``rule``, defaults filled in.

    Raises :class:`ElectionError` ``unknown_rule``, ``unknown_parameter`` or ``bad_parameter``.

    >>> settings(Rule("greedy", {"threshold": 30}))
    {'order': 'score', 'misfit': 'skip', 'threshold': 30, 'fund_unsupported': False}
    """
    spec = RULES.get(rule.name)
    if spec is None:
        raise ElectionError("unknown_rule", rule=rule.name)
    known = {parameter.name: parameter for parameter in spec.parameters}
    for name, value in rule.parameters.items():
        if name not in known:
            raise ElectionError("unknown_parameter", rule=rule.name, parameter=name)
        if not known[name].accepts(value):
            raise ElectionError("bad_parameter", rule=rule.name, parameter=name, value=value)
    return {name: rule.parameters.get(name, parameter.default) for name, parameter in known.items()}


def count(election: Election, rule: Rule | None = None) -> Outcome:
    """Count ``election`` by ``rule``; without one by the house's: most votes first, skip what does not fit.

    The same election, rule and seed give the same outcome always and everywhere. Raises
    :class:`ElectionError` if the rule is not one of ``RULES`` or has wrong parameters.

    >>> from ortaq.tally import Ballot, Project
    >>> election = Election.build(
    ...     projects=[Project(id="road", cost=70), Project(id="well", cost=50), Project(id="yurt", cost=30)],
    ...     ballots=[Ballot.approving(["road", "well"], weight=2), Ballot.approving(["road", "yurt"])],
    ...     budget=100,
    ... )
    >>> outcome = count(election)
    >>> outcome.winners, outcome.remaining
    (('road', 'yurt'), 0)
    """
    chosen = rule or Rule()
    complete = settings(chosen)
    return RULES[chosen.name].counter(election, rule=chosen, settings=complete)
