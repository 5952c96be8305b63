"""Turnout: the whole vote, once a day, and never before the day is over."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from ortaq.core.actors import SYSTEM
from ortaq.core.errors import NotAllowed
from ortaq.identity.enums import Role
from ortaq.participation.domain.queries.turnout import published
from ortaq.participation.domain.turnout import publish_due_turnout, publish_turnout
from ortaq.participation.enums import PhaseKind
from ortaq.participation.errors import TurnoutError
from ortaq.participation.models import Cycle, TurnoutDay
from tests.factories.archives import pb, take
from tests.factories.counting import after_close, voted
from tests.factories.participation import official, open_vote, ready_cycle
from tests.factories.voters import cast_for, voter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def refused(code, **arguments):
    with pytest.raises(TurnoutError) as caught:
        publish_turnout(by=SYSTEM, **arguments)
    assert caught.value.code == code
    assert caught.value.message


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def test_a_day_is_published_after_it_and_once():
    cycle = voted([{1: 1}, {2: 1}])
    voter(cycle)
    day = timezone.localdate()
    refused("not_over", cycle=cycle, day=day)
    with time_machine.travel(timezone.now() + days(1), tick=True):
        first = publish_turnout(cycle=cycle, day=day, by=SYSTEM)
        assert (first.casts, first.roll) == (2, 3)
        cast_for(cycle, voter(cycle), {1: 1})
        assert publish_turnout(cycle=cycle, day=day, by=SYSTEM).pk == first.pk
    (shown,) = published(cycle)
    assert (shown.day, shown.casts, shown.roll, shown.share) == (day, 2, 3, 6666)


def test_missed_days_are_made_up_for():
    cycle = voted([{1: 1}])
    with time_machine.travel(timezone.now() + days(3), tick=True):
        cast_for(cycle, voter(cycle), {2: 1})
    with time_machine.travel(timezone.now() + days(5), tick=True):
        assert [row.casts for row in publish_due_turnout(by=SYSTEM)] == [1, 1, 1, 2, 2]
        assert publish_due_turnout(by=SYSTEM) == []


def test_the_day_is_that_of_almaty():
    # 19:30 UTC is half past midnight in Almaty: the next day has begun.
    start = dt.datetime(2027, 4, 6, 4, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=True):
        cycle = open_vote(starts=start - dt.timedelta(hours=1), ends=start + days(7))
        cast_for(cycle, voter(cycle), {1: 1})
    with time_machine.travel(dt.datetime(2027, 4, 6, 18, 30, tzinfo=dt.UTC)):
        assert publish_due_turnout(by=SYSTEM) == []
    with time_machine.travel(dt.datetime(2027, 4, 6, 19, 30, tzinfo=dt.UTC)):
        (row,) = publish_due_turnout(by=SYSTEM)
    assert row.day == dt.date(2027, 4, 6)


def test_a_vote_that_ends_at_midnight_has_its_last_day_before_it():
    start = dt.datetime(2027, 4, 5, 19, 0, tzinfo=dt.UTC)  # midnight in Almaty
    with time_machine.travel(start - days(1), tick=True):
        cycle = open_vote(starts=start, ends=start + days(2))
    with time_machine.travel(start + days(9), tick=True):
        assert [row.day.day for row in publish_due_turnout(by=SYSTEM)] == [6, 7]
        refused("outside", cycle=cycle, day=dt.date(2027, 4, 8))


def test_other_days_and_other_votes_have_none():
    cycle = voted([{1: 1}])
    with after_close(cycle, hours=72):
        refused("outside", cycle=cycle, day=timezone.localdate() - days(60))
        refused("not_held_here", cycle=ready_cycle(), day=timezone.localdate() - days(1))
        refused("not_held_here", cycle=take(pb()), day=dt.date(2024, 5, 2))
        assert {row.cycle_id for row in publish_due_turnout(by=SYSTEM)} == {cycle.pk}


def test_only_who_may_count_publishes_by_hand():
    cycle = voted([{1: 1}])
    with time_machine.travel(timezone.now() + days(1), tick=True), pytest.raises(NotAllowed):
        publish_turnout(cycle=cycle, day=timezone.localdate() - days(1), by=official(cycle.territory, Role.OPERATOR))


def test_the_command_tells_what_it_did(capsys):
    cycle = voted([{1: 1}])
    call_command("publish_turnout")
    assert "Nothing" in capsys.readouterr().out
    with time_machine.travel(timezone.now() + days(1), tick=True):
        call_command("publish_turnout")
    assert f"cycle {cycle.pk}: 1 / 1" in capsys.readouterr().out
    assert TurnoutDay.objects.count() == 1


def test_the_days_of_a_closed_and_counted_vote_are_complete():
    cycle = voted([{1: 1}])
    vote = cycle.phases.get(kind=PhaseKind.VOTE)
    with after_close(cycle):
        publish_due_turnout(by=SYSTEM)
    first, last = timezone.localdate(vote.starts_at), timezone.localdate(vote.ends_at)
    assert len(published(Cycle.objects.get())) in ((last - first).days, (last - first).days + 1)
