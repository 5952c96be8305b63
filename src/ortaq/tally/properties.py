"""Checking an outcome without trusting the count that made it.

Each check reads the election anew and says whether a property holds and, if not, where it fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from ortaq.tally.exact import Number
from ortaq.tally.model import Election
from ortaq.tally.outcome import Outcome
from ortaq.tally.rules import settings
from ortaq.tally.ties import TieStep, lot
from ortaq.tally.trace import Decision, Step


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a property holds; if not, ``code`` and ``params`` name the first thing that breaks it."""

    holds: bool
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


def _broken(code: str, **params: object) -> Verdict:
    return Verdict(False, code, params)


def check_feasible(election: Election, outcome: Outcome) -> Verdict:
    """Winners are distinct listed projects, are given no more than their cost, and fit the budget together."""
    costs = {project.id: project.cost for project in election.projects}
    for winner in outcome.winners:
        if winner not in costs:
            return _broken("unknown_winner", project_id=winner)
        if not 0 <= outcome.amounts.get(winner, -1) <= costs[winner]:
            return _broken("wrong_amount", project_id=winner)
    if len(set(outcome.winners)) != len(outcome.winners) or set(outcome.amounts) != set(outcome.winners):
        return _broken("winners_and_amounts_differ")
    spent = sum(outcome.amounts.values(), start=0)
    if spent != outcome.spent or outcome.spent + outcome.remaining != election.budget:
        return _broken("wrong_sum", spent=spent)
    return Verdict(True) if spent <= election.budget else _broken("over_budget", spent=spent)


def check_exhaustive(election: Election, outcome: Outcome) -> Verdict:
    """No supported project outside is cheap enough for what remains; withdrawn ones do not count.

    Greedy with ``stop`` or a threshold may leave money that would still pay for something: the verdict then
    says for which projects.
    """
    left = election.budget - sum(outcome.amounts.values(), start=0)
    supporters = election.totals().supporters
    would_fit = tuple(
        project.id
        for project in election.projects
        if project.id not in outcome.amounts
        and not project.withdrawn
        and supporters[project.id]
        and project.cost <= left
    )
    return _broken("would_still_fit", project_ids=would_fit, left=left) if would_fit else Verdict(True)


def replay_greedy(election: Election, outcome: Outcome) -> Verdict:
    """Every step of the trace follows from the ballots: scores, order, ties, decisions and money.

    Neighbours in the trace are compared pair by pair and the lots are drawn again; nothing of the counting
    code is used.
    """
    scores, supporters = _recount(election)
    if dict(outcome.scores) != scores or dict(outcome.supporters) != supporters:
        return _broken("wrong_totals")
    steps = outcome.trace.steps
    projects = {project.id: project for project in election.projects}
    if sorted(step.project_id for step in steps) != sorted(projects):
        return _broken("wrong_steps")
    for step in steps:
        project = projects[step.project_id]
        if step.score != scores[project.id] or step.cost != project.cost:
            return _broken("wrong_numbers", project_id=project.id)
    density = settings(outcome.rule)["order"] == "density"
    for first, second in pairwise(steps):
        if _compare(first, second, outcome, density=density) is None:
            return _broken("wrong_order", first=first.project_id, second=second.project_id)
    verdict = _replay_money(election, outcome, supporters)
    return verdict if not verdict.holds else _replay_ties(outcome, density=density)


def _recount(election: Election) -> tuple[dict[str, Number], dict[str, int]]:
    profile = election.profile
    default = profile.default_score
    scores: dict[str, Number] = {project.id: default * profile.ballots for project in election.projects}
    supporters = {project.id: profile.ballots if default > 0 else 0 for project in election.projects}
    for marks, weight in profile.groups():
        for project_id, score in marks:
            scores[project_id] += (score - default) * weight
            supporters[project_id] += ((score > 0) - (default > 0)) * weight
    return scores, supporters


def _ranking(first: Step, second: Step, *, density: bool) -> int:
    """Return 1 if ``first`` ranks higher, 0 if equal, -1 if lower; densities by cross-multiplication."""
    one, other = first.score, second.score
    if density:
        infinite = [0 if step.cost else (step.score > 0) - (step.score < 0) for step in (first, second)]
        if any(infinite):
            return (infinite[0] > infinite[1]) - (infinite[0] < infinite[1])
        one, other = one * (second.cost or 1), other * (first.cost or 1)
    return (one > other) - (one < other)


def _compare(first: Step, second: Step, outcome: Outcome, *, density: bool) -> str | None:
    """Return what puts ``first`` before ``second`` (``rank`` or a tie step), or ``None`` if nothing does."""
    by_rank = _ranking(first, second, density=density)
    if by_rank:
        return "rank" if by_rank > 0 else None
    ties = outcome.rule.ties
    for step in ties.steps:
        one: Number | str
        other: Number | str
        if step is TieStep.COST:
            ahead, behind = first.cost < second.cost, first.cost > second.cost
        elif step is TieStep.SCORE:
            ahead, behind = first.score > second.score, first.score < second.score
        else:
            one, other = first.project_id, second.project_id
            if step is TieStep.LOT:
                seed = ties.seed or ""
                one, other = lot(seed=seed, project_id=one), lot(seed=seed, project_id=other)
            ahead, behind = one < other, one > other
        if ahead or behind:
            return step.value if ahead else None
    return None


def _replay_money(election: Election, outcome: Outcome, supporters: Mapping[str, int]) -> Verdict:
    chosen = settings(outcome.rule)
    threshold = chosen["threshold"]
    withdrawn = {project.id for project in election.projects if project.withdrawn}
    left, stopped = election.budget, False
    funded: list[str] = []
    for step in outcome.trace.steps:
        if step.project_id in withdrawn:
            expected = Decision.WITHDRAWN
        elif not supporters[step.project_id] and not chosen["fund_unsupported"]:
            expected = Decision.NO_SUPPORT
        elif not isinstance(threshold, str) and step.score < threshold:
            expected = Decision.BELOW_THRESHOLD
        elif stopped:
            expected = Decision.AFTER_STOP
        else:
            expected = Decision.FUNDED if step.cost <= left else Decision.DOES_NOT_FIT
        if step.decision is not expected or step.before != left:
            return _broken("wrong_decision", project_id=step.project_id, expected=expected.value)
        if expected is Decision.FUNDED:
            left -= step.cost
            funded.append(step.project_id)
        stopped = stopped or (expected is Decision.DOES_NOT_FIT and chosen["misfit"] == "stop")
        if step.after != left:
            return _broken("wrong_money", project_id=step.project_id)
    if tuple(funded) != outcome.winners or left != outcome.remaining:
        return _broken("wrong_winners")
    return Verdict(True)


def _replay_ties(outcome: Outcome, *, density: bool) -> Verdict:
    out = {Decision.WITHDRAWN, Decision.NO_SUPPORT, Decision.BELOW_THRESHOLD}
    contest = [step for step in outcome.trace.steps if step.decision not in out]
    groups: list[list[Step]] = []
    for step in contest:
        if groups and _ranking(groups[-1][-1], step, density=density) == 0:
            groups[-1].append(step)
        else:
            groups.append([step])
    met = [group for group in groups if len(group) > 1]
    if [tuple(step.project_id for step in group) for group in met] != [tie.members for tie in outcome.trace.ties]:
        return _broken("wrong_ties")
    for number, (group, tie) in enumerate(zip(met, outcome.trace.ties, strict=True)):
        reasons = [_compare(one, other, outcome, density=density) for one, other in pairwise(group)]
        if [step.value for step in tie.decided_by] != reasons or any(step.tie != number for step in group):
            return _broken("wrong_tie_step", members=tie.members)
        for project_id, drawn in tie.lots.items():
            if drawn != lot(seed=outcome.rule.ties.seed or "", project_id=project_id):
                return _broken("wrong_lot", project_id=project_id)
    return Verdict(True)
