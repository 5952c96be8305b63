"""The electoral roll: who comes on it, how, and who keeps it."""

import datetime as dt
import time

import pytest

from ortaq.audit.chain import breaks
from ortaq.audit.models import Entry, PersonalNote
from ortaq.audit.presenters import Names, presenter
from ortaq.core import clock
from ortaq.core.actors import SYSTEM
from ortaq.core.errors import NotAllowed
from ortaq.identity.enums import Role
from ortaq.identity.iin import check_digit
from ortaq.identity.keys import iin_key, phone_key
from ortaq.identity.models import User
from ortaq.norms.models import Norm
from ortaq.participation.domain import roll, roll_lists
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.queries.roll import own_entry
from ortaq.participation.enums import Basis, ListState
from ortaq.participation.errors import RollError
from ortaq.participation.imports.roll import read
from ortaq.participation.models import Cycle, RollEntry, RollList
from tests.factories.identity import official
from tests.factories.participation import account, open_vote, place, ready_cycle

pytestmark = pytest.mark.django_db


def iin(serial: int, born: str = "900101", century: str = "3") -> str:
    """A number that passes the check."""
    for attempt in range(serial * 20, serial * 20 + 20):
        first = f"{born}{century}{attempt:04d}"
        digit = check_digit(first)
        if digit is not None:
            return f"{first}{digit}"
    raise AssertionError("no number found")


def add(cycle: Cycle, by: object = SYSTEM, **given: object) -> RollEntry:
    settings = {"phone": "8 701 000 00 01", "iin": "", **{k: given.pop(k) for k in ("phone", "iin") if k in given}}
    return roll.add_by_operator(
        cycle=cycle, person=roll.identify(cycle=cycle, **settings), by=by,  # type: ignore[arg-type]
        **{"initials": "а. б.", "territory": cycle.territory, "basis_note": "жеке куәлік", **given},  # type: ignore[arg-type]
    )  # fmt: skip


def refusal(code: str, act: object, *args: object, **given: object) -> RollError:
    with pytest.raises(RollError) as refused:
        act(*args, **given)  # type: ignore[operator]
    assert refused.value.code == code
    assert refused.value.message
    return refused.value


class TestOnePerson:
    def test_numbers_are_kept_as_keyed_hashes_only(self) -> None:
        cycle, number = ready_cycle(roll=0), iin(1)
        entry = add(cycle, iin=number)
        assert (entry.phone_key, entry.iin_key) == (phone_key("+77010000001"), iin_key(number))
        assert (entry.initials, entry.basis, entry.user_id) == ("А. Б.", Basis.DOCUMENT, None)
        stored = str(list(RollEntry.everything.values())) + str(list(Entry.objects.values()))
        assert number not in stored
        assert "7010000001" not in stored
        assert Entry.objects.get(verb="roll.added").object_id == str(entry.pk)

    def test_a_person_is_found_by_the_checked_phone_and_by_the_account(self) -> None:
        cycle = ready_cycle(roll=0)
        entry = add(cycle)
        user = User.objects.create_user(phone="+77010000001", phone_verified=False)
        assert own_entry(cycle_id=cycle.pk, user=user) is None
        user.phone_verified = True
        assert own_entry(cycle_id=cycle.pk, user=user) == entry
        linked = account()
        given = add(cycle, phone="8 701 000 00 02", user=linked)
        assert own_entry(cycle_id=cycle.pk, user=linked) == given
        other = User.objects.create_user(phone="+77010000002", phone_verified=True)
        assert own_entry(cycle_id=cycle.pk, user=other) is None

    def test_nobody_is_on_the_roll_twice(self) -> None:
        cycle = ready_cycle(roll=0)
        user = account()
        add(cycle, iin=iin(1), user=user)
        refusal("phone_taken", add, cycle, phone="+7 701 000-00-01")
        refusal("iin_taken", add, cycle, phone="", iin=iin(1))
        refusal("account_taken", add, cycle, phone="", iin=iin(2), user=user)
        assert RollEntry.objects.count() == 1
        assert add(ready_cycle(roll=0), iin=iin(1), user=user)

    def test_what_is_missing_or_wrong_is_named(self) -> None:
        cycle = ready_cycle(roll=0)
        refusal("nobody", add, cycle, phone="", iin="")
        refusal("bad_phone", add, cycle, phone="12")
        refusal("bad_iin", add, cycle, iin="123456789012")
        refusal("elsewhere", add, cycle, territory=place("Басқа"))
        refusal("no_basis", add, cycle, basis_note=" ")
        assert not RollEntry.objects.exists()

    def test_the_age_comes_from_a_norm_and_counts_on_the_first_voting_day(self) -> None:
        cycle = ready_cycle(roll=0)
        day = cycle.phases.get(kind="vote").starts_at.date()
        refused_born = dt.date(day.year - 17, 1, 1)
        young = iin(1, refused_born.strftime("%y%m%d"), "5")
        assert add(cycle, iin=young)
        Norm.objects.create(
            code="bnu.min_age", territory=cycle.territory, value=18, valid_from=dt.date(2020, 1, 1), basis="заң",
            evidence="recalled",
        )  # fmt: skip
        other = iin(2, refused_born.strftime("%y%m%d"), "5")
        refusal("too_young", add, cycle, phone="8 701 000 00 05", iin=other)

    def test_the_roll_closes_with_the_opening(self) -> None:
        cycle = ready_cycle(roll=0)
        entry = add(cycle)
        open_cycle(cycle=cycle, by=SYSTEM)
        refusal("closed", add, cycle, phone="8 701 000 00 09")
        refusal("closed", roll.remove, entry=entry, by=SYSTEM)

    def test_two_people_admit_after_opening_only(self) -> None:
        draft, cycle = ready_cycle(roll=0), open_vote()
        given = {"initials": "С. Д.", "basis_note": "№ 3 акт", "by": SYSTEM}
        person = roll.identify(cycle=cycle, phone="8 701 000 00 07")
        refusal("still_open", roll.admit, cycle=draft, person=person, territory=draft.territory, **given)
        entry = roll.admit(cycle=cycle, person=person, territory=cycle.territory, **given)
        assert entry.basis == Basis.ACT
        Cycle.objects.filter(pk=cycle.pk).update(state="counted")
        person = roll.identify(cycle=cycle, phone="8 701 000 00 08")
        refusal("vote_over", roll.admit, cycle=cycle, person=person, territory=cycle.territory, **given)

    def test_taking_off_before_opening(self) -> None:
        cycle = ready_cycle(roll=0)
        entry = add(cycle)
        number = entry.pk
        roll.remove(entry=entry, by=SYSTEM)
        assert not RollEntry.everything.exists()
        assert Entry.objects.get(verb="roll.removed").object_id == str(number)
        assert list(breaks()) == []

    def test_only_an_operator_of_the_place_keeps_it(self) -> None:
        cycle = ready_cycle(roll=0)
        for by in (account(), official(Role.STAFF, cycle.territory), official(Role.OPERATOR, place("Басқа"))):
            with pytest.raises(NotAllowed):
                add(cycle, by=by)
        assert add(cycle, by=official(Role.OPERATOR, cycle.territory)).added_by_id


def table(*rows: str, head: str = "phone;iin;initials;territory_code;note") -> bytes:
    return "\n".join([head, *rows]).encode()


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_every_usual_form_is_read(self, encoding: str, delimiter: str) -> None:
        cycle = ready_cycle(roll=0)
        text = "Note;initials;PHONE\r\nтізім;А. Б.;8 701 000 00 01\r\n\r\nсписок;В. Г.;+77010000002\r\n"
        text = text.replace(";", delimiter).replace("тізім", "tizim")
        reading = read(text.encode(encoding), cycle=cycle)
        assert reading.bad == []
        assert [person.phone_key for person in reading.people] == [
            phone_key("+77010000001"), phone_key("+77010000002"),
        ]  # fmt: skip
        assert [person.initials for person in reading.people] == ["А. Б.", "В. Г."]

    def test_every_bad_row_is_named_with_its_line_and_reason(self) -> None:
        cycle = ready_cycle(roll=0)
        add(cycle, phone="8 701 000 00 99")
        part = place("Ауыл", cycle.territory)
        reading = read(
            table(
                f"8 701 000 00 01;{iin(1)};А. Б.;{part.code};",
                ";;В. Г.;;",
                "12;;;;",
                ";123456789012;;;",
                "8 701 000 00 02;;;999;",
                "8 701 000 00 02;;Тым ұзын аты;;",
                f"8 701 000 00 03;;;;{'x' * 201}",
                "+7 701 000 00 01;;;;",
                f";{iin(1)};;;",
                "8 701 000 00 99;;;;",
                "8 701 000 00 04;;;;;extra",
                "8 701 000 00 05;;;;",
            ),
            cycle=cycle,
        )
        assert len(reading.people) == 2
        assert reading.people[0].territory_id == part.pk
        found = [(row.line, row.column, row.same_as) for row in reading.bad]
        assert found == [
            (3, "phone", None), (4, "phone", None), (5, "iin", None), (6, "territory_code", None),
            (7, "initials", None), (8, "note", None), (9, "phone", 2), (10, "iin", 2), (11, "phone", None),
            (12, "", None),
        ]  # fmt: skip
        assert all(str(row.reason) for row in reading.bad)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "empty_file"),
            (b" \n ", "empty_file"),
            (b"phone\n", "empty_file"),
            (b"initials;note\nA;B\n", "no_header"),
            (b"phone;surname\n1;2\n", "unknown_columns"),
            (b"phone;phone\n1;2\n", "unknown_columns"),
            (b"PK\x03\x04\x00\x00xl/workbook", "not_text"),
            (b"\xff\xfe\x00", "not_text"),
            (b'phone\n"' + b"x" * 200_000, "not_text"),
        ],
    )
    def test_what_is_no_list(self, content: bytes, code: str) -> None:
        refusal(code, read, content, cycle=ready_cycle(roll=0))

    def test_the_checks_ask_the_database_as_often_for_many_rows(self, django_assert_num_queries: object) -> None:
        cycle = Cycle.objects.prefetch_related("phases").select_related("territory").get(pk=ready_cycle(roll=0).pk)
        for count in (1, 3):
            rows = [f"8 701 000 00 0{n};;;;" for n in range(count)]
            with django_assert_num_queries(4):  # type: ignore[operator]
                read(table(*rows), cycle=cycle)


class TestLists:
    def stage(self, cycle: Cycle, *rows: str, by: object = SYSTEM) -> RollList:
        reading = read(table(*rows), cycle=cycle)
        assert reading.bad == []
        return roll_lists.stage_list(cycle=cycle, name="2027 тізімі", people=reading.people, by=by)  # type: ignore[arg-type]

    def test_nobody_is_on_the_roll_before_the_switch(self) -> None:
        cycle = ready_cycle(roll=0)
        staged = self.stage(cycle, "8 701 000 00 01;;А. Б.;;", f";{iin(1)};;;қағаз")
        user = User.objects.create_user(phone="+77010000001", phone_verified=True)
        assert (staged.rows, staged.state) == (2, ListState.WAITING)
        assert not RollEntry.objects.exists()
        assert own_entry(cycle_id=cycle.pk, user=user) is None
        roll_lists.add_list(roll_list=staged, by=SYSTEM)
        assert RollEntry.objects.count() == 2
        assert own_entry(cycle_id=cycle.pk, user=user)
        assert set(RollEntry.objects.values_list("basis", "basis_note")) == {("list", "2027 тізімі"), ("list", "қағаз")}
        entry = Entry.objects.get(verb="roll.list_added")
        assert entry.data == {"list": staged.pk, "rows": 2}
        assert PersonalNote.objects.get(seq=entry.seq).values == {"name": "2027 тізімі"}
        refusal("list_gone", roll_lists.add_list, roll_list=staged, by=SYSTEM)
        refusal("list_gone", roll_lists.discard_list, roll_list=staged, by=SYSTEM)

    def test_a_discarded_list_leaves_nothing(self) -> None:
        cycle = ready_cycle(roll=0)
        staged = self.stage(cycle, "8 701 000 00 01;;;;")
        roll_lists.discard_list(roll_list=staged, by=SYSTEM)
        told = list(Entry.objects.filter(verb__startswith="roll.list").order_by("seq").values_list("verb", "data"))
        assert told == [(f"roll.list_{done}", {"list": staged.pk, "rows": 1}) for done in ("brought", "discarded")]
        assert all(presenter(verb).title != verb for verb, _data in told)
        assert not RollEntry.everything.exists()
        assert not RollList.objects.exists()
        assert self.stage(cycle, "8 701 000 00 01;;;;")

    def test_one_list_at_a_time(self) -> None:
        cycle = ready_cycle(roll=0)
        self.stage(cycle, "8 701 000 00 01;;;;")
        refusal("list_waits", self.stage, cycle, "8 701 000 00 02;;;;")
        RollList.objects.update(state=ListState.READING)
        refusal("list_busy", self.stage, cycle, "8 701 000 00 02;;;;")
        RollList.objects.update(brought_at=clock.now() - dt.timedelta(hours=1))
        assert self.stage(cycle, "8 701 000 00 02;;;;").rows == 1
        assert RollEntry.everything.count() == 1

    def test_a_list_that_was_swept_or_opened_upon_while_it_was_read_does_not_wait(self, monkeypatch) -> None:
        cycle = ready_cycle(roll=0)
        write = RollEntry.everything.bulk_create

        def swept(rows: list[RollEntry]) -> None:
            write(rows)
            RollList.objects.update(state=ListState.ADDED)

        monkeypatch.setattr(RollEntry.everything, "bulk_create", swept)
        refusal("list_gone", self.stage, cycle, "8 701 000 00 01;;;;")
        assert not RollEntry.everything.exists()

    def test_somebody_added_meanwhile_stops_the_whole_list(self) -> None:
        cycle = ready_cycle(roll=0)
        reading = read(table("8 701 000 00 02;;;;", "8 701 000 00 01;;;;"), cycle=cycle)
        add(cycle)
        refusal("phone_taken", roll_lists.stage_list, cycle=cycle, name="тізім", people=reading.people, by=SYSTEM)
        assert RollEntry.everything.count() == 1
        assert not RollList.objects.exists()

    def test_a_list_is_not_added_after_opening_and_goes_with_its_draft(self) -> None:
        cycle = ready_cycle(roll=0)
        staged = self.stage(cycle, "8 701 000 00 01;;;;")
        opened = open_vote()
        refusal("closed", self.stage, opened, "8 701 000 00 02;;;;")
        RollList.objects.filter(pk=staged.pk).update(cycle=opened)
        RollEntry.everything.filter(roll_list=staged).update(cycle=opened)
        staged.refresh_from_db()
        refusal("closed", roll_lists.add_list, roll_list=staged, by=SYSTEM)
        roll_lists.discard_list(roll_list=staged, by=SYSTEM)
        assert not RollList.objects.exists()
        assert not RollEntry.everything.filter(roll_list_id=staged.pk).exists()
        from ortaq.participation.domain.drafting import delete_draft

        draft = ready_cycle(roll=0)
        self.stage(draft, "8 701 000 00 01;;;;")
        delete_draft(cycle=draft, confirmation=draft.slug, by=SYSTEM)
        assert not RollEntry.everything.filter(cycle_id=draft.pk).exists()

    def test_only_an_operator_of_the_place_brings_lists(self) -> None:
        cycle = ready_cycle(roll=0)
        with pytest.raises(NotAllowed):
            self.stage(cycle, "8 701 000 00 01;;;;", by=official(Role.STAFF, cycle.territory))
        staged = self.stage(cycle, "8 701 000 00 01;;;;")
        for act in (roll_lists.add_list, roll_lists.discard_list):
            with pytest.raises(NotAllowed):
                act(roll_list=staged, by=official(Role.AKIM, place("Басқа")))

    def test_batches_are_short_and_many_rows_quick(self) -> None:
        cycle = ready_cycle(roll=0)
        rows = [f"+7701{n:07d};;А. Б.;;" for n in range(5000)]
        begun = time.monotonic()
        staged = self.stage(cycle, *rows)
        roll_lists.add_list(roll_list=staged, by=SYSTEM)
        assert RollEntry.objects.count() == 5000
        # 200,000 rows are held to 60 seconds; this machine may be busy with other tests.
        assert time.monotonic() - begun < 5000 / 200_000 * 60 * 4


def test_the_log_tells_of_the_roll_in_sentences_and_names_nobody_in_public() -> None:
    cycle = ready_cycle(roll=0)
    add(cycle)
    entry = Entry.objects.get(verb="roll.added")
    assert presenter("roll.added").sentence(entry, Names()) == (
        "the platform put a person on the roll: an operator saw the document."
    )
    for verb in ("roll.added", "roll.removed"):
        assert presenter(verb).title != verb
        assert not presenter(verb).public
    lists = Entry(verb="roll.list_added", data={"rows": 2, "list": 1})
    assert "2 people" in presenter("roll.list_added").sentence(lists, Names())
