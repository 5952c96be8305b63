"""The sixty real elections: all of them go in, and out again, and are counted the same."""

import json
import os
from pathlib import Path

import pytest

from ortaq import tally
from ortaq.participation.domain.queries.results import load_pots
from ortaq.participation.enums import OutcomeRole
from ortaq.participation.imports.archive import our_rule
from ortaq.participation.imports.reading import check
from ortaq.participation.models import Ballot, Outcome, Pot
from ortaq.participation.tally_bridge import stored_election
from ortaq.tally import read_pb
from ortaq.tally.pabulib.writer import to_chunks
from tests.factories.archives import exported, take

pytestmark = pytest.mark.django_db

# Our count and the winners the file names: every file where they differ, and why (pb_rules: what a city did).
DIFFERS = {
    "Hungary_Budapest_2024_VIII_Jozsefvaros": ["unknown_rule"],
    "Hungary_Veszprem_2025": ["unknown_rule"],
    "Netherlands_Assen_2024": ["rule_not_implemented"],
    "Poland_Poznan_2023_5_-_Grunwald_Polnoc_Grunwald_Poludnie_Stary_Grunwald": ["custom_rule", "money_left"],
    "Poland_Poznan_2023_7-_Morasko-Radojewo_Naramowice_Umultowo": ["custom_rule", "money_left"],
    "Poland_Poznan_2026_13_-_Jezyce_Sw.Lazarz__large": ["custom_rule", "money_left"],
    "Poland_Warszawa_2018_Niskie_Okecie": ["ties_in_file_order"],
    "Poland_Wieliczka_2023_Green_Budget": ["rule_not_implemented"],
}
SMALL = 120_000
"""Bytes up to which every file goes through the database; larger ones are read, written and read again."""
LARGEST = "Poland_Wroclaw_2015_from_500.pb"


def all_files() -> list[str]:
    folder = (
        Path(os.environ.get("ORTAQ_TEST_DATA", Path(__file__).resolve().parents[4] / "shared" / "data")) / "pabulib"
    )
    return sorted(path.name for path in folder.glob("*.pb"))


@pytest.mark.parametrize("name", all_files())
def test_a_real_file_is_counted_the_same_before_and_after(name, shared_data):
    """Import, export, read again: the same winners, scores and decisions; small files through the database."""
    content = (shared_data / "pabulib" / name).read_bytes()
    checked = check(content, name=name)
    assert checked.ready, [str(each) for each in checked.blocking]
    accounting = checked.pb.accounting()
    assert accounting.marks_read == accounting.marks_used + sum(accounting.marks_ignored.values())
    rule, named = our_rule(checked)
    before = tally.count(checked.pb.election(), rule)
    expected = json.loads((shared_data / "pabulib" / "expected.json").read_text())["files"][name]
    agreed = expected["declared"] is None or set(expected["declared"]) == set(before.winners)
    assert agreed == (name.removesuffix(".pb") not in DIFFERS)
    if len(content) > SMALL:
        again = read_pb(b"".join(to_chunks(checked.pb, ties=rule.ties)))
    else:
        cycle = take(content)
        (pot,) = Pot.objects.filter(cycle=cycle)
        assert tally.count(stored_election(pot, archive=cycle.archive), rule).to_dict() == before.to_dict()
        assert Ballot.objects.filter(cycle=cycle).count() == len(checked.pb.sections.votes.rows)
        ours = Outcome.objects.get(cycle=cycle, role=OutcomeRole.COMPARISON)
        if expected["declared"] is not None:
            assert ours.result["agreement"]["reasons"] == DIFFERS.get(name.removesuffix(".pb"), [])
        again = exported(cycle)
        assert again.sections.projects.rows == checked.pb.sections.projects.rows
        assert again.sections.votes.rows == checked.pb.sections.votes.rows
        assert {key: text for key, text in again.meta.items() if key != "comment"} == {
            key: text for key, text in checked.pb.meta.items() if key != "comment"
        }
        assert again.meta["comment"].startswith(checked.pb.meta.get("comment", ""))
    assert again.countable
    if named.rule is not None:
        assert again.rule().rule == rule
    assert again.tie_rule() == rule.ties
    assert tally.count(again.election(), rule).to_dict() == before.to_dict()


def test_the_largest_file_goes_through_the_database(shared_data, client, django_assert_max_num_queries):
    content = (shared_data / "pabulib" / LARGEST).read_bytes()
    seen: list[tuple[int, int]] = []
    cycle = take(content, progress=lambda done, total: seen.append((done, total)))
    assert Ballot.objects.filter(cycle=cycle).count() == 127_773
    assert seen[-1] == (127_773, 127_773)
    assert len(seen) > 50
    with django_assert_max_num_queries(10):
        page = client.get(f"/ru/places/{cycle.territory.code}/vote/{cycle.slug}/result/")
    assert page.status_code == 200
    assert [row.code for row in load_pots(cycle)[0].winners] == ["487", "136", "478"]
