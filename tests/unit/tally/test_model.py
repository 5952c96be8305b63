"""Building elections: what is accepted, how ballots are grouped, what is refused and with which code."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.tally import Ballot, Election, ElectionError, GroupedProfile, Limits, Project

PROJECTS = (Project(id="a", cost=10), Project(id="b", cost=Fraction(5, 2)), Project(id="c", cost=0))


def build(*ballots: Ballot, **changes: Any) -> Election:
    return Election.build(**{"projects": PROJECTS, "ballots": ballots, "budget": 12, **changes})


def test_equal_ballots_become_one_group() -> None:
    election = build(
        Ballot.approving(["a", "b"]),
        Ballot.approving(["b", "a"], weight=4),
        Ballot.approving([]),
        Ballot.approving(["c"]),
    )
    assert dict(election.profile.groups()) == {(("a", 1), ("b", 1)): 5, (): 1, (("c", 1),): 1}
    assert election.profile.ballots == 7
    assert election.totals().scores == {"a": 5, "b": 5, "c": 1}


def test_a_ranking_gives_length_minus_position() -> None:
    election = build(Ballot.ranking(["b", "a"], length=3, weight=2), ballot_type="ordinal")
    assert election.totals().scores == {"a": 4, "b": 6, "c": 0}
    assert election.totals().supporters == {"a": 2, "b": 2, "c": 0}


def test_zero_points_are_no_support() -> None:
    election = build(Ballot.giving({"a": 3, "b": 0}), ballot_type="cumulative")
    assert election.totals().supporters == {"a": 1, "b": 0, "c": 0}
    assert list(election.profile.groups()) == [((("a", 3),), 1)]


def test_unlisted_projects_get_the_default_score() -> None:
    election = build(
        Ballot.giving({"a": 5, "b": 0}, weight=2), Ballot.giving({}), ballot_type="scoring", default_score=1
    )
    assert election.totals().scores == {"a": 11, "b": 1, "c": 3}
    assert election.totals().supporters == {"a": 3, "b": 1, "c": 3}


def test_negative_scores_are_counted_but_are_no_support() -> None:
    election = build(Ballot.giving({"a": -2, "b": Fraction(1, 3)}, weight=3), ballot_type="scoring")
    assert election.totals().scores == {"a": -6, "b": 1, "c": 0}
    assert election.totals().supporters == {"a": 0, "b": 3, "c": 0}


LENGTHS = Limits(min_length=1, max_length=2)
SUMS = Limits(max_sum_cost=11)
POINTS = Limits(min_points=1, max_points=4, max_sum_points=5)


@pytest.mark.parametrize(
    ("code", "ballot", "changes"),
    [
        ("unknown_project", Ballot.approving(["x"]), {}),
        ("repeated_project", Ballot.approving(["a", "a"]), {}),
        ("bad_weight", Ballot.approving(["a"], weight=0), {}),
        ("bad_weight", Ballot.approving(["a"], weight=True), {}),
        ("bad_score", Ballot.giving({"a": 2}), {}),
        ("bad_score", Ballot.giving({"a": 0.5}), {"ballot_type": "scoring"}),
        ("bad_score", Ballot.giving({"a": -1}), {"ballot_type": "cumulative"}),
        ("bad_score", Ballot.ranking(["a", "b"], length=1), {"ballot_type": "ordinal"}),
        ("equal_ranks", Ballot.giving({"a": 2, "b": 2}), {"ballot_type": "ordinal"}),
        ("ballot_too_long", Ballot.approving(["a", "b"]), {"ballot_type": "choose-1"}),
        ("ballot_too_long", Ballot.approving(["a", "b", "c"]), {"limits": LENGTHS}),
        ("ballot_too_short", Ballot.approving([]), {"limits": LENGTHS}),
        ("sum_cost_out_of_range", Ballot.approving(["a", "b"]), {"limits": SUMS}),
        ("points_out_of_range", Ballot.giving({"a": 5}), {"ballot_type": "cumulative", "limits": POINTS}),
        ("sum_points_out_of_range", Ballot.giving({"a": 3, "b": 3}), {"ballot_type": "cumulative", "limits": POINTS}),
    ],
)
def test_a_wrong_ballot_is_refused_with_its_place(code: str, ballot: Ballot, changes: dict[str, Any]) -> None:
    good = {"ordinal": Ballot.ranking(["a"], length=3), "cumulative": Ballot.giving({"a": 1})}
    first = good.get(changes.get("ballot_type", ""), Ballot.approving(["a"]))
    with pytest.raises(ElectionError) as caught:
        build(first, ballot, **changes)
    assert caught.value.code == code
    assert caught.value.params["ballot"] == 2


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("bad_budget", {"budget": -1}),
        ("bad_budget", {"budget": 1.5}),
        ("bad_ballot_type", {"ballot_type": "guess"}),
        ("bad_default_score", {"default_score": 1}),
        ("duplicate_project", {"projects": [PROJECTS[0], PROJECTS[0]]}),
    ],
)
def test_a_wrong_election_is_refused(code: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ElectionError) as caught:
        build(**changes)
    assert caught.value.code == code
    assert code in str(caught.value)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("bad_project_id", {"id": "  ", "cost": 1}),
        ("bad_project_id", {"id": 7, "cost": 1}),
        ("bad_project_id", {"id": "\udc80", "cost": 1}),
        ("bad_cost", {"id": "a", "cost": -1}),
        ("bad_cost", {"id": "a", "cost": 1.0}),
        ("bad_cost", {"id": "a", "cost": True}),
    ],
)
def test_a_wrong_project_is_refused(code: str, values: dict[str, Any]) -> None:
    with pytest.raises(ElectionError) as caught:
        Project(**values)
    assert caught.value.code == code


def test_asking_for_an_unknown_project_is_an_error() -> None:
    assert build().project("b").cost == Fraction(5, 2)
    with pytest.raises(ElectionError, match="unknown_project"):
        build().project("z")


@given(st.lists(st.tuples(st.sets(st.sampled_from("abc")), st.integers(1, 9))))
def test_grouping_changes_no_total(ballots: list[tuple[set[str], int]]) -> None:
    election = build(*(Ballot.approving(sorted(chosen), weight=weight) for chosen, weight in ballots))
    for name in "abc":
        assert election.totals().scores[name] == sum(weight for chosen, weight in ballots if name in chosen)
    assert election.profile.ballots == sum(weight for _, weight in ballots)
    assert isinstance(election.profile, GroupedProfile)
    assert len(election.profile) == len({frozenset(chosen) for chosen, _ in ballots})
