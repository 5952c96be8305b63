"""Why a project was or was not funded, and what would have changed it: codes and numbers, no sentences.

The codes and their parameters are an interface, listed in ``docs/reference/tally.md``; the sentences in the
reader's language belong to whoever shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number, number_to_json
from ortaq.tally.outcome import Outcome
from ortaq.tally.rules import settings
from ortaq.tally.rules.greedy import Candidate, GreedySettings, go_through, greedy_settings
from ortaq.tally.ties import TieStep
from ortaq.tally.trace import Decision, Step

Param: TypeAlias = Number | str | tuple[str, ...] | None

EXPLANATION_CODES = frozenset(
    {
        "funded",
        "funded_all_fit",
        "not_enough_money",
        "after_stop",
        "below_threshold",
        "no_support",
        "withdrawn",
    }
)
NOTE_CODES = frozenset({"tie_won", "tie_lost"})

_NOT_REACHED = frozenset({Decision.DOES_NOT_FIT, Decision.AFTER_STOP})


@dataclass(frozen=True, slots=True)
class Note:
    """A code with its parameters: project ids, counts, scores, and money in the unit of the budget."""

    code: str
    params: Mapping[str, Param]

    def to_dict(self) -> dict[str, Any]:
        """Return the note as JSON-able data; fractions become texts."""
        return {"code": self.code, "params": {name: _json(value) for name, value in self.params.items()}}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reason for a project's fate, and a note for each tie that mattered for it."""

    code: str
    params: Mapping[str, Param]
    notes: tuple[Note, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON-able data; fractions become texts."""
        own = Note(self.code, self.params).to_dict()
        return {**own, "notes": [note.to_dict() for note in self.notes]}


@dataclass(frozen=True, slots=True)
class Missing:
    """The least change of one project alone that would have got it funded, all else as it was.

    ``votes_missing``: whole votes (points, for ballots with points or ranks). ``cost_reduction``: in the unit
    of the budget, a whole number of the steps asked about. ``None`` where no such change would have helped.
    """

    votes_missing: int | None
    cost_reduction: Number | None


def explain(outcome: Outcome, project_id: str) -> Explanation:
    """Return why a project was or was not funded. Raises :class:`ElectionError` ``unknown_project``.

    >>> from ortaq.tally import Ballot, Election, Project, count
    >>> election = Election.build(
    ...     projects=[Project(id="road", cost=70), Project(id="well", cost=50)],
    ...     ballots=[Ballot.approving(["road"]), Ballot.approving(["road", "well"])],
    ...     budget=100,
    ... )
    >>> explanation = explain(count(election), "well")
    >>> explanation.code, explanation.params["missing"]
    ('not_enough_money', 20)
    """
    position = outcome.trace.position_of(project_id)
    step = outcome.trace.steps[position]
    code, params = _reason(outcome, step, rank=position + 1)
    return Explanation(code, params, _tie_notes(outcome, step))


def what_would_have_won(outcome: Outcome, project_id: str, *, unit: Number = 1) -> Missing:
    """Return how many more votes, or how much lower a cost, would have got the project funded.

    Each is exact and alone: the other projects, the budget, the rule and the tie order stay as they were.
    ``unit`` is the step in which a cost may fall (1 = one minor unit); the cost stays above zero. A funded
    project misses nothing. Raises :class:`ElectionError` ``unknown_project``, or ``not_for_rule`` for a rule
    whose answer cannot be had from totals alone.
    """
    step = outcome.trace.step_of(project_id)
    if step.decision is Decision.FUNDED:
        return Missing(0, 0)
    if outcome.rule.name != "greedy":
        raise ElectionError("not_for_rule", rule=outcome.rule.name)
    if unit <= 0:
        raise ElectionError("bad_unit", unit=unit)
    candidates = [
        Candidate(
            id=each.project_id,
            cost=each.cost,
            score=each.score,
            supporters=outcome.supporters[each.project_id],
            withdrawn=each.decision is Decision.WITHDRAWN,
        )
        for each in outcome.trace.steps
    ]
    chosen = greedy_settings(settings(outcome.rule))
    place = outcome.trace.position_of(project_id)
    own = candidates[place]

    def wins(changed: Candidate) -> bool:
        candidates[place] = changed
        trace = go_through(candidates, budget=outcome.trace.budget, settings=chosen, ties=outcome.rule.ties)
        return trace.step_of(project_id).decision is Decision.FUNDED

    # More votes or a lower cost never move a project back, and the money left never grows from one step to
    # the next: once it is funded it stays funded. So halving the range finds the least change.
    votes = _least(
        1,
        _votes_to_be_first(own, candidates, chosen),
        lambda extra: wins(replace(own, score=own.score + extra, supporters=own.supporters + extra)),
    )
    most_units = -(-own.cost // unit) - 1  # the most units that leave a cost above zero
    units = _least(1, most_units, lambda count: wins(replace(own, cost=own.cost - count * unit)))
    return Missing(votes, None if units is None else units * unit)


def _votes_to_be_first(own: Candidate, candidates: list[Candidate], chosen: GreedySettings) -> int:
    target: Number = max((other.score for other in candidates), default=0)
    if chosen.order == "density":
        densities = (Fraction(own.cost * other.score) / other.cost for other in candidates if other.cost)
        target = max(target, *densities, 0)
    return max(0, int(max(target, chosen.threshold) - own.score)) + 2


def _least(low: int, high: int, enough: Callable[[int], bool]) -> int | None:
    """Return the least number in ``low..high`` that is enough, given that every larger one is too."""
    if high < low or not enough(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _reason(outcome: Outcome, step: Step, *, rank: int) -> tuple[str, dict[str, Param]]:
    placed: dict[str, Param] = {"rank": rank, "score": step.score, "cost": step.cost}
    steps = outcome.trace.steps
    if step.decision is Decision.FUNDED:
        all_fit = not any(other.decision in _NOT_REACHED for other in steps)
        return "funded_all_fit" if all_fit else "funded", {**placed, "left_after": step.after}
    if step.decision is Decision.DOES_NOT_FIT:
        later = sum(other.decision is Decision.FUNDED for other in steps[rank:])
        money: dict[str, Param] = {"left": step.before, "missing": step.cost - step.before}
        return "not_enough_money", {**placed, **money, "funded_after": later}
    if step.decision is Decision.AFTER_STOP:
        stopper = next(other for other in steps if other.decision is Decision.DOES_NOT_FIT)
        return "after_stop", {**placed, "left": step.before, "stopped_by": stopper.project_id}
    if step.decision is Decision.BELOW_THRESHOLD:
        threshold = settings(outcome.rule)["threshold"]
        return "below_threshold", {**placed, "threshold": threshold}
    return step.decision.value, placed


def _tie_notes(outcome: Outcome, step: Step) -> tuple[Note, ...]:
    """Return notes for the ties that decided: one of two equals was funded and the other, first, would be."""
    if step.tie is None:
        return ()
    tie = outcome.trace.ties[step.tie]
    steps = {other.project_id: other for other in outcome.trace.steps if other.tie == step.tie}
    money = steps[tie.members[0]].before
    own = tie.members.index(step.project_id)
    won = step.decision is Decision.FUNDED
    rivals: dict[TieStep, list[str]] = {}
    for place, member in enumerate(tie.members):
        ahead = place < own
        if ahead == won or (steps[member].decision is Decision.FUNDED) == won:
            continue
        loser = steps[member] if won else step
        if loser.cost <= money:
            rivals.setdefault(_deciding(tie.decided_by, own, place, outcome), []).append(member)
    seed = outcome.rule.ties.seed
    return tuple(
        Note(
            "tie_won" if won else "tie_lost",
            {"with": tuple(members), "by": by.value, "seed": seed if by is TieStep.LOT else None},
        )
        for by, members in rivals.items()
    )


def _deciding(decided_by: tuple[TieStep, ...], one: int, other: int, outcome: Outcome) -> TieStep:
    # In sorted order the step that parts two members is the earliest of the steps between them.
    between = decided_by[min(one, other) : max(one, other)]
    return min(between, key=outcome.rule.ties.steps.index)


def _json(value: Param) -> Any:
    if value is None or isinstance(value, str):
        return value
    return list(value) if isinstance(value, tuple) else number_to_json(value)
