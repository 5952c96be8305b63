"""The files of a result: the same count for a stranger, safe in a spreadsheet, marked as what they are."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq import tally
from ortaq.core.actors import SYSTEM
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.domain.drafting import save_rule
from ortaq.participation.domain.opening import open_cycle
from ortaq.participation.domain.projects import edit_project
from ortaq.participation.enums import ActKind, BallotType, DownloadFormat
from ortaq.participation.exports.csv_table import safe_cell
from ortaq.participation.exports.pabulib import with_note
from ortaq.participation.imports.archive import import_archive
from ortaq.participation.imports.reading import check
from ortaq.participation.models import Cycle, Download, Outcome
from ortaq.tally import read_pb
from tests.factories.archives import exported, pb, take
from tests.factories.counting import acted, after_close, later, released, voted
from tests.factories.participation import PLATFORM_NORMS, line, place, ready_cycle
from tests.factories.voters import cast_for, voter

pytestmark = pytest.mark.django_db

DRAFTS = [{7: 1, 4: 1}, {7: 1, 4: 1}, {7: 1, 4: 1}, {7: 1, 3: 1}, {3: 1}, {5: 1}]


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path, monkeypatch):
    settings.KEY_DIR = tmp_path / "keys"
    # Tests have few voters; how few is too few has a test of its own.
    monkeypatch.setitem(PLATFORM_NORMS, "bnu.small_electorate", 1)


def content_of(cycle: Cycle, kind: DownloadFormat) -> bytes:
    with Download.objects.get(cycle=cycle, format=kind).file.file.open("rb") as stored:
        return stored.read()


def table_of(cycle: Cycle) -> list[dict[str, str]]:
    text = content_of(cycle, DownloadFormat.CSV).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("ballot_type", "extra", "drafts"),
    [
        (BallotType.APPROVAL, {}, DRAFTS),
        (BallotType.APPROVAL, {"max_choices": 1}, [{1: 1}, {2: 1}, {2: 1}]),
        (BallotType.KNAPSACK, {"max_choices": None}, [{1: 1, 2: 1, 3: 1}, {4: 1}, {5: 1, 1: 1}]),
        (BallotType.POINTS, {"max_points": 5, "max_choices": 3}, [{1: 5}, {2: 2, 3: 3}, {7: 1}]),
        (BallotType.RANKING, {"max_choices": 3}, [{1: 1, 2: 2, 3: 3}, {3: 1}, {2: 1, 1: 2}]),
        (BallotType.APPROVAL, {}, []),
    ],
)
def test_a_stranger_who_counts_the_file_gets_our_winners(ballot_type, extra, drafts):
    cycle = released(drafts, projects=7, ballot_type=ballot_type, **extra)
    ours = Outcome.objects.get(cycle=cycle)
    if not drafts:
        assert not Download.objects.filter(cycle=cycle, format=DownloadFormat.PABULIB).exists()
        return
    again = exported(cycle)
    assert [str(each) for each in again.defects if each.level == "error"] == []
    assert str(again.tie_rule()) == ours.rule["ties"]
    assert cycle.seed in str(again.tie_rule())
    outcome = tally.count(again.election(), again.rule().rule)
    assert list(outcome.winners) == ours.result["winners"]
    assert {code: tally.number_to_json(score) for code, score in outcome.scores.items()} == ours.result["scores"]
    assert list(again.declared().winners) == sorted(ours.result["winners"], key=int)


def test_our_own_export_can_be_imported_and_agrees_with_itself():
    cycle = released(DRAFTS, projects=7)
    content = content_of(cycle, DownloadFormat.PABULIB)
    again = import_archive(checked=check(content, name="own.pb"), territory=place(), source="here", by=SYSTEM)
    ours = Outcome.objects.get(cycle=cycle)
    for outcome in Outcome.objects.filter(cycle=again):
        assert sorted(outcome.result["winners"]) == sorted(ours.result["winners"])
    assert again.outcomes.get(role="comparison").result["agreement"]["same"] is True


def test_the_line_on_the_page_gives_our_winners(client, tmp_path):
    cycle = released(DRAFTS, projects=7)
    page = client.get(f"/en/places/{cycle.territory.code}/vote/{cycle.slug}/result/")
    (command,) = [each["command"] for each in page.context["downloads"] if each["command"]]
    words = command.split()
    assert words[:3] == ["python", "-m", "ortaq.tally"]
    (tmp_path / words[3]).write_bytes(content_of(cycle, DownloadFormat.PABULIB))
    done = subprocess.run(
        [sys.executable, *words[1:], "--format", "json"], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    winners = [each["id"] for each in json.loads(done.stdout)["winners"]]
    assert winners == Outcome.objects.get(cycle=cycle).result["winners"]


@pytest.mark.parametrize("misfit", ["skip", "stop"])
@pytest.mark.parametrize("amount", [10_000_000, 2_000_000_000])
def test_a_withdrawn_project_does_not_win_a_recount(misfit, amount):
    draft = ready_cycle(projects=4, amount=amount, starts=later(hours=-1))
    save_rule(cycle=draft, name="greedy", parameters={"misfit": misfit}, act="№ 5", act_url="", by=SYSTEM)
    cycle = open_cycle(cycle=draft, by=SYSTEM)
    for numbers in ({1: 1, 2: 1}, {1: 1}, {2: 1}, {1: 1, 3: 1}):
        cast_for(cycle, voter(cycle), numbers)
    project = cycle.projects.get(number=1)
    acted(cycle, ActKind.WITHDRAW, reason="Жер телімі берілмеді", project=project.pk)
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
        acted(cycle, ActKind.RELEASE)
    again = exported(Cycle.objects.get(pk=cycle.pk))
    outcome = tally.count(again.election(), again.rule().rule)
    assert list(outcome.winners) == Outcome.objects.get(cycle=cycle).result["winners"]
    assert f"Project {project.code} (cost 1000000.00, votes 3) was withdrawn" in again.meta["comment"]
    row = next(each for each in table_of(cycle) if each["id"] == project.code)
    assert (row["votes"], row["withdrawn"], row["funded"]) == ("3", "1", "0")


def test_few_ballots_are_not_published_one_by_one(client, monkeypatch):
    monkeypatch.setitem(PLATFORM_NORMS, "bnu.small_electorate", 300)
    cycle = released(DRAFTS, projects=7)
    assert set(Download.objects.values_list("format", flat=True)) == {"csv", "json"}
    page = client.get(f"/en/places/{cycle.territory.code}/vote/{cycle.slug}/result/").content.decode()
    assert "Single ballots are not published here" in page
    assert "Fewer than 300 people voted" in page


def test_the_table_says_everything_and_why():
    cycle = released(DRAFTS, projects=7)
    rows = table_of(cycle)
    assert [row["number"] for row in rows[:3]] == ["7", "3", "4"]
    first = rows[0]
    assert (first["cost"], first["currency"], first["votes"], first["funded"]) == ("7000000.00", "KZT", "4", "1")
    assert first["reason_code"] == "funded"
    assert first["reason_en"].startswith("Funded: 4 people chose it")
    assert first["title_kk"] == "Жоба 7 қазақша"
    assert all(row["reason_kk"] and row["reason_ru"] and row["origin"] == "vote" for row in rows)
    assert content_of(cycle, DownloadFormat.CSV).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("title", ["=1+1", "+7", "-2", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(title):
    cycle = take(pb(projects=f'project_id;cost;name\n1;70;"{title}"\n2;50;Well\n3;30;Trees\n'))
    raw = content_of(cycle, DownloadFormat.CSV).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(raw, newline=""), delimiter=";"):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


@given(st.text())
def test_a_safe_cell_never_begins_like_a_formula(text):
    assert safe_cell(text)[:1] not in set("=+-@\t\r")
    assert safe_cell(text).endswith(text)


def test_the_document_holds_what_a_check_needs():
    cycle = released(DRAFTS, projects=7)
    document = json.loads(content_of(cycle, DownloadFormat.JSON))
    assert document["frozen_hash"] == cycle.frozen_hash
    assert tally.seed_commitment(document["seed"]) == document["seed_commitment"]
    (pot,) = document["pots"]
    (outcome,) = pot["outcomes"]
    result = {name: value for name, value in outcome["result"].items() if name != "invalid"}
    canonical = json.dumps(result, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert sha256(canonical).hexdigest() == outcome["sha256"]
    assert len(outcome["result"]["trace"]["steps"]) == 7


def test_an_archive_says_what_it_is_in_every_file():
    cycle = take(pb())
    assert {row["origin"] for row in table_of(cycle)} == {
        f"public archive: pabulib.org (file file.pb, sha256 {cycle.archive.sha256})"
    }
    document = json.loads(content_of(cycle, DownloadFormat.JSON))
    assert document["origin"].startswith("public archive: pabulib.org")
    assert document["archive"]["sha256"] == cycle.archive.sha256
    assert "public archive: pabulib.org" in exported(cycle).meta["comment"]


def test_demo_data_say_so_in_every_file():
    draft = ready_cycle(projects=3, starts=later(hours=-1))
    Cycle.objects.filter(pk=draft.pk).update(is_demo=True)
    cycle = open_cycle(cycle=Cycle.objects.get(pk=draft.pk), by=SYSTEM)
    cast_for(cycle, voter(cycle), {1: 1})
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
        acted(cycle, ActKind.RELEASE)
    assert {row["origin"] for row in table_of(cycle)} == {"demo data: invented persons and ballots"}
    assert json.loads(content_of(cycle, DownloadFormat.JSON))["demo"] is True
    assert "demo data: invented persons and ballots" in exported(cycle).meta["comment"]


def test_a_file_written_twice_says_it_once():
    first = exported(take(pb()))
    note = first.meta["comment"].split("#1: ")[1].split(" #2")[0]
    assert with_note(first.meta["comment"], note) == first.meta["comment"]


def test_a_file_lies_at_an_address_that_stays(client):
    cycle = released(DRAFTS, projects=7)
    name = Download.objects.get(cycle=cycle, format=DownloadFormat.CSV).file.name
    address = f"/kk/places/{cycle.territory.code}/vote/{cycle.slug}/result/{name}"
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content)
    assert sha256(body).hexdigest() == Download.objects.get(cycle=cycle, format=DownloadFormat.CSV).file.sha256
    assert client.get(f"{address}x").status_code == 404


def test_titles_of_people_stay_whole_in_the_file_of_ballots():
    draft = ready_cycle(projects=2, starts=later(hours=-1))
    project = draft.projects.get(number=1)
    strange = 'Жол; "көпір"\n# ties=cost,id'
    wish = replace(line(project.pot, 1), title={"kk": strange, "ru": "б", "en": "c"})
    edit_project(project=project, line=wish, by=SYSTEM)
    cycle = open_cycle(cycle=Cycle.objects.get(pk=draft.pk), by=SYSTEM)
    cast_for(cycle, voter(cycle), {1: 1})
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
        acted(cycle, ActKind.RELEASE)
    projects = read_pb(content_of(cycle, DownloadFormat.PABULIB)).sections.projects
    assert strange in [record["name"] for record in projects.records()]


def test_nothing_is_made_before_the_release():
    cycle = voted(DRAFTS, projects=7)
    with after_close(cycle):
        count_cycle(cycle=cycle, by=SYSTEM)
    assert not Download.objects.exists()
