"""Taking in public archives: everything is accounted for, nothing half-written is seen, the count is the same again."""

import datetime as dt
import os
import socket

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ortaq import tally
from ortaq.audit.models import Entry
from ortaq.core.errors import DomainError, NotAllowed
from ortaq.identity.enums import Role
from ortaq.participation.domain.queries.results import load_pots
from ortaq.participation.enums import CycleState, OutcomeRole, PhaseKind
from ortaq.participation.errors import ImportRefused
from ortaq.participation.imports import staging
from ortaq.participation.imports.archive import import_archive
from ortaq.participation.imports.messages import SENTENCES
from ortaq.participation.imports.reading import check
from ortaq.participation.models import Archive, Ballot, Category, Cycle, Download, Outcome, Pot, Project
from ortaq.tally import read_pb
from ortaq.tally.pabulib.defects import CODES
from tests.factories.archives import exported, pb, take
from tests.factories.participation import official, place

pytestmark = pytest.mark.django_db


def nothing_stored() -> None:
    for model in (Cycle, Archive, Pot, Project, Category, Ballot, Outcome, Download):
        assert not model.objects.exists(), model


def test_everything_in_the_file_is_stored():
    content = pb(
        {"comment": "#1: Ages are kept", "edition": "7"},
        "project_id;cost;name;category;selected;latitude;note\n1;70;Road;transport;1;51.77;x\n2;50.50;Well;water,green;0;;\n"
        "3;30;Trees;;1;;\n",
        "voter_id;vote;age;sex\na;1,2;33;F\nb;1;40;M\nc;;51;\nd;1,3;28;M\n",
    )
    cycle = take(content)
    archive = cycle.archive
    assert (cycle.state, cycle.year, cycle.currency, cycle.max_choices) == (CycleState.RELEASED, 2024, "PLN", None)
    assert [tuple(row) for row in archive.meta] == list(read_pb(content).sections.meta.rows)
    assert (archive.country, archive.unit, archive.instance, archive.source) == (
        "Poland",
        "Łódź",
        "2024",
        "pabulib.org",
    )
    one, two, three = Project.objects.filter(cycle=cycle)
    assert (one.code, one.title_en, one.cost_minor, str(one.lat)) == ("1", "Road", 7000, "51.77000")
    assert two.cost_minor == 5050
    assert one.category.code == "transport"
    assert (two.category, two.archive_fields["category"]) == (None, "water,green")
    assert one.archive_fields["note"] == "x"
    assert three.archive_fields["name"] == "Trees"
    ballots = list(Ballot.objects.filter(cycle=cycle).values_list("position", "voter", "vote", "points", "attributes"))
    assert ballots == [
        (1, "a", "1,2", "", ["33", "F"]), (2, "b", "1", "", ["40", "M"]), (3, "c", "", "", ["51", ""]),
        (4, "d", "1,3", "", ["28", "M"]),
    ]  # fmt: skip
    assert archive.accounting == {
        "rows": 4, "ballots": 4, "empty": 1, "marks_read": 5, "marks_used": 5, "marks_ignored": {}, "newline": "\n",
    }  # fmt: skip
    assert "unknown_field" in {each["code"] for each in archive.defects}
    vote = cycle.phase(PhaseKind.VOTE)
    assert (vote.ends_at - vote.starts_at) == dt.timedelta(days=10)


def test_the_declared_result_stands_and_our_count_stands_beside_it():
    cycle = take(pb())
    declared, ours = Outcome.objects.filter(cycle=cycle).order_by("-role")
    assert (declared.role, declared.result["winners"]) == (OutcomeRole.DECLARED, ["1", "3"])
    assert (ours.role, ours.result["winners"], ours.ballots) == (OutcomeRole.COMPARISON, ["1", "3"], 4)
    assert ours.result["agreement"]["same"] is True
    assert ours.rule["ties"] == "cost,score,id"
    (pot,) = load_pots(cycle)
    assert pot.declared
    assert [row.code for row in pot.winners] == ["1", "3"]


def test_without_declared_winners_our_count_is_a_comparison():
    cycle = take(pb(projects="project_id;cost\n1;70\n2;50\n3;30\n"))
    (ours,) = Outcome.objects.filter(cycle=cycle)
    assert ours.role == OutcomeRole.COMPARISON
    assert ours.result["agreement"] is None


def test_projects_funded_by_other_means_are_told_apart():
    content = pb(projects="project_id;cost;selected\n1;70;1\n2;50;2\n3;30;3\n")
    (pot,) = load_pots(take(content))
    assert {row.code: (row.funded, row.marked) for row in pot.rows} == {
        "1": (True, ""), "2": (True, "2"), "3": (True, "3"),
    }  # fmt: skip
    assert pot.spent.minor == 7000
    assert "reserve" in {row.code: pot.why(row) for row in pot.rows}["2"]


def test_a_seed_noted_in_the_file_decides_the_lot():
    projects = "project_id;cost\n1;60\n2;60\n3;60\n"
    votes = "voter_id;vote\na;1\nb;2\nc;3\nd;\n"
    by_seed = {}
    for seed in ("x41", "y7", "z9", "q1"):
        cycle = take(pb({"comment": f"#1: ties=cost,score,lot:{seed}"}, projects, votes))
        by_seed[seed] = Outcome.objects.get(cycle=cycle).result["winners"]
        assert by_seed[seed] == [min("123", key=lambda code, seed=seed: tally.lot(seed=seed, project_id=code))]
    assert len({tuple(winners) for winners in by_seed.values()}) > 1


def test_the_same_file_twice_is_refused_in_the_same_place_only():
    where, elsewhere = place(), place("Жезді")
    take(pb(), territory=where)
    with pytest.raises(ImportRefused) as refusal:
        take(pb(), territory=where)
    assert refusal.value.code == "duplicate"
    assert "Łódź" in refusal.value.message
    take(pb(), territory=elsewhere)
    assert Cycle.objects.count() == 2


def test_two_files_of_one_name_get_two_addresses():
    where = place()
    first = take(pb(), territory=where)
    second = take(pb({"description": "Other"}), territory=where)
    assert (first.slug, second.slug) == ("archive-lodz-2024", "archive-lodz-2024-2")


def test_only_an_administrator_of_the_place_imports():
    where = place()
    checked = check(pb(), name="a.pb")
    for by in (official(where, Role.STAFF), official(where, Role.AKIM), official(place(), Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            import_archive(checked=checked, territory=where, source="x", by=by)
    nothing_stored()
    import_archive(checked=checked, territory=where, source="x", by=official(where))


def test_the_import_is_one_entry_of_the_log():
    cycle = take(pb())
    entry = Entry.objects.get(verb="archive.imported")
    assert entry.object_id == str(cycle.pk)
    assert entry.data == {"sha256": cycle.archive.sha256, "ballots": 4, "rows": 4}


# -- broken imports


@pytest.mark.parametrize("where", ["stage", "count", "switch"])
def test_a_failed_import_leaves_nothing(monkeypatch, where):
    class Stopped(RuntimeError):
        pass

    def stop(*_args, **_settings):
        raise Stopped

    if where == "stage":
        monkeypatch.setattr(staging, "BATCH", 2)
        calls = iter([False, True])
        real = staging.insert_ballots
        monkeypatch.setattr(staging, "insert_ballots", lambda rows: stop() if next(calls) else real(rows))
    else:
        name = {"count": "_store_outcomes", "switch": "_switch"}[where]
        monkeypatch.setattr(f"ortaq.participation.imports.archive.{name}", stop)
    with pytest.raises(Stopped):
        take(pb())
    monkeypatch.undo()
    if where == "stage":
        # Half of the ballots were written; nobody sees them, and the next import sweeps them.
        assert Cycle.objects.get().state == CycleState.STAGING
        owner = {"owner": {"host": socket.gethostname(), "pid": _gone()}}
        Archive.objects.update(accounting=owner)
        take(pb())
        assert Cycle.objects.get().state == CycleState.RELEASED
        assert Ballot.objects.count() == 4
    else:
        nothing_stored()


def _gone() -> int:
    """The id of a process that has ended."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def test_leftovers_of_another_machine_are_swept_after_ten_minutes(client):
    where = place()
    checked = check(pb(), name="a.pb")
    cycle, _pot = staging.stage(checked, territory=where, title="", source="x")
    Archive.objects.update(accounting={"owner": {"host": "elsewhere", "pid": 1}})
    assert staging.sweep() == 0
    assert client.get(f"/kk/places/{where.code}/vote/{cycle.slug}/result/").status_code == 404
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)):
        assert staging.sweep() == 1
    nothing_stored()


def test_a_running_import_of_the_same_file_is_not_disturbed():
    where = place()
    staging.stage(check(pb(), name="a.pb"), territory=where, title="", source="x")
    with pytest.raises(ImportRefused) as refusal:
        take(pb(), territory=where)
    assert refusal.value.code == "running"
    assert Ballot.objects.count() == 4


# -- bad input

NO_ROWS = "project_id;cost\n"
BAD = {
    "cut off in the middle of the ballots": (pb()[:-12], "count_mismatch", None),
    "cut off before the ballots": (pb().split(b"VOTES")[0], "missing_section", None),
    "not UTF-8": (pb().replace("Łódź".encode(), "Łódź".encode("cp1250")), "bad_encoding", 5),
    "UTF-16": (pb().decode().encode("utf-16"), "bad_encoding", 1),
    "a zero byte": (pb().replace(b"Well", b"We\0l"), "nul_character", 19),
    "a negative cost": (pb().replace(b"2;50", b"2;-50"), "negative_number", 19),
    "an absurd cost": (pb().replace(b"2;50", b"2;5" + b"0" * 30), "absurd_number", 19),
    "a cost that is no number": (pb().replace(b"2;50", b"2;NaN"), "bad_number", 19),
    "a decimal comma": (pb().replace(b"2;50", b"2;50,5"), "comma_decimal", 19),
    "a hundredth of a grosz": (pb().replace(b"2;50", b"2;50.505"), "too_many_decimals", 19),
    "an unknown project": (pb().replace(b"c;3;51", b"c;9;51"), "unknown_project", 25),
    "two projects of one id": (pb().replace(b"3;30", b"2;30"), "duplicate_id", 20),
    "two voters of one id": (pb().replace(b"d;1,3", b"a;1,3"), "duplicate_id", 26),
    "a row too short": (pb().replace(b"b;1;40", b"b;1"), "ragged_row", 24),
    "a quotation mark never closed": (pb().replace(b"Well", b'"Well'), "unterminated_quote", None),
    "no budget": (pb({"budget": ""}), "missing_value", None),
    "a budget of nothing": (pb({"budget": "0"}), "zero_budget", None),
    "another number of ballots": (pb({"num_votes": "5"}), "count_mismatch", None),
    "an unknown kind of ballot": (pb({"vote_type": "shouting"}), "bad_vote_type", None),
    "no year": (pb({"date_begin": "", "date_end": "", "instance": "first"}), "no_year", None),
    "a voter's id without end": (pb().replace(b"c;3;51", b"v" * 101 + b";3;51"), "too_long", 25),
    "a project's id without end": (pb(projects=f"project_id;cost\n{'p' * 101};5\n"), "too_long", None),
    "no projects": (pb({"num_projects": "0", "num_votes": "0"}, NO_ROWS, "voter_id;vote\n"), "no_projects", None),
    "another format": (b"%PDF-1.7\n" + b"x" * 500, "missing_section", None),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_place(name, tmp_path, capsys):
    content, code, line = BAD[name]
    found = [each for each in check(content, name="bad.pb").blocking if each.code == code]
    assert found, [str(each) for each in check(content, name="bad.pb").findings]
    if line is not None:
        assert found[0].line == line
    path = tmp_path / "bad.pb"
    path.write_bytes(content)
    where = place()
    with pytest.raises(CommandError) as refusal:
        call_command("import_election", str(path), territory=where.code)
    assert "Traceback" not in str(refusal.value)
    assert "%(" not in str(refusal.value)
    if line is not None:
        assert f"Line {line}" in capsys.readouterr().err
    nothing_stored()


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b" \n\n", "empty"), (b"x" * (64 * 1024**2 + 1), "too_large")]
)
def test_no_file_at_all(content, code):
    with pytest.raises(ImportRefused) as refusal:
        check(content, name="a.pb")
    assert refusal.value.code == code


def test_a_path_that_is_not_there(tmp_path):
    where = place()
    with pytest.raises(CommandError, match="no file"):
        call_command("import_election", str(tmp_path / "none.pb"), territory=where.code)
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_election", str(tmp_path), territory=where.code)
    with pytest.raises(CommandError, match="no place"):
        call_command("import_election", str(tmp_path / "none.pb"), territory="nowhere")


STRANGE = {
    "script": "<script>alert(1)</script>",
    "right to left": "\u202egnorw\u202c مشروع",
    "emoji": "🏞️👨‍👩‍👧‍👦" * 20,
    "long": "Ұ" * 10_000,
    "quotes": '""; DROP TABLE votes; --""',
    "per cent": "%(code)s %s {{ 7|add:1 }} {% now %}",
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_texts_are_kept_and_shown_as_text(name, client):
    text = STRANGE[name]
    quoted = '"' + text.replace('"', '""') + '"'
    short = '"' + text[:90].replace('"', '""') + '"'
    content = pb(
        {
            "description": quoted,
            "unit": short,
            "instance": short,
            "subunit": quoted,
            "comment": quoted,
            "edition": quoted,
        },
        f"project_id;cost;name;category;selected;description\n{short};70;{quoted};{quoted};1;{quoted}\n2;50;Well;;0;\n3;30;;;0;\n",
        f"voter_id;vote;age;note\n{short};2;33;{quoted}\nb;3;40;\nc;3;51;\nd;2,3;28;\n",
    )
    if "," in text[:90]:
        pytest.skip("an id cannot hold a comma")
    cycle = take(content)
    assert Project.objects.get(cycle=cycle, number=1).archive_fields["name"] == text
    for language in ("kk", "ru", "en"):
        page = client.get(f"/{language}/places/{cycle.territory.code}/vote/{cycle.slug}/result/")
        assert page.status_code == 200
        body = page.content.decode()
        assert "<script>alert" not in body
        assert "\nUnicodeEncodeError" not in body
    again = exported(cycle)
    assert again.countable
    assert dict(next(iter(again.sections.projects.records())))["name"] == text.strip()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_file_never_ends_in_a_crash(data):
    """Bytes taken out, put in or exchanged anywhere: either it is imported or it is refused in words."""
    content = bytearray(pb())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 12)))
        content[start:end] = data.draw(
            st.one_of(
                st.binary(max_size=8), st.sampled_from([b";", b"\n", b'"', b",", b"-1", b"1e9", b"\r", b"\xef\xbb\xbf"])
            )
        )
    refusal = ""
    with transaction.atomic():
        try:
            cycle = take(bytes(content))
        except DomainError as error:
            refusal = error.message
        else:
            assert Ballot.objects.filter(cycle=cycle).count() == cycle.archive.accounting["rows"]
        transaction.set_rollback(True)
    assert "%(" not in refusal


def test_every_code_of_the_reader_has_a_sentence():
    assert set(CODES) <= set(SENTENCES)
