"""The checks of an outcome hold for honest outcomes and find each lie."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ortaq.tally import (
    Decision,
    Election,
    Outcome,
    Rule,
    Step,
    TieRule,
    TieStep,
    check_exhaustive,
    check_feasible,
    count,
    replay_greedy,
)

Change = Callable[[Outcome], Outcome]


@pytest.fixture
def election(elect: Callable[..., Election]) -> Election:
    return elect(100, a=(60, 9), b=(50, 8), c=(20, 7), d=(20, 7), e=(30, 2), f=(1, 0))


def change_step(position: int, **values: Any) -> Change:
    def change(outcome: Outcome) -> Outcome:
        steps: list[Step] = list(outcome.trace.steps)
        steps[position] = replace(steps[position], **values)
        return replace(outcome, trace=replace(outcome.trace, steps=tuple(steps)))

    return change


def swap(one: int, other: int) -> Change:
    def change(outcome: Outcome) -> Outcome:
        steps = list(outcome.trace.steps)
        steps[one], steps[other] = steps[other], steps[one]
        return replace(outcome, trace=replace(outcome.trace, steps=tuple(steps)))

    return change


def change_tie(**values: Any) -> Change:
    def change(outcome: Outcome) -> Outcome:
        tie = replace(outcome.trace.ties[0], **values)
        return replace(outcome, trace=replace(outcome.trace, ties=(tie,)))

    return change


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("wrong_totals", lambda o: replace(o, scores={**o.scores, "a": 10})),
        ("wrong_totals", lambda o: replace(o, supporters={**o.supporters, "a": 10})),
        ("wrong_steps", lambda o: replace(o, trace=replace(o.trace, steps=o.trace.steps[:-1]))),
        ("wrong_numbers", change_step(0, cost=59)),
        ("wrong_numbers", change_step(0, score=99)),
        ("wrong_order", swap(0, 1)),
        ("wrong_order", swap(2, 3)),
        ("wrong_decision", change_step(1, decision=Decision.FUNDED)),
        ("wrong_decision", change_step(5, decision=Decision.DOES_NOT_FIT)),
        ("wrong_decision", change_step(1, before=50)),
        ("wrong_money", change_step(0, after=41)),
        ("wrong_winners", lambda o: replace(o, winners=("a", "c", "e"))),
        ("wrong_winners", lambda o: replace(o, remaining=1)),
        ("wrong_ties", lambda o: replace(o, trace=replace(o.trace, ties=()))),
        ("wrong_ties", change_tie(members=("d", "c"))),
        ("wrong_tie_step", change_tie(decided_by=(TieStep.COST,))),
        ("wrong_tie_step", change_step(2, tie=None)),
        ("wrong_lot", change_tie(lots={"c": "00", "d": "ff"})),
    ],
)
def test_replay_finds_the_lie(code: str, change: Change, election: Election) -> None:
    outcome = count(election, Rule(ties=TieRule.parse("cost,score,lot:5")))
    assert replay_greedy(election, outcome).holds
    assert replay_greedy(election, change(outcome)).code == code


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("unknown_winner", {"winners": ("a", "x"), "amounts": {"a": 60, "x": 1}}),
        ("wrong_amount", {"amounts": {"a": 61, "c": 20, "d": 20}}),
        ("wrong_amount", {"amounts": {"a": 60, "c": 20}}),
        ("winners_and_amounts_differ", {"winners": ("a", "c", "c"), "amounts": {"a": 60, "c": 20}}),
        ("wrong_sum", {"spent": 99}),
        ("over_budget", {"winners": ("a", "b"), "amounts": {"a": 60, "b": 50}, "spent": 110, "remaining": -10}),
    ],
)
def test_feasibility_finds_the_lie(code: str, changes: dict[str, Any], election: Election) -> None:
    outcome = count(election)
    assert check_feasible(election, outcome).holds
    assert check_feasible(election, replace(outcome, **changes)).code == code


def test_exhaustiveness_names_what_would_still_fit(election: Election) -> None:
    assert check_exhaustive(election, count(election)).holds
    verdict = check_exhaustive(election, count(election, Rule("greedy", {"misfit": "stop"})))
    assert verdict.code == "would_still_fit"
    assert verdict.params == {"project_ids": ("c", "d", "e"), "left": 40}
