"""What keeps a vote from opening: no roll, an undecided list, a norm that is missing; and what is frozen then."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.identity.enums import Role
from ortaq.norms.models import Norm
from ortaq.participation.domain import definition, opening
from ortaq.participation.domain.roll import age_limit
from ortaq.participation.enums import CycleState, DownloadFormat, ListState
from ortaq.participation.errors import CycleError
from ortaq.participation.exports.pabulib import pabulib_refusal
from ortaq.participation.models import Cycle, Download, RollEntry, RollList
from tests.factories.counting import released
from tests.factories.norms import NormFactory
from tests.factories.participation import official, open_vote, place, ready_cycle
from tests.factories.voters import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def refused(cycle: Cycle) -> None:
    with pytest.raises(CycleError) as refusal:
        opening.open_cycle(cycle=cycle, by=SYSTEM)
    assert (refusal.value.code, refusal.value.params) == ("incomplete", {"count": 1})
    assert Cycle.objects.get(pk=cycle.pk).state == CycleState.DRAFT


def page(cycle: Cycle, settings) -> str:
    settings.DEMO = True
    client = signed_in(official(cycle.territory, Role.ADMINISTRATOR))
    return client.get(reverse("participation:cycle_check", args=[cycle.pk])).content.decode()


def test_nobody_on_the_roll(settings):
    cycle = ready_cycle(roll=0)
    refused(cycle)
    assert "Nobody is on the electoral roll yet" in page(cycle, settings)


@pytest.mark.parametrize("state", [ListState.WAITING, ListState.READING])
def test_a_list_that_is_not_decided(state, settings):
    cycle = ready_cycle()
    waiting = RollList.objects.create(cycle=cycle, name="Тізім", state=state)
    RollEntry.everything.create(
        cycle=cycle, territory=cycle.territory, roll_list=waiting, basis="list", phone_key="waits"
    )
    refused(cycle)
    assert "waits for your decision" in page(cycle, settings)
    RollList.objects.update(state=ListState.ADDED)
    assert opening.open_cycle(cycle=cycle, by=SYSTEM).state == CycleState.OPENED


def test_a_list_that_waits_is_no_roll():
    cycle = ready_cycle()
    waiting = RollList.objects.create(cycle=cycle, name="Тізім", state=ListState.ADDED)
    RollEntry.objects.filter(cycle=cycle).update(roll_list=waiting)
    assert opening.roll_facts(cycle).voters == 1
    RollList.objects.update(state=ListState.WAITING)
    facts = opening.roll_facts(cycle)
    assert (facts.voters, facts.waiting) == (0, 1)


def test_no_norm_for_small_electorates(settings):
    cycle = ready_cycle()
    Norm.objects.filter(code="bnu.small_electorate").delete()
    refused(cycle)
    assert "Small electorate" in page(cycle, settings)


def test_the_threshold_is_the_frozen_one_whatever_the_norm_says_later():
    where = place()
    NormFactory(code="bnu.small_electorate", value=2, territory=where)
    cycle = open_vote(where)
    assert definition.frozen_value(cycle, "small_electorate") == 2
    Norm.objects.filter(code="bnu.small_electorate").update(value=1000)
    assert pabulib_refusal(cycle, 2, None) is None
    assert pabulib_refusal(cycle, 1, None) == 2


def test_a_vote_of_few_is_published_ballot_by_ballot_where_that_was_frozen():
    where = place()
    NormFactory(code="bnu.small_electorate", value=2, territory=where)
    cycle = released([{1: 1}, {2: 1}], territory=where)
    assert Download.objects.filter(cycle=cycle, format=DownloadFormat.PABULIB).exists()


def test_what_is_not_frozen_has_no_value():
    assert definition.frozen_value(ready_cycle(), "small_electorate") is None
    cycle = open_vote()
    assert definition.frozen_value(cycle, "vote", "no", "such") is None
    assert definition.frozen_value(cycle, "ballot", "type") == "approval"


def test_the_age_is_that_of_the_first_voting_day():
    where = place()
    starts = clock.now() + dt.timedelta(days=40)
    changes = starts.date() - dt.timedelta(days=10)
    NormFactory(code="bnu.min_age", value=18, territory=where, valid_to=changes)
    NormFactory(code="bnu.min_age", value=16, territory=where, valid_from=changes)
    cycle = ready_cycle(where, starts=starts)
    assert age_limit(cycle) == 16
    opened = opening.open_cycle(cycle=cycle, by=SYSTEM)
    assert json.loads(opened.frozen)["roll"]["age_from"] == 16
