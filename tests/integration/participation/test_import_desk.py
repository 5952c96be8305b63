"""Handing over an archive on the Desk: checked first, imported after, nothing seen before all of it is there."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks import task_backends

from ortaq.core import clock
from ortaq.identity.enums import Role
from ortaq.participation.enums import CycleState, ImportState
from ortaq.participation.imports import runs
from ortaq.participation.models import Ballot, Cycle, ImportRun
from ortaq.participation.tasks import check_archive, import_archive
from tests.factories.archives import pb, take
from tests.factories.participation import official, place
from tests.factories.voters import signed_in

pytestmark = pytest.mark.django_db

NEW = "/en/desk/archives/new/"


@pytest.fixture
def queue(settings, monkeypatch):
    """What was enqueued, to be run when the test says so."""
    settings.DEMO = True  # demo accounts need no second factor
    waiting = []
    monkeypatch.setattr(
        type(task_backends["default"]), "enqueue", lambda _self, task, args, kwargs: waiting.append((task, args))
    )

    def run():
        while waiting:
            task, args = waiting.pop(0)
            task.call(*args)

    run.waiting = waiting
    return run


def hand_over(client, where, content=None, **changed):
    upload = SimpleUploadedFile("vote.pb", pb() if content is None else content)
    fields = {"file": upload, "place": where.code, "source": "https://pabulib.org", "title": "", **changed}
    return client.post(NEW, fields)


def test_the_whole_way(queue):
    where = place()
    client = signed_in(official(where))
    answer = hand_over(client, where)
    assert answer.status_code == 303
    page = answer["Location"]
    assert 'http-equiv="refresh"' in client.get(page).content.decode()
    queue()
    report = client.get(page).content.decode()
    assert "Łódź · 2024, Poland" in report
    assert "4 rows, 4 count, 0 of them empty" in report
    assert 'http-equiv="refresh"' not in report
    assert not Cycle.objects.exists()
    assert client.post(page).status_code == 303
    assert client.post(page).status_code == 422  # it runs already
    queue()
    run = ImportRun.objects.get()
    assert (run.state, run.rows_done, run.cycle.state) == (ImportState.DONE, 4, CycleState.RELEASED)
    assert "/result/" in client.get(page).content.decode()
    assert Ballot.objects.count() == 4
    listed = client.get("/en/desk/archives/").content.decode()
    assert "imported" in listed


def test_a_bad_file_is_told_with_its_place_and_nothing_is_imported(queue):
    where = place()
    client = signed_in(official(where))
    page = hand_over(client, where, pb().replace(b"2;50", b"2;-50"))["Location"]
    queue()
    body = client.get(page).content.decode()
    assert "Nothing was imported" in body
    assert "Line 19, field cost: “-50” is negative." in body
    assert client.post(page).status_code == 422
    assert ImportRun.objects.get().state == ImportState.REFUSED
    assert not Cycle.objects.exists()


@pytest.mark.parametrize(
    ("content", "changed"),
    [(b"", {}), (b"  \n", {}), (None, {"place": "nowhere at all"}), (None, {"source": ""}), (None, {"place": ""})],
)
def test_a_form_that_lacks_something_comes_back(queue, content, changed):
    where = place()
    answer = hand_over(signed_in(official(where)), where, content, **changed)
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()
    assert not queue.waiting


def test_a_file_that_is_there_already_is_refused(queue):
    where = place()
    take(pb(), territory=where)
    client = signed_in(official(where))
    page = hand_over(client, where)["Location"]
    queue()
    assert "was imported for" in client.get(page).content.decode()
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize("role", [Role.STAFF, Role.AKIM, Role.OPERATOR, Role.AUDITOR, Role.DEPUTY])
def test_others_do_not_import(queue, role):
    where = place()
    client = signed_in(official(where, role))
    assert client.get(NEW).status_code == 403
    assert hand_over(client, where).status_code == 403
    stranger = signed_in(official(place("Жезді")))
    assert hand_over(stranger, where).status_code == 422  # not a place of theirs
    run = runs.hand_over(name="a.pb", content=pb(), territory=where, title="", source="x", by=official(where))
    for outsider in (client, stranger):
        assert outsider.get(f"/en/desk/archives/{run.pk}/").status_code == 403
        assert outsider.post(f"/en/desk/archives/{run.pk}/").status_code == 403
    assert not Cycle.objects.exists()


def test_an_import_that_stopped_can_be_begun_again(queue):
    where = place()
    admin = official(where)
    client = signed_in(admin)
    run = runs.hand_over(name="a.pb", content=pb(), territory=where, title="", source="x", by=admin)
    page = f"/en/desk/archives/{run.pk}/"
    check_archive.call(run.pk)
    runs.start(run=run, by=admin)
    assert client.post(page).status_code == 422
    with time_machine.travel(clock.now() + dt.timedelta(minutes=11), tick=True):
        client = signed_in(admin)
        assert "stopped half-way" in client.get(page).content.decode()
        assert client.post(page).status_code == 303
        queue()
    assert ImportRun.objects.get().state == ImportState.DONE


def test_a_right_lost_meanwhile_stops_the_import(queue):
    where = place()
    admin = official(where)
    run = runs.hand_over(name="a.pb", content=pb(), territory=where, title="", source="x", by=admin)
    check_archive.call(run.pk)
    runs.start(run=run, by=admin)
    admin.person.mandates.update(valid_to=dt.date(2001, 1, 1))
    import_archive.call(run.pk)
    assert ImportRun.objects.get().state == ImportState.REFUSED
    assert "could not be imported" in signed_in(official(where)).get(f"/en/desk/archives/{run.pk}/").content.decode()
    assert not Cycle.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(queue, django_assert_num_queries, number):
    where = place()
    admin = official(where)
    for count in range(number):
        runs.hand_over(
            name=f"{count}.pb", content=pb({"edition": str(count)}), territory=where, title="", source="x", by=admin
        )
    client = signed_in(admin)
    with django_assert_num_queries(5):
        client.get("/en/desk/archives/")


def test_strange_texts_stay_texts_in_the_report(queue):
    where = place()
    client = signed_in(official(where))
    page = hand_over(client, where, pb({"unit": "<script>alert(1)</script>", "zzz": "\u202e{{ 7 }}"}))["Location"]
    queue()
    body = client.get(page).content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert" in body


class TestRunsThatBreak:
    """Every run ends, is told, can begin again, and never goes back."""

    @pytest.fixture
    def admin(self):
        return official(place())

    @pytest.fixture
    def run(self, queue, admin):
        where = admin.person.mandates.get().territory
        return runs.hand_over(name="a.pb", content=pb(), territory=where, title="", source="x", by=admin)

    @pytest.mark.parametrize("state", [ImportState.QUEUED, ImportState.CHECKING])
    def test_a_check_that_does_not_go_on_is_begun_again_after_a_minute(self, queue, admin, run, state):
        ImportRun.objects.filter(pk=run.pk).update(state=state)
        page = f"/en/desk/archives/{run.pk}/"
        client = signed_in(admin)
        assert "does not go on" not in client.get(page).content.decode()
        assert client.post(page).status_code == 422
        assert not queue.waiting
        with time_machine.travel(clock.now() + dt.timedelta(seconds=61), tick=True):
            client = signed_in(admin)
            body = client.get(page).content.decode()
            assert "does not go on" in body
            assert 'http-equiv="refresh"' not in body
            assert client.post(page).status_code == 303
            queue()
        run.refresh_from_db()
        assert run.state == ImportState.CHECKED

    def test_what_nobody_foresaw_is_told_logged_and_can_be_tried_again(self, queue, admin, run, monkeypatch, capsys):
        def broken(*_args, **_kwargs):
            raise OSError("disk on fire")

        page, client = f"/en/desk/archives/{run.pk}/", signed_in(admin)
        with monkeypatch.context() as patched:
            patched.setattr(runs, "check", broken)
            check_archive.call(run.pk)
        body = client.get(page).content.decode()
        assert "Something went wrong on the platform" in body
        assert "disk on fire" not in body
        assert client.post(page).status_code == 303
        queue()
        assert client.post(page).status_code == 303
        with monkeypatch.context() as patched:
            patched.setattr(runs, "import_archive", broken)
            queue()
        run.refresh_from_db()
        assert (run.state, run.error["code"], run.cycle) == (ImportState.REFUSED, "failed", None)

    def test_a_worker_that_comes_late_or_twice_changes_nothing(self, queue, admin, run):
        early = ImportRun.objects.select_related("territory", "file", "requested_by").get(pk=run.pk)
        check_archive.call(run.pk)
        runs.start(run=run, by=admin)
        import_archive.call(run.pk)
        finished = ImportRun.objects.get(pk=run.pk)
        assert finished.state == ImportState.DONE
        check_archive.call(run.pk)
        import_archive.call(run.pk)
        runs.check_run(early)
        found = ImportRun.objects.get(pk=run.pk)
        assert (found.state, found.cycle_id, found.error) == (ImportState.DONE, finished.cycle_id, {})
        assert Cycle.objects.count() == 1

    def test_an_import_begun_anew_is_not_undone_by_the_end_of_the_first(self, queue, admin, run, monkeypatch):
        check_archive.call(run.pk)
        runs.start(run=run, by=admin)
        real = runs.import_archive

        def overtaken(**given):
            monkeypatch.setattr(runs, "import_archive", real)
            with time_machine.travel(clock.now() + dt.timedelta(minutes=11), tick=True):
                runs.start(run=run, by=admin)
                import_archive.call(run.pk)
            return real(**given)

        monkeypatch.setattr(runs, "import_archive", overtaken)
        import_archive.call(run.pk)
        found = ImportRun.objects.get(pk=run.pk)
        assert (found.state, found.error) == (ImportState.DONE, {})
        assert Cycle.objects.count() == 1
