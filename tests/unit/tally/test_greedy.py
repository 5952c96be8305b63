"""Greedy: elections counted by hand, and any election against a second, shorter program."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from ortaq.tally import (
    RULES,
    Ballot,
    Decision,
    Election,
    ElectionError,
    Outcome,
    Project,
    Rule,
    TieRule,
    count,
    replay_greedy,
    settings,
)
from tests.unit.tally.strategies import elections, rules

Elect = Callable[..., Election]


def decisions(outcome: Outcome) -> dict[str, str]:
    return {step.project_id: step.decision.value for step in outcome.trace.steps}


def test_most_votes_first_and_what_does_not_fit_is_skipped(elect: Elect) -> None:
    outcome = count(elect(100, a=(60, 9), b=(50, 8), c=(40, 7), d=(1, 0)))
    assert outcome.winners == ("a", "c")
    assert (outcome.spent, outcome.remaining) == (100, 0)
    assert decisions(outcome) == {"a": "funded", "b": "does_not_fit", "c": "funded", "d": "no_support"}
    assert [(step.before, step.after) for step in outcome.trace.steps] == [(100, 40), (40, 40), (40, 0), (0, 0)]


def test_stop_ends_at_the_first_that_does_not_fit(elect: Elect) -> None:
    outcome = count(elect(100, a=(60, 9), b=(50, 8), c=(40, 7)), Rule("greedy", {"misfit": "stop"}))
    assert outcome.winners == ("a",)
    assert decisions(outcome)["c"] == "after_stop"


def test_density_counts_votes_for_the_money(elect: Elect) -> None:
    election = elect(100, big=(90, 18), small=(30, 9), free=(0, 1))
    outcome = count(election, Rule("greedy", {"order": "density"}))
    assert outcome.winners == ("free", "small")
    assert count(election).winners == ("big", "free")


def test_an_equal_score_passes_the_threshold(elect: Elect) -> None:
    outcome = count(elect(100, a=(10, 5), b=(10, 4)), Rule("greedy", {"threshold": 5}))
    assert decisions(outcome) == {"a": "funded", "b": "below_threshold"}


def test_unsupported_projects_are_funded_only_where_the_rule_says_so(elect: Elect) -> None:
    election = elect(100, a=(10, 5), b=(10, 0))
    assert count(election).winners == ("a",)
    assert count(election, Rule("greedy", {"fund_unsupported": True})).winners == ("a", "b")


def test_withdrawn_projects_are_passed_over_even_by_stop() -> None:
    election = Election.build(
        projects=[Project(id="gone", cost=500, withdrawn=True), Project(id="a", cost=10)],
        ballots=[Ballot.approving(["gone", "a"])],
        budget=100,
    )
    outcome = count(election, Rule("greedy", {"misfit": "stop"}))
    assert decisions(outcome) == {"gone": "withdrawn", "a": "funded"}
    assert outcome.trace.ties == ()


def test_every_tie_is_in_the_trace_with_the_step_that_decided(elect: Elect) -> None:
    election = elect(100, z=(20, 5), y=(20, 5), x=(10, 5), w=(5, 1))
    outcome = count(election, Rule(ties=TieRule.parse("cost,score,lot:s1")))
    (tie,) = outcome.trace.ties
    assert tie.members in (("x", "y", "z"), ("x", "z", "y"))
    assert tie.decided_by == ("cost", "lot")
    assert tie.lots[tie.members[1]] < tie.lots[tie.members[2]]
    assert outcome.trace.tie_of("w") is None
    assert outcome.trace.tie_of("y") == tie


def test_another_seed_can_turn_the_lot(elect: Elect) -> None:
    election = elect(20, y=(20, 5), z=(20, 5))
    winners = {count(election, Rule(ties=TieRule.parse(f"lot:{seed}"))).winners for seed in range(9)}
    assert winners == {("y",), ("z",)}


def test_an_election_without_projects_or_ballots_has_an_empty_outcome(elect: Elect) -> None:
    assert count(elect(50)).remaining == 50
    assert count(elect(50, a=(10, 0))).winners == ()


def test_scores_that_floats_would_confuse() -> None:
    """Three tenths are exactly one tenth three times; with floats the second project would win."""
    third = Fraction(1, 10)
    election = Election.build(
        projects=[Project(id="a", cost=1), Project(id="b", cost=2)],
        ballots=[Ballot.giving({"a": third}, weight=3), Ballot.giving({"b": Fraction(3, 10)})],
        budget=1,
        ballot_type="cumulative",
    )
    outcome = count(election)
    assert outcome.trace.ties[0].members == ("a", "b")
    assert outcome.winners == ("a",)


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("unknown_rule", Rule("random")),
        ("unknown_parameter", Rule("greedy", {"colour": "red"})),
        ("bad_parameter", Rule("greedy", {"order": "weight"})),
        ("bad_parameter", Rule("greedy", {"threshold": "5"})),
        ("bad_parameter", Rule("greedy", {"threshold": True})),
        ("bad_parameter", Rule("greedy", {"fund_unsupported": 1})),
    ],
)
def test_a_wrong_rule_is_refused(code: str, rule: Rule, elect: Elect) -> None:
    with pytest.raises(ElectionError) as caught:
        count(elect(1), rule)
    assert caught.value.code == code


def test_the_house_rule_is_the_default_of_every_parameter() -> None:
    assert settings(Rule()) == {
        "order": "score", "misfit": "skip", "threshold": 0, "fund_unsupported": False,
    }  # fmt: skip
    assert {parameter.kind for parameter in RULES["greedy"].parameters} == {"choice", "number", "flag"}


def test_a_rule_survives_json() -> None:
    parameters = {"threshold": Fraction(7, 3), "misfit": "stop", "fund_unsupported": True}
    rule = Rule("greedy", parameters, TieRule.parse("score,lot:x/1"))
    assert Rule.from_dict(json.loads(json.dumps(rule.to_dict()))) == rule


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "greedy", "parameters": [], "ties": "id"},
        {"name": "greedy", "parameters": {"a": None}, "ties": "id"},
    ],
)
def test_a_broken_rule_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ElectionError, match="bad_rule"):
        Rule.from_dict(data)


@pytest.mark.parametrize("path", ["trace", "scores", "rule"])
def test_a_broken_outcome_is_refused(path: str, elect: Elect) -> None:
    data = count(elect(10, a=(5, 1))).to_dict()
    for broken in (None, {"steps": [{}], "budget": 1, "ties": []}, {"name": []}):
        with pytest.raises(ElectionError, match="bad_"):
            Outcome.from_dict({**data, path: broken})


def reference(election: Election, rule: Rule) -> list[str]:
    """Greedy again, by repeated search for the best of those that are left."""
    total, backers = election.totals().scores, election.totals().supporters
    left, winners = election.budget, []

    def strength(project: Project) -> Any:
        if rule.parameters["order"] == "score":
            return total[project.id]
        return total[project.id] / Fraction(project.cost) if project.cost else total[project.id] * 10**9

    rest = [p for p in election.projects if not p.withdrawn and total[p.id] >= rule.parameters["threshold"]]
    rest = [p for p in rest if backers[p.id] or rule.parameters["fund_unsupported"]]
    while rest:
        best = min(rest, key=lambda p: (-strength(p), rule.ties.key(project_id=p.id, cost=p.cost, score=total[p.id])))
        rest.remove(best)
        if best.cost <= left:
            winners.append(best.id)
            left -= best.cost
        elif rule.parameters["misfit"] == "stop":
            break
    return winners


@given(elections(), rules())
def test_greedy_agrees_with_the_reference(election: Election, rule: Rule) -> None:
    if sum(not project.cost for project in election.projects) > 1:
        rule = Rule("greedy", {**rule.parameters, "order": "score"}, rule.ties)  # infinite densities tie
    outcome = count(election, rule)
    assert list(outcome.winners) == reference(election, rule)
    assert outcome.remaining == election.budget - sum(election.project(w).cost for w in outcome.winners)


@given(elections(), rules())
def test_every_count_can_be_replayed_and_survives_json(election: Election, rule: Rule) -> None:
    outcome = count(election, rule)
    assert replay_greedy(election, outcome).holds
    again = Outcome.from_dict(json.loads(json.dumps(outcome.to_dict())))
    assert again == outcome
    assert replay_greedy(election, again).holds
    assert {step.decision for step in again.trace.steps} <= set(Decision)
