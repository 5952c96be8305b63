"""Whatever is changed, removed, moved or put in is found; whoever tries through the database is refused."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from ortaq.audit import chain
from ortaq.audit.chain import Break
from ortaq.audit.erasure import erase_personal
from ortaq.audit.models import Entry, Head, PersonalNote
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import NotAllowed
from ortaq.files.models import StoredFile
from tests.factories.audit import act, acts, unprotected

pytestmark = pytest.mark.django_db


class Nobody:
    pk = 7

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False


def found() -> list[tuple[int, str]]:
    return [(each.seq, each.code) for each in sorted(chain.breaks())]


def test_an_empty_and_a_whole_log_hold():
    assert found() == []
    acts(3, name_of="Айгүл")
    assert found() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
        ("actor_id", 5),
        ("verb", "thing.dona"),
        ("object_type", "files.other"),
        ("object_id", "2"),
        ("data", {"number": 2}),
        ("personal_hash", "0" * 64),
    ],
)
def test_any_changed_field_is_found(field, value):
    acts(4, author="Айгүл")
    with unprotected():
        Entry.objects.filter(seq=2).update(**{field: value})
    assert found()[0] == (2, "altered")


@pytest.mark.parametrize("field", ["hash", "previous"])
def test_a_changed_link_is_found(field):
    acts(4)
    with unprotected():
        Entry.objects.filter(seq=3).update(**{field: "a" * 64})
    assert found()[0][0] == 3


def test_a_changed_moment_is_found_down_to_the_microsecond():
    entry = acts(2)[0]
    with unprotected():
        Entry.objects.filter(seq=1).update(at=entry.at + dt.timedelta(microseconds=1))
    assert found() == [(1, "altered")]


def test_a_change_with_its_own_hash_made_anew_breaks_the_link_after_it():
    acts(4)
    with unprotected():
        entry = Entry.objects.get(seq=2)
        entry.data = {"number": 99}
        Entry.objects.filter(seq=2).update(data=entry.data, hash=chain.entry_hash(entry))
    assert found() == [(3, "link")]


@pytest.mark.parametrize(("gone", "first"), [(1, (1, "gap")), (2, (2, "gap")), (4, (3, "head"))])
def test_a_deleted_entry_is_found(gone, first):
    acts(4)
    with unprotected():
        Entry.objects.filter(seq=gone).delete()
    assert found()[0] == first


def test_a_whole_log_deleted_but_for_its_head_is_found():
    acts(2)
    with unprotected():
        Entry.objects.all().delete()
    assert found() == [(0, "head")]


def test_two_entries_that_changed_places_are_found():
    acts(4)
    with unprotected():
        Entry.objects.filter(seq=2).update(seq=100)
        Entry.objects.filter(seq=3).update(seq=2)
        Entry.objects.filter(seq=100).update(seq=3)
    assert {seq for seq, _code in found()} == {2, 3, 4}


def test_an_entry_put_in_is_found():
    acts(2)
    Entry.objects.create(
        seq=3, at=dt.datetime.now(dt.UTC), verb="x", object_type="x", object_id="1", previous="0" * 64, hash="b" * 64
    )
    assert (3, "link") in found()
    assert (3, "altered") in found()
    assert (3, "head") in found()


@pytest.mark.parametrize("change", [{"seq": 1}, {"hash": "c" * 64}])
def test_a_changed_head_is_found(change):
    acts(2)
    Head.objects.update(**change)
    assert found() == [(2, "head")]


def test_a_lost_head_is_found():
    acts(2)
    Head.objects.all().delete()
    assert found() == [(2, "head")]


@pytest.mark.parametrize("change", [{"values": {"author": "Болат"}}, {"salt": "d" * 64}])
def test_a_changed_personal_note_is_found(change):
    acts(3, author="Айгүл")
    PersonalNote.objects.filter(seq=2).update(**change)
    assert found() == [(2, "note")]


def test_a_note_taken_away_without_an_act_is_found():
    acts(3, author="Айгүл")
    PersonalNote.objects.filter(seq=2).delete()
    assert found() == [(2, "note_missing")]


def test_a_note_put_where_none_was_is_found():
    acts(3)
    PersonalNote.objects.create(seq=2, salt="", values={})
    assert found() == [(2, "note")]


def overwrite(table: str, column: str, value: object) -> None:
    """Put bytes into entry 2 as an editor of the database's file could."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f'UPDATE {table} SET "{column}" = CAST(%s AS text) WHERE seq = 2', [value])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.sqlite  # PostgreSQL keeps such bytes out by its types
@pytest.mark.parametrize(
    ("column", "value"), [("data", "{"), ("at", "yesterday"), ("actor_id", "x"), ("data", "[" * 99999)]
)
def test_bytes_that_no_field_understands_are_a_break_and_no_crash(column, value):
    acts(3)
    with unprotected():
        overwrite("audit_entry", column, value)
    assert found() == [(2, "altered")]


@pytest.mark.sqlite  # PostgreSQL keeps such bytes out by its types
@pytest.mark.parametrize("value", ["{", b"\xff\xfe"])
def test_an_unreadable_note_is_a_break_and_no_crash(value):
    acts(3, author="Айгүл")
    overwrite("audit_personalnote", "values", value)
    assert found() == [(2, "note")]


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET verb = verb", "DELETE FROM audit_entry WHERE seq = 1"])
def test_the_database_refuses_to_change_or_remove_an_entry(statement):
    acts(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 2
    assert found() == []


def test_the_database_refuses_the_model_as_well():
    entry = acts(1)[0]
    entry.verb = "other"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()


def test_the_walk_holds_across_batches_and_reads_notes_batch_by_batch(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(chain, "BATCH", 10)
    acts(25, author="Айгүл")
    # The end, then three batches with their notes, and the empty one.
    with django_assert_max_num_queries(8):
        assert found() == []
    with unprotected():
        Entry.objects.filter(seq=11).update(verb="x")
    assert found() == [(11, "altered")]


def test_an_act_during_the_walk_is_not_taken_for_a_break(monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 2)
    acts(4, author="Айгүл")
    walk = chain.breaks()
    original = chain.rows

    def rows(until):
        for batch in original(until):
            yield batch
            act()
            erase_personal(target=Entry.objects.get(seq=4), by=SYSTEM, reason="request")

    monkeypatch.setattr(chain, "rows", rows)
    assert list(walk) == []


def test_erasing_takes_the_values_and_leaves_the_chain():
    file = StoredFile.objects.create(name="a", content_type="x", size=1, sha256="0")
    for number in range(3):
        act(on=file, data={"number": number}, author="Айгүл")
    act(author="Болат")

    assert erase_personal(target=file, by=SYSTEM, reason="request") == 3

    assert list(PersonalNote.objects.values_list("seq", flat=True)) == [4]
    erasure = Entry.objects.get(seq=5)
    assert (erasure.verb, erasure.object_id) == ("audit.erased", str(file.pk))
    assert erasure.data == {"seqs": [1, 2, 3], "reason": "request"}
    assert found() == []
    assert erase_personal(target=file, by=SYSTEM, reason="request") == 0
    assert Entry.objects.count() == 5


def test_one_entry_alone_can_be_erased():
    entry = acts(2, author="Айгүл")[0]
    assert erase_personal(target=entry, by=SYSTEM, reason="mistake") == 1
    assert list(PersonalNote.objects.values_list("seq", flat=True)) == [2]
    assert found() == []


def test_erasing_needs_the_right():
    entry = acts(1, author="Айгүл")[0]
    with pytest.raises(NotAllowed):
        erase_personal(target=entry, by=Nobody(), reason="request")
    assert PersonalNote.objects.count() == 1


def test_the_command_says_that_the_log_holds(capsys):
    acts(2)
    call_command("audit_verify")
    assert capsys.readouterr().out == f"The log holds: 2 entries, head {Head.objects.get().hash}\n"


def test_the_command_names_the_first_bad_entry():
    acts(5, author="Айгүл")
    PersonalNote.objects.filter(seq=2).delete()
    with unprotected():
        Entry.objects.filter(seq=4).update(data={})
    with pytest.raises(CommandError, match=r"entry 2: its personal note is gone.*Places found: 2"):
        call_command("audit_verify")


def test_breaks_are_ordered_by_entry():
    assert sorted([Break(3, "a"), Break(2, "b")])[0].seq == 2


def test_the_hash_is_that_of_the_documented_text():
    act(data={"b": 1, "a": "Ұ"})
    entry = Entry.objects.get()
    text = chain.hashed_text(tuple(getattr(entry, name) for name in chain.FIELDS)).decode()
    assert json.loads(text)[0] == 1
    assert '{"a":"Ұ","b":1}' in text
    assert text.startswith('[1,"20')
    assert text.endswith(f'"","{"0" * 64}"]')
