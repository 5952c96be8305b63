"""No key outlives its vote, however the work that should have destroyed it ended."""

import os
import time

import pytest
from django.core.management import CommandError, call_command

from ortaq.core.actors import SYSTEM
from ortaq.participation import custody
from ortaq.participation.domain.acts import confirm, propose
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.domain.keys import sweep_keys
from ortaq.participation.enums import ActKind, CycleState
from ortaq.participation.models import Cycle
from tests.factories.counting import after_close, two_people, voted
from tests.factories.participation import open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


@pytest.fixture
def failing_once(monkeypatch):
    """The first destruction fails as a disk does."""
    destroy, calls = custody.destroy, []

    def once(cycle_id: int) -> None:
        calls.append(cycle_id)
        if len(calls) == 1:
            raise OSError("read-only file system")
        destroy(cycle_id)

    monkeypatch.setattr(custody, "destroy", once)
    return calls


def is_kept(cycle: Cycle) -> bool:
    return cycle.pk in custody.kept()


def test_a_count_whose_key_could_not_be_destroyed_stands_and_the_day_destroys_it(failing_once):
    cycle = voted([{1: 1}])
    with after_close(cycle):
        assert count_cycle(cycle=cycle, by=SYSTEM).state == CycleState.COUNTED
        assert is_kept(cycle)
        call_command("daily")
    assert not is_kept(cycle)
    assert failing_once == [cycle.pk, cycle.pk]


def test_an_annulment_whose_key_could_not_be_destroyed_stands_and_the_day_destroys_it(failing_once):
    cycle = voted([{1: 1}])
    one, other = two_people(cycle)
    act = propose(cycle=cycle, kind=ActKind.ANNUL, reason="Аудандық сот шешімі", by=one)
    confirm(act=act, by=other)
    assert Cycle.objects.get(pk=cycle.pk).state == CycleState.ANNULLED
    assert is_kept(cycle)
    call_command("daily")
    assert not is_kept(cycle)
    assert len(failing_once) == 2


@pytest.mark.parametrize("state", [CycleState.COUNTED, CycleState.RELEASED, CycleState.ANNULLED])
def test_a_process_that_died_after_its_commit_leaves_a_key_that_is_swept(state):
    running, done = open_vote(), open_vote()
    Cycle.objects.filter(pk=done.pk).update(state=state)
    assert sweep_keys() == []
    assert (is_kept(running), is_kept(done)) == (True, False)
    assert sweep_keys() == []


def test_unused_keys_are_destroyed_after_a_day(settings):
    custody.keep(7, "a" * 64, "b" * 64)
    custody.set_aside(7)
    (aside,) = settings.KEY_DIR.glob("cycle-7.unused-*.json")
    cut_short = settings.KEY_DIR / ".cycle-8.json.0011"
    cut_short.write_text("{}")
    sweep_keys()
    assert aside.exists()
    for path in (aside, cut_short):
        os.utime(path, (time.time() - 25 * 3600,) * 2)
    sweep_keys()
    assert list(settings.KEY_DIR.iterdir()) == []


def test_a_key_put_aside_late_still_has_its_day(settings):
    custody.keep(7, "a" * 64, "b" * 64)
    os.utime(settings.KEY_DIR / "cycle-7.json", (time.time() - 25 * 3600,) * 2)
    custody.set_aside(7)
    sweep_keys()
    assert len(list(settings.KEY_DIR.glob("cycle-7.unused-*"))) == 1


def test_what_cannot_be_destroyed_is_reported(monkeypatch):
    cycle = open_vote()
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.ANNULLED)

    def refuse(_cycle_id: int) -> None:
        raise OSError("read-only file system")

    monkeypatch.setattr(custody, "destroy", refuse)
    with pytest.raises(CommandError, match=str(cycle.pk)):
        call_command("daily")
