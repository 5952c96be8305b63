"""A verb is one transaction with its entries, nested or not, and what is recorded hashes the same everywhere."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from ortaq.audit import chain, presenters
from ortaq.audit.erasure import erase_personal
from ortaq.audit.models import Entry, Head, PersonalNote
from ortaq.audit.verbs import record, record_by_day, verb
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError, NotRecorded
from ortaq.files.models import StoredFile
from tests.factories.audit import act

pytestmark = pytest.mark.django_db


class Refused(DomainError):
    messages = {"no": "no"}


def stored(name: str) -> StoredFile:
    return StoredFile.objects.create(name=name, content_type="text/plain", size=1, sha256="0" * 64)


@verb
def inner(*, name: str, fail: bool = False, clash: int | None = None) -> None:
    file = stored(name)
    record("file.made", file, by=SYSTEM, data={"name": name})
    if clash:
        StoredFile.objects.create(pk=clash, name="", content_type="", size=1, sha256="")
    if fail:
        raise Refused("no")


def test_an_act_leaves_one_entry_and_moves_the_head():
    file = stored("a")

    act(name="file.made", on=file, data={"size": 1}, author="Айгүл")

    entry = Entry.objects.get()
    assert (entry.seq, entry.verb, entry.object_type, entry.object_id, entry.actor_id) == (
        1, "file.made", "files.storedfile", str(file.pk), None,
    )  # fmt: skip
    assert entry.data == {"size": 1}
    assert entry.previous == "0" * 64
    assert PersonalNote.objects.get().values == {"author": "Айгүл"}
    assert (Head.objects.get().seq, Head.objects.get().hash) == (1, entry.hash)


def test_personal_values_may_have_any_name():
    act(data={}, name_shown="x")

    @verb
    def rename() -> None:
        record("person.renamed", StoredFile(pk=5), by=SYSTEM, name="Айгүл", obj="x")

    rename()
    assert PersonalNote.objects.get(seq=2).values == {"name": "Айгүл", "obj": "x"}


def test_nothing_is_recorded_outside_a_verb_or_for_something_unsaved():
    with pytest.raises(NotRecorded, match="outside a verb"):
        record("file.made", StoredFile(pk=1), by=SYSTEM)
    with pytest.raises(NotRecorded, match="not stored"):
        act(on=StoredFile())


def test_a_refused_act_leaves_nothing():
    with pytest.raises(Refused):
        inner(name="a", fail=True)

    assert not StoredFile.objects.exists()
    assert not Entry.objects.exists()
    assert Head.objects.get().seq == 0


def test_a_verb_inside_a_verb_joins_it(django_assert_num_queries):
    @verb
    def outer() -> None:
        inner(name="a")
        inner(name="b")
        record("pair.made", StoredFile(pk=1), by=SYSTEM)

    outer()
    entries = list(Entry.objects.all())
    assert [entry.verb for entry in entries] == ["file.made", "file.made", "pair.made"]
    assert len({entry.at for entry in entries}) == 1
    assert not list(chain.breaks())


@pytest.mark.parametrize("trouble", ["refusal", "database"])
def test_an_outer_verb_that_goes_on_keeps_nothing_of_the_inner_one_that_failed(trouble):
    there = stored("there")

    @verb
    def outer() -> None:
        inner(name="before")
        try:
            inner(name="lost", fail=trouble == "refusal", clash=there.pk if trouble == "database" else None)
        except (Refused, IntegrityError):
            inner(name="after")

    outer()
    assert [entry.data["name"] for entry in Entry.objects.all()] == ["before", "after"]
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == ["after", "before", "there"]
    assert not list(chain.breaks())


def test_an_outer_verb_that_fails_takes_the_inner_ones_along():
    @verb
    def outer() -> None:
        inner(name="a")
        raise Refused("no")

    with pytest.raises(Refused):
        outer()
    assert not Entry.objects.exists()
    assert not StoredFile.objects.exists()
    inner(name="b")
    assert Entry.objects.get().seq == 1


def test_a_caller_that_rolls_back_takes_entries_and_head_back():
    act()
    with transaction.atomic():
        act()
        transaction.set_rollback(True)
    act()
    assert [entry.seq for entry in Entry.objects.all()] == [1, 2]
    assert not list(chain.breaks())


def test_what_is_recorded_is_copied_at_that_moment():
    data = {"state": "draft"}

    @verb
    def delete() -> None:
        file = stored("a")
        record("file.deleted", file, by=SYSTEM, data=data)
        data["state"] = "gone"
        file.delete()

    delete()
    entry = Entry.objects.get()
    assert entry.object_id not in ("", "None")
    assert entry.data == {"state": "draft"}


def test_work_after_the_commit_may_be_a_verb(django_capture_on_commit_callbacks):
    @verb
    def first() -> None:
        record("first.done", StoredFile(pk=1), by=SYSTEM)
        transaction.on_commit(lambda: inner(name="later"))

    with django_capture_on_commit_callbacks(execute=True):
        first()
    assert [entry.verb for entry in Entry.objects.all()] == ["first.done", "file.made"]


def test_every_value_comes_back_from_the_database_as_it_was_hashed():
    act(
        data={
            "б": [1, (2, None)], "a": {10: "x", 9: "y"}, "big": 10**25, "day": dt.date(2026, 3, 12), "yes": True,
            "at": dt.datetime(2026, 3, 12, 5, 30, tzinfo=dt.UTC), "id": uuid.UUID(int=7), "cost": Decimal("1.50"),
        },
        text="Ұ \U0001f600 \\u0000 \u202e \u2028 </script>\n\t\x1f",
    )  # fmt: skip
    assert Entry.objects.get().data["day"] == "2026-03-12"
    assert not list(chain.breaks())


@pytest.mark.parametrize("value", [0.5, 1e20, float("nan"), "a\x00b", "\ud800", object(), {1, 2}])
def test_what_would_not_hash_alike_everywhere_is_refused(value):
    with pytest.raises(NotRecorded):
        act(data={"value": value})
    with pytest.raises(NotRecorded):
        act(note=value)


def test_an_emptied_database_begins_its_chain_anew():
    Head.objects.all().delete()
    act()
    assert Entry.objects.get().seq == 1
    assert not list(chain.breaks())


def test_nothing_goes_on_after_a_lost_head():
    act()
    Head.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        act()
    assert Entry.objects.count() == 1


class TestByDay:
    """Acts of which only the day may be known."""

    @pytest.fixture(autouse=True)
    def _registered(self, monkeypatch):
        monkeypatch.setattr(presenters, "_presenters", dict(presenters._presenters))
        presenters.register("paper.dropped", lambda _entry, _names: "x", by_day=True)

    @staticmethod
    @verb
    def drop(name: str = "paper.dropped", **proofs: str) -> None:
        record_by_day(name, StoredFile(pk=5), **proofs)

    @pytest.mark.parametrize(
        ("moment", "stored_as"),
        [("2026-03-11T18:59:59Z", "2026-03-11"), ("2026-03-11T19:00:00Z", "2026-03-12"),
         ("2026-03-12T09:30:00Z", "2026-03-12")],
    )  # fmt: skip
    def test_the_entry_has_neither_person_nor_hour_nor_the_proof(self, moment, stored_as):
        with time_machine.travel(moment, tick=False):
            self.drop(receipt="AAAA-BBBB")
        entry, note = Entry.objects.get(), PersonalNote.objects.get()
        assert entry.at.isoformat() == f"{stored_as}T00:00:00+00:00"
        assert (entry.actor_id, entry.object_id, entry.data) == (None, "5", {})
        assert note.values == {"receipt": chain.value_hash(note.salt, "AAAA-BBBB")}
        assert "AAAA" not in str(note.values)

    def test_each_has_a_salt_even_without_a_proof_so_that_none_can_be_guessed(self):
        self.drop()
        self.drop()
        assert len({entry.personal_hash for entry in Entry.objects.exclude(personal_hash="")}) == 2

    def test_the_chain_holds_though_their_time_goes_back_and_after_erasure(self):
        with time_machine.travel("2026-03-12T09:30:00Z", tick=False):
            act()
            self.drop(receipt="x")
            act()
        assert list(chain.breaks()) == []
        times = list(Entry.objects.order_by("seq").values_list("at", flat=True))
        assert times[1] < times[0] <= times[2]
        assert erase_personal(target=Entry.objects.get(seq=2), by=SYSTEM, reason="retention") == 1
        assert list(chain.breaks()) == []

    def test_a_verb_is_recorded_in_the_way_it_is_registered_for(self):
        with pytest.raises(NotRecorded, match="by its day only"):
            act(name="paper.dropped")
        with pytest.raises(NotRecorded, match="not registered"):
            self.drop("file.made")
        with pytest.raises(NotRecorded, match="outside a verb"):
            record_by_day("paper.dropped", StoredFile(pk=5))

    def test_what_is_known_by_day_is_never_public(self):
        assert not presenters.presenter("paper.dropped").public
