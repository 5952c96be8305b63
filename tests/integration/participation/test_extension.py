"""How far a vote can be extended, and what becomes of acts that nobody decided."""

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse

from ortaq.audit.models import Entry
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError
from ortaq.identity.enums import Role
from ortaq.identity.keys import phone_key
from ortaq.norms.models import Norm
from ortaq.participation.domain.acts import propose, refuse
from ortaq.participation.domain.counting import PAUSE, close_demo_vote, count_cycle
from ortaq.participation.enums import ActKind, ActState, CycleState, PhaseKind
from ortaq.participation.models import Act, Cast, Cycle, Phase
from tests.factories.counting import acted, after_close, counted, two_people, voted
from tests.factories.participation import official, open_vote
from tests.factories.voters import signed_in

pytestmark = pytest.mark.django_db

REASON = "Сайт екі сағат жұмыс істемеді"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def refused(code, function, **arguments):
    with pytest.raises(DomainError) as caught:
        function(**arguments)
    assert caught.value.code == code
    assert caught.value.message


def close_of(cycle: Cycle) -> dt.datetime:
    return Phase.objects.get(cycle=cycle, kind=PhaseKind.VOTE).ends_at


def extend(cycle: Cycle, end: dt.datetime, by) -> Act:
    return propose(cycle=cycle, kind=ActKind.EXTEND, reason=REASON, params={"ends_at": end.isoformat()}, by=by)


def test_two_weeks_and_not_a_moment_more():
    cycle = open_vote()
    one, _other = two_people(cycle)
    close = close_of(cycle)
    # The published close is told in whole seconds.
    latest = close.replace(microsecond=0) + dt.timedelta(days=14)
    refused("too_late", extend, cycle=cycle, end=latest + dt.timedelta(seconds=1), by=one)
    assert extend(cycle, latest, one).state == ActState.PROPOSED


def test_extending_again_does_not_begin_a_new_fortnight():
    cycle = open_vote()
    close = close_of(cycle)
    acted(cycle, ActKind.EXTEND, ends_at=(close + dt.timedelta(days=10)).isoformat())
    one, _other = two_people(cycle)
    refused("too_late", extend, cycle=cycle, end=close + dt.timedelta(days=15), by=one)
    acted(cycle, ActKind.EXTEND, ends_at=(close + dt.timedelta(days=13)).isoformat())
    assert close_of(cycle) == close + dt.timedelta(days=13)


def test_where_no_norm_sets_the_longest_extension_there_is_none():
    cycle = open_vote()
    Norm.objects.filter(code="bnu.extension_days_max").delete()
    one, _other = two_people(cycle)
    refused("no_longest_extension", extend, cycle=cycle, end=close_of(cycle) + dt.timedelta(hours=1), by=one)


def test_later_phases_must_stay_near_the_budget_year():
    cycle = open_vote()
    far = dt.datetime(cycle.year + 5, 12, 30, tzinfo=dt.UTC)
    Phase.objects.filter(cycle=cycle, kind=PhaseKind.RESULT).update(ends_at=far)
    one, _other = two_people(cycle)
    refused("out_of_range", extend, cycle=cycle, end=close_of(cycle) + dt.timedelta(days=10), by=one)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59", "9999-01-01T00:00", "2200-01-01T00:00"])
def test_an_endless_vote_is_refused_in_words(moment, settings):
    settings.DEMO = True
    cycle = open_vote()
    client = signed_in(official(cycle.territory, Role.ADMINISTRATOR))
    page = client.post(
        reverse("participation:act_new", args=[cycle.pk, ActKind.EXTEND]), {"ends_at": moment, "reason": REASON}
    )
    assert page.status_code == 422
    assert "at most 14 days" in page.content.decode()
    assert not Act.objects.exists()


class TestUndecided:
    """An act that became impossible ends with what made it so, and the person's numbers go."""

    @pytest.fixture
    def cycle(self) -> Cycle:
        return voted([{1: 1}])

    @pytest.fixture
    def act(self, cycle) -> Act:
        params = {
            "phone_key": phone_key("+77015550101"), "iin_key": "i" * 64, "initials": "А. Б.",
            "territory": cycle.territory_id, "note": "жеке куәлік № 123",
        }  # fmt: skip
        one, _other = two_people(cycle)
        return propose(cycle=cycle, kind=ActKind.ADMIT, reason=REASON, params=params, by=one)

    def assert_ended(self, act: Act, cycle: Cycle) -> None:
        act.refresh_from_db()
        assert act.state == ActState.REFUSED
        assert act.params == {"territory": cycle.territory_id}
        assert act.decided_at is not None
        assert Entry.objects.filter(verb="act.refused", object_id=str(act.pk)).exists()

    def test_by_the_count(self, cycle, act):
        with after_close(cycle):
            count_cycle(cycle=cycle, by=SYSTEM)
        self.assert_ended(act, cycle)

    def test_by_the_annulment(self, cycle, act):
        acted(cycle, ActKind.ANNUL)
        self.assert_ended(act, cycle)
        assert Act.objects.get(kind=ActKind.ANNUL).state == ActState.CONFIRMED

    def test_by_a_refusal(self, cycle, act):
        refuse(act=act, by=two_people(cycle)[1])
        self.assert_ended(act, cycle)

    def test_an_annulment_goes_on_waiting_after_the_count_and_ends_with_the_release(self, cycle, act):
        annulment = propose(cycle=cycle, kind=ActKind.ANNUL, reason=REASON, by=two_people(cycle)[0])
        with after_close(cycle):
            count_cycle(cycle=cycle, by=SYSTEM)
            assert Act.objects.get(pk=annulment.pk).state == ActState.PROPOSED
            acted(cycle, ActKind.RELEASE)
        assert Act.objects.get(pk=annulment.pk).state == ActState.REFUSED
        assert Cycle.objects.get(pk=cycle.pk).state == CycleState.RELEASED


class TestPause:
    """A request received just before the close is never overtaken by the count."""

    def test_the_count_waits_half_a_minute(self):
        cycle = voted([{1: 1}])
        close = close_of(cycle)
        with time_machine.travel(close + PAUSE - dt.timedelta(seconds=1), tick=False):
            refused("just_closed", count_cycle, cycle=cycle, by=SYSTEM)
            assert Cast.objects.get().sealed is not None
        with time_machine.travel(close + PAUSE, tick=False):
            assert count_cycle(cycle=cycle, by=SYSTEM).state == CycleState.COUNTED

    def test_on_a_demo_nobody_waits(self, settings):
        settings.DEMO = True
        cycle = voted([{1: 1}], is_demo=True)
        close_demo_vote(cycle=cycle, by=SYSTEM)
        assert count_cycle(cycle=cycle, by=SYSTEM).state == CycleState.COUNTED


def test_the_desk_reads_the_published_turnout_until_the_ballots_are_counted(settings):
    settings.DEMO = True
    cycle = voted([{1: 1}, {2: 1}, {1: 1}])
    client = signed_in(official(cycle.territory, Role.ADMINISTRATOR))
    url = reverse("participation:count", args=[cycle.pk])
    with after_close(cycle):
        page = client.get(url)
        assert page.context["casts"] is None
        assert "ballots came in" not in page.content.decode()
        count_cycle(cycle=cycle, by=SYSTEM)
        assert client.get(url).context["casts"] == 3


def test_counting_and_its_acts_leave_no_number_of_a_person_anywhere():
    cycle = counted([{1: 1}])
    assert "phone_key" not in json.dumps([act.params for act in Act.objects.filter(cycle=cycle)])
