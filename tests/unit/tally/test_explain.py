"""Reasons, tie notes and what would have won: each number is confirmed by counting the changed election."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ortaq.tally import (
    EXPLANATION_CODES,
    NOTE_CODES,
    Ballot,
    Election,
    ElectionError,
    Missing,
    Outcome,
    Project,
    Rule,
    TieRule,
    count,
    explain,
    what_would_have_won,
)
from tests.unit.tally.strategies import elections, rules

Elect = Callable[..., Election]


def test_the_reasons_of_skip(elect: Elect) -> None:
    outcome = count(elect(100, a=(60, 9), b=(50, 8), c=(40, 7), d=(5, 1), e=(5, 0)), Rule("greedy", {"threshold": 2}))
    got = {name: explain(outcome, name) for name in "abcde"}
    assert got["a"].code == "funded"
    assert got["a"].params == {"rank": 1, "score": 9, "cost": 60, "left_after": 40}
    assert got["b"].code == "not_enough_money"
    assert got["b"].params == {
        "rank": 2, "score": 8, "cost": 50, "left": 40, "missing": 10, "funded_after": 1,
    }  # fmt: skip
    assert got["d"].code == "below_threshold"
    assert got["d"].params == {"rank": 4, "score": 1, "cost": 5, "threshold": 2}
    assert got["e"].code == "no_support"
    assert all(not explanation.notes for explanation in got.values())


def test_the_reasons_of_stop_and_of_plenty(elect: Elect) -> None:
    outcome = count(elect(100, a=(60, 9), b=(50, 8), c=(40, 7)), Rule("greedy", {"misfit": "stop"}))
    assert explain(outcome, "c").code == "after_stop"
    assert explain(outcome, "c").params == {"rank": 3, "score": 7, "cost": 40, "left": 40, "stopped_by": "b"}
    plenty = count(elect(200, a=(60, 9), b=(50, 8), c=(40, 0)))
    assert explain(plenty, "b").code == "funded_all_fit"
    assert explain(plenty, "c").code == "no_support"


def test_a_withdrawn_project_is_explained() -> None:
    election = Election.build(
        projects=[Project(id="a", cost=5, withdrawn=True)], ballots=[Ballot.approving(["a"])], budget=9
    )
    outcome = count(election)
    assert explain(outcome, "a").code == "withdrawn"
    assert what_would_have_won(outcome, "a") == Missing(None, None)


def test_tie_notes_name_the_rivals_the_step_and_the_seed(elect: Elect) -> None:
    outcome = count(elect(50, a=(30, 5), b=(40, 5), c=(40, 5)), Rule(ties=TieRule.parse("cost,score,lot:s")))
    (won,) = explain(outcome, "a").notes
    assert (won.code, won.params["by"], won.params["seed"]) == ("tie_won", "cost", None)
    assert sorted(won.params["with"]) == ["b", "c"]  # type: ignore[arg-type, type-var]
    (lost,) = explain(outcome, "b").notes
    assert lost.code == "tie_lost"
    assert lost.params == {"with": ("a",), "by": "cost", "seed": None}
    by_lot = count(elect(50, b=(40, 5), c=(40, 5)), Rule(ties=TieRule.parse("cost,score,lot:s")))
    (note,) = explain(by_lot, by_lot.winners[0]).notes
    assert (note.params["by"], note.params["seed"]) == ("lot", "s")


def test_a_tie_that_decided_nothing_is_not_mentioned(elect: Elect) -> None:
    both = count(elect(90, a=(30, 5), b=(40, 5)))
    assert explain(both, "a").notes == ()
    hopeless = count(elect(35, a=(30, 5), b=(40, 5)))
    assert explain(hopeless, "a").notes == ()
    assert explain(hopeless, "b").notes == ()


def test_only_those_that_went_first_have_won(elect: Elect) -> None:
    outcome = count(elect(50, a=(30, 5), b=(25, 5), c=(10, 5)), Rule(ties=TieRule.parse("id")))
    assert outcome.winners == ("a", "c")
    assert explain(outcome, "c").notes == ()
    assert [note.params["with"] for note in explain(outcome, "b").notes] == [("a",)]


def test_an_explanation_goes_to_json(elect: Elect) -> None:
    outcome = count(elect(50, a=(30, 5), b=(40, 5)))
    data = json.loads(json.dumps(explain(outcome, "b").to_dict()))
    assert data["code"] == "not_enough_money"
    assert data["notes"] == [{"code": "tie_lost", "params": {"with": ["a"], "by": "cost", "seed": None}}]


def test_what_was_missing(elect: Elect) -> None:
    outcome = count(elect(100, a=(60, 9), b=(50, 8), c=(40, 7), d=(200, 1)))
    assert what_would_have_won(outcome, "a") == Missing(0, 0)
    # One vote more makes b equal to a and cheaper, so it goes first; with cost 40 it fits after a.
    assert what_would_have_won(outcome, "b") == Missing(votes_missing=1, cost_reduction=10)
    # d costs more than all the money: no number of votes helps; free of charge it would fit, but 1 is left.
    assert what_would_have_won(outcome, "d") == Missing(votes_missing=None, cost_reduction=None)


def test_the_cost_falls_in_the_steps_asked_for(elect: Elect) -> None:
    outcome = count(elect(100, a=(60, 9), b=(55, 8)))
    assert what_would_have_won(outcome, "b", unit=10).cost_reduction == 20
    assert what_would_have_won(outcome, "b", unit=Fraction(1, 2)).cost_reduction == 15
    with pytest.raises(ElectionError, match="bad_unit"):
        what_would_have_won(outcome, "b", unit=0)


def test_questions_without_an_answer_are_errors(elect: Elect) -> None:
    outcome = count(elect(50, a=(30, 5), b=(60, 4)))
    for question in (explain, what_would_have_won):
        with pytest.raises(ElectionError, match="unknown_project"):
            question(outcome, "x")
    with pytest.raises(ElectionError, match="not_for_rule"):
        what_would_have_won(replace(outcome, rule=Rule("another")), "b")


def with_votes(election: Election, rule: Rule, project_id: str, extra: int) -> Outcome:
    groups = [Ballot(marks, weight) for marks, weight in election.profile.groups() if marks]
    ballots = [*groups, *([Ballot.giving({project_id: 1}, weight=extra)] if extra else [])]
    changed = Election.build(projects=election.projects, ballots=ballots, budget=election.budget, ballot_type="scoring")
    return count(changed, rule)


def with_cost(election: Election, rule: Rule, project_id: str, reduction: int | Fraction) -> Outcome:
    projects = tuple(
        replace(project, cost=project.cost - reduction) if project.id == project_id else project
        for project in election.projects
    )
    return count(replace(election, projects=projects), rule)


@given(elections(), rules(), st.data())
def test_what_would_have_won_is_exact(election: Election, rule: Rule, data: st.DataObject) -> None:
    outcome = count(election, rule)
    losers = [project.id for project in election.projects if project.id not in outcome.winners]
    assume(losers)
    loser = data.draw(st.sampled_from(losers))
    missing = what_would_have_won(outcome, loser)
    if missing.votes_missing is None:
        assert loser not in with_votes(election, rule, loser, 1000).winners
    else:
        assert loser in with_votes(election, rule, loser, missing.votes_missing).winners
        assert loser not in with_votes(election, rule, loser, missing.votes_missing - 1).winners
    cost = election.project(loser).cost
    if missing.cost_reduction is None:
        most = -(-cost // 1) - 1
        assert most < 1 or loser not in with_cost(election, rule, loser, most).winners
    else:
        assert loser in with_cost(election, rule, loser, missing.cost_reduction).winners
        assert loser not in with_cost(election, rule, loser, missing.cost_reduction - 1).winners


@given(elections(), rules())
def test_every_project_of_every_election_has_an_explanation(election: Election, rule: Rule) -> None:
    outcome = count(election, rule)
    for project in election.projects:
        explanation = explain(outcome, project.id)
        assert (project.id in outcome.winners) == explanation.code.startswith("funded")
        json.dumps(explanation.to_dict())
        assert explanation.code in EXPLANATION_CODES
        assert {note.code for note in explanation.notes} <= NOTE_CODES
