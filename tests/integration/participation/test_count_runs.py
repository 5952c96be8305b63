"""A large vote counted in the background: one run at a time, and whoever asked sees how it ended."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError
from django_tasks import task_backends

from ortaq.core import clock
from ortaq.core.errors import NotAllowed
from ortaq.identity.enums import Role
from ortaq.participation.domain import count_runs
from ortaq.participation.enums import CountRunState, CycleState
from ortaq.participation.errors import CountError
from ortaq.participation.models import CountRun, Cycle
from ortaq.participation.tasks import count_votes
from ortaq.participation.views import acts
from tests.factories.counting import after_close, two_people, voted
from tests.factories.participation import official
from tests.factories.voters import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings, monkeypatch, tmp_path):
    """What was enqueued; three ballots are a large vote here."""
    settings.DEMO = True  # demo accounts need no second factor
    settings.KEY_DIR = tmp_path / "keys"
    monkeypatch.setattr(acts, "IN_BACKGROUND", 2)
    waiting = []
    monkeypatch.setattr(
        type(task_backends["default"]), "enqueue", lambda _self, task, args, kwargs: waiting.append((task, args))
    )
    return waiting


@pytest.fixture
def cycle(queue):
    return voted([{1: 1}, {2: 1}, {1: 1}])


def test_a_second_click_begins_nothing_and_the_end_is_shown(cycle, queue):
    page = f"/en/desk/cycles/{cycle.pk}/count/"
    with after_close(cycle):
        client = signed_in(two_people(cycle)[0])
        assert client.post(page).status_code == 303
        assert client.post(page).status_code == 303
        assert len(queue) == CountRun.objects.count() == 1
        body = client.get(page).content.decode()
        assert "The ballots are being opened" in body
        assert 'http-equiv="refresh"' in body
        assert "Open and count</button>" not in body
        task, args = queue.pop()
        task.call(*args)
        assert CountRun.objects.get().state == CountRunState.DONE
        assert Cycle.objects.get(pk=cycle.pk).state == CycleState.COUNTED
        body = client.get(page).content.decode()
        assert "Counted, not yet public" in body
        assert 'http-equiv="refresh"' not in body


@pytest.mark.parametrize(
    ("error", "told"),
    [(CountError("key_differs"), "does not belong to this vote"), (OSError("disk on fire"), "Something went wrong")],
)
def test_a_refusal_is_told_and_the_next_click_counts(cycle, queue, monkeypatch, error, told):
    def refuse(**_given):
        raise error

    page = f"/en/desk/cycles/{cycle.pk}/count/"
    with after_close(cycle):
        client = signed_in(two_people(cycle)[0])
        client.post(page)
        with monkeypatch.context() as patched:
            patched.setattr(count_runs, "count_cycle", refuse)
            count_votes.call(*queue.pop()[1])
        body = client.get(page).content.decode()
        assert told in body
        assert "disk on fire" not in body
        client.post(page)
        count_votes.call(*queue.pop()[1])
        count_votes.call(CountRun.objects.order_by("id").first().pk)  # a task that comes twice
    assert [run.state for run in CountRun.objects.order_by("id")] == [CountRunState.REFUSED, CountRunState.DONE]
    assert Cycle.objects.get(pk=cycle.pk).state == CycleState.COUNTED


@pytest.mark.parametrize(
    ("state", "silence"),
    [(CountRunState.QUEUED, count_runs.STARTS_WITHIN), (CountRunState.WORKING, count_runs.TAKES)],
)
def test_a_count_that_does_not_go_on_is_asked_for_anew(cycle, queue, state, silence):
    page = f"/en/desk/cycles/{cycle.pk}/count/"
    one, _other = two_people(cycle)
    with after_close(cycle):
        run = count_runs.ask_for_count(cycle=cycle, by=one)
        CountRun.objects.filter(pk=run.pk).update(state=state)
        assert count_runs.ask_for_count(cycle=cycle, by=one) is None
        with time_machine.travel(clock.now() + silence + dt.timedelta(seconds=1), tick=True):
            client = signed_in(one)
            assert "does not go on" in client.get(page).content.decode()
            client.post(page)
            assert len(queue) == 1
    assert sorted(run.state for run in CountRun.objects.all()) == [CountRunState.QUEUED, CountRunState.REFUSED]


def test_one_open_run_and_only_for_those_who_count(cycle, queue):
    one, _other = two_people(cycle)
    with after_close(cycle):
        with pytest.raises(NotAllowed):
            count_runs.ask_for_count(cycle=cycle, by=official(cycle.territory, Role.OPERATOR))
        count_runs.ask_for_count(cycle=cycle, by=one)
    with pytest.raises(IntegrityError):
        CountRun.objects.create(cycle=cycle, requested_by=one)
