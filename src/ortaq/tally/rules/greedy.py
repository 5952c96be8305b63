"""Greedy: go down the list of projects, best first, and fund each that fits.

The definitions are those of Pabulib's ``greedy``, ``greedy-threshold`` and ``greedy-no-skip``
(pabulib.org/format): by total score, with the options below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from typing import TypeAlias

from ortaq.tally.errors import ElectionError
from ortaq.tally.exact import Number
from ortaq.tally.model import Election
from ortaq.tally.outcome import Outcome, ParameterValue, Rule
from ortaq.tally.ties import TieRule, TieStep, lot
from ortaq.tally.trace import Decision, Step, Tie, Trace

RankKey: TypeAlias = tuple[int, Number]


@dataclass(frozen=True, slots=True, kw_only=True)
class GreedySettings:
    """The parameters of greedy with their defaults.

    ``order``: ``score`` (most votes first) or ``density`` (most votes for the money first).
    ``misfit``: after a project that does not fit, ``skip`` it and go on, or ``stop``.
    ``threshold``: projects whose total score is lower are left out; an equal score passes.
    ``fund_unsupported``: whether a project nobody supports may be funded from what is left.
    """

    order: str = "score"
    misfit: str = "skip"
    threshold: Number = 0
    fund_unsupported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What greedy needs to know of a project: totals instead of ballots."""

    id: str
    cost: Number
    score: Number
    supporters: int
    withdrawn: bool = False

    def refusal(self, settings: GreedySettings) -> Decision | None:
        """Return why the project takes no part, or ``None`` if it does."""
        if self.withdrawn:
            return Decision.WITHDRAWN
        if not self.supporters and not settings.fund_unsupported:
            return Decision.NO_SUPPORT
        if self.score < settings.threshold:
            return Decision.BELOW_THRESHOLD
        return None

    def rank_key(self, settings: GreedySettings) -> RankKey:
        """Return a sort key, smallest first. The density of what costs nothing is infinite, or 0 at score 0."""
        if settings.order == "score":
            return (0, -self.score)
        if self.cost:
            return (0, -Fraction(self.score) / self.cost)
        return ((self.score < 0) - (self.score > 0), 0)


def count_greedy(election: Election, *, rule: Rule, settings: Mapping[str, ParameterValue]) -> Outcome:
    """Count ``election``. ``settings`` are the complete, checked parameters of ``rule``."""
    totals = election.totals()
    candidates = [
        Candidate(
            id=project.id,
            cost=project.cost,
            score=totals.scores[project.id],
            supporters=totals.supporters[project.id],
            withdrawn=project.withdrawn,
        )
        for project in election.projects
    ]
    trace = go_through(candidates, budget=election.budget, settings=greedy_settings(settings), ties=rule.ties)
    funded = [step for step in trace.steps if step.decision is Decision.FUNDED]
    remaining = trace.steps[-1].after if trace.steps else election.budget
    return Outcome(
        rule=rule,
        winners=tuple(step.project_id for step in funded),
        amounts={step.project_id: step.cost for step in funded},
        spent=election.budget - remaining,
        remaining=remaining,
        scores=totals.scores,
        supporters=totals.supporters,
        trace=trace,
    )


def greedy_settings(values: Mapping[str, ParameterValue]) -> GreedySettings:
    """Return complete, checked parameters as an object. Raises ``bad_parameter`` for a wrong type."""
    order, misfit = values["order"], values["misfit"]
    threshold, fund_unsupported = values["threshold"], values["fund_unsupported"]
    if isinstance(threshold, str) or not (isinstance(order, str) and isinstance(misfit, str)):
        raise ElectionError("bad_parameter", rule="greedy", values=dict(values))
    return GreedySettings(order=order, misfit=misfit, threshold=threshold, fund_unsupported=bool(fund_unsupported))


def go_through(candidates: Iterable[Candidate], *, budget: Number, settings: GreedySettings, ties: TieRule) -> Trace:
    """Return the protocol of going through ``candidates`` with ``budget``, one step for each of them."""
    ordered = sorted(
        candidates,
        key=lambda c: (c.rank_key(settings), ties.key(project_id=c.id, cost=c.cost, score=c.score)),
    )
    met, tie_of = _ties_met(ordered, settings=settings, ties=ties)
    left, stopped = budget, False
    steps: list[Step] = []
    for candidate in ordered:
        before = left
        decision = candidate.refusal(settings)
        if decision is None and stopped:
            decision = Decision.AFTER_STOP
        elif decision is None and candidate.cost > left:
            decision = Decision.DOES_NOT_FIT
            stopped = settings.misfit == "stop"
        elif decision is None:
            decision = Decision.FUNDED
            left -= candidate.cost
        steps.append(
            Step(
                project_id=candidate.id,
                decision=decision,
                score=candidate.score,
                cost=candidate.cost,
                before=before,
                after=left,
                tie=tie_of.get(candidate.id),
            )
        )
    return Trace(budget=budget, steps=tuple(steps), ties=tuple(met))


def _ties_met(
    ordered: Sequence[Candidate], *, settings: GreedySettings, ties: TieRule
) -> tuple[list[Tie], dict[str, int]]:
    met: list[Tie] = []
    tie_of: dict[str, int] = {}
    contenders = [candidate for candidate in ordered if candidate.refusal(settings) is None]
    for _, equals in groupby(contenders, key=lambda candidate: candidate.rank_key(settings)):
        members = list(equals)
        if len(members) == 1:
            continue
        keys = [ties.key(project_id=c.id, cost=c.cost, score=c.score) for c in members]
        decided_by = tuple(ties.decided_by(one, other) for one, other in pairwise(keys))
        lots: dict[str, str] = {}
        if TieStep.LOT in decided_by and ties.seed is not None:
            lots = {c.id: lot(seed=ties.seed, project_id=c.id) for c in members}
        tie_of.update((candidate.id, len(met)) for candidate in members)
        met.append(Tie(members=tuple(c.id for c in members), decided_by=decided_by, lots=lots))
    return met, tie_of
