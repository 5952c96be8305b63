"""A vote with several pots: every limit holds in each pot by itself, and every page says so."""

import json

import pytest
from django.urls import reverse

from ortaq.core.actors import SYSTEM
from ortaq.participation.checklist import blockers
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.domain.queries.ballot import paper
from ortaq.participation.domain.queries.cycles import load
from ortaq.participation.enums import BallotType
from ortaq.participation.errors import BallotError
from ortaq.participation.forms.ballot import FilledPaper
from ortaq.participation.models import Ballot, Cycle
from ortaq.participation.presenters import ballot_sentence, vote_args
from ortaq.participation.views.ballot_sheet import Sheet, sheet
from tests.factories.counting import after_close
from tests.factories.participation import open_vote, two_pots, two_pots_draft
from tests.factories.voters import cast_for, entry_of, opened, signed_in, voter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def shown(cycle: Cycle, draft: dict[int, int]) -> Sheet:
    user = voter(cycle)
    return sheet(paper(cycle=cycle, entry=entry_of(cycle, user), language="en"), FilledPaper(draft))


@pytest.mark.parametrize(
    ("given", "full", "over", "code"),
    [
        ({"max_choices": 2}, {1: 1, 2: 1, 4: 1, 5: 1}, {1: 1, 2: 1, 3: 1}, "too_many"),
        (
            {"ballot_type": BallotType.POINTS, "max_choices": None, "max_points": 10},
            {1: 4, 2: 6, 4: 10}, {1: 4, 2: 7}, "over_points",
        ),
        (
            {"ballot_type": BallotType.POINTS, "max_choices": 2, "max_points": 10},
            {1: 4, 2: 6, 4: 1, 5: 1}, {4: 1, 5: 1, 6: 1}, "too_many",
        ),
        (
            {"ballot_type": BallotType.RANKING, "max_choices": 2},
            {1: 1, 2: 2, 4: 2, 5: 1}, {1: 1, 2: 2, 3: 3}, "too_many_ranked",
        ),
        (
            {"ballot_type": BallotType.KNAPSACK, "max_choices": None},
            {1: 1, 2: 1, 3: 1, 6: 1}, {4: 1, 5: 1}, "over_budget",
        ),
    ],
)  # fmt: skip
def test_each_pot_has_its_own_limit(given, full, over, code):
    cycle = two_pots(**given)
    assert set(opened(cycle, cast_for(cycle, voter(cycle), full)).pots) == {1, 2}
    user = voter(cycle)
    with pytest.raises(BallotError) as refusal:
        cast_for(cycle, user, over)
    assert refusal.value.code == code
    assert refusal.value.message.startswith("Lights" if 4 in over else "Roads")


def test_the_count_accepts_what_casting_accepted():
    cycle = two_pots(max_choices=2)
    cast_for(cycle, voter(cycle), {1: 1, 2: 1, 4: 1, 5: 1})
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
    assert Ballot.objects.filter(cycle=cycle).count() == 2
    assert {outcome.result["invalid"]["ballots"] for outcome in cycle.outcomes.all()} == {0}


def test_the_frozen_text_says_what_the_limit_is_for():
    assert json.loads(open_vote().frozen)["ballot"]["limit_is_per"] == "pot"


def test_the_bar_shows_each_pot():
    laid_out = shown(two_pots(max_choices=2), {1: 1, 2: 1, 4: 1})
    assert laid_out.state == "Roads in English: 2 of 2 · Lights in English: 1 of 2"
    assert laid_out.said == "{pot}: {used} of 2"
    assert not laid_out.over
    assert laid_out.hints == ["Lights in English: You may choose 1 more project."]
    assert shown(two_pots(max_choices=2), {1: 1, 2: 1, 3: 1}).over
    points = shown(two_pots(ballot_type=BallotType.POINTS, max_points=10, max_choices=None), {1: 9, 4: 3})
    assert points.state == "Roads in English: 9 of 10 · Lights in English: 3 of 10"
    assert not points.over


def test_with_one_pot_nothing_is_said_of_pots():
    cycle = open_vote(max_choices=2)
    laid_out = shown(cycle, {1: 1})
    assert (laid_out.state, laid_out.said) == ("Chosen: 1 of 2", "Chosen: {used} of 2")
    assert "pot" not in laid_out.how + ballot_sentence(load(cycle.pk))


@pytest.mark.parametrize("kind", BallotType.values)
def test_the_sentences_name_the_pots_where_there_are_several(kind):
    points = 10 if kind == BallotType.POINTS else None
    cycle = two_pots(ballot_type=kind, max_choices=2, max_points=points)
    assert "each pot" in ballot_sentence(load(cycle.pk))
    assert "each pot" in shown(cycle, {}).how.lower()


def test_the_page_takes_a_full_ballot_of_both_pots():
    cycle = two_pots(max_choices=2)
    client = signed_in(voter(cycle))
    url = reverse("participation:ballot", args=vote_args(cycle))
    answer = client.post(url, {"c": ["1", "2", "4", "5"], "do": "continue"})
    assert answer.status_code == 303, answer.content.decode()


def test_more_choices_than_the_longest_pot_has_are_pointless():
    draft = two_pots_draft(max_choices=4)
    assert "ballot" in {item.code for item in blockers(load(draft.pk))}
