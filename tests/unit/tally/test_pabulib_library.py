"""The public elections: winners, order, declared results, writing back."""

from io import BytesIO
from pathlib import Path
from typing import Any

from ortaq.tally import (
    PbFile,
    Rule,
    TieRule,
    check_exhaustive,
    check_feasible,
    count,
    declared_winners,
    explain,
    read_pb,
    replay_greedy,
    rule_of_file,
    write_pb,
)

FILES_CONVENTION = Rule("greedy", {"fund_unsupported": True}, TieRule.parse("cost,score,id"))

# The table stands with its explanations in docs/reference/pabulib.md.
DECLARED_OTHERWISE = {"Poland_Warszawa_2018_Niskie_Okecie.pb": "tie"}
NOT_OUR_RULE = {
    "Hungary_Budapest_2024_VIII_Jozsefvaros.pb": "unknown_rule",
    "Hungary_Veszprem_2025.pb": "unknown_rule",
    "Netherlands_Assen_2024.pb": "rule_not_implemented",
    "Poland_Poznan_2023_5_-_Grunwald_Polnoc_Grunwald_Poludnie_Stary_Grunwald.pb": "custom_rule",
    "Poland_Poznan_2023_7-_Morasko-Radojewo_Naramowice_Umultowo.pb": "custom_rule",
    "Poland_Poznan_2024_7-_Morasko-Radojewo_Naramowice_Umultowo__large.pb": "custom_rule",
    "Poland_Poznan_2024_9_-_Stare_Miasto__small.pb": "custom_rule",
    "Poland_Poznan_2026_13_-_Jezyce_Sw.Lazarz__large.pb": "custom_rule",
    "Poland_Wieliczka_2023_Green_Budget.pb": "rule_not_implemented",
}
# One line of each ends otherwise than the rest; it is reported and made uniform.
MIXED_LINE_ENDINGS = {
    "Poland_Poznan_2024_7-_Morasko-Radojewo_Naramowice_Umultowo__large.pb",
    "Poland_Poznan_2024_9_-_Stare_Miasto__small.pb",
    "Poland_Wieliczka_2023_Green_Budget.pb",
}


def content(pb: PbFile) -> list[Any]:
    return [(table.columns, list(table.rows)) for table in pb.sections.by_name().values()]


def test_winners_and_their_order(pb_name: str, pb: PbFile, expected: dict[str, Any]) -> None:
    facts = expected[pb_name]
    election = pb.election()
    outcome = count(election, FILES_CONVENTION)
    assert pb.sha256 == facts["sha256"]
    assert election.profile.ballots == facts["num_ballots"]
    assert len(election.projects) == facts["num_projects"]
    assert list(outcome.winners) == facts["greedy"]
    assert check_feasible(election, outcome).holds
    assert check_exhaustive(election, outcome).holds
    assert replay_greedy(election, outcome).holds
    for project in election.projects:
        assert (project.id in outcome.winners) == explain(outcome, project.id).code.startswith("funded")


def test_declared_winners_follow_from_the_declared_rule(pb_name: str, pb: PbFile) -> None:
    declared, found = declared_winners(pb), rule_of_file(pb)
    if declared is None:
        return
    if found.rule is None:
        assert NOT_OUR_RULE[pb_name] == found.reason
        return
    outcome = count(pb.election(), found.rule)
    same = set(outcome.winners) == set(declared.winners)
    assert same == (pb_name not in DECLARED_OTHERWISE)
    if not same:
        # The city broke a tie otherwise: the two outcomes part at tied projects only.
        assert pb_name == "Poland_Warszawa_2018_Niskie_Okecie.pb"
        assert [tie.members for tie in outcome.trace.ties] == [("308", "615")]
        assert ("615" in declared.winners, "615" in outcome.winners) == (True, False)


def test_export_and_import_change_nothing(pb_name: str, pb_path: Path, pb: PbFile) -> None:
    target = BytesIO()
    write_pb(pb, target)
    again = read_pb(target.getvalue())
    assert content(again) == content(pb)
    assert again.accounting() == pb.accounting()
    assert count(again.election(), FILES_CONVENTION) == count(pb.election(), FILES_CONVENTION)
    assert (target.getvalue() == pb_path.read_bytes()) == (pb_name not in MIXED_LINE_ENDINGS)


def test_every_mark_is_accounted_for(pb: PbFile) -> None:
    accounting = pb.accounting()
    marks = sum(len(row.marks) for row in pb.votes())
    assert marks == accounting.marks_read == accounting.marks_used + sum(accounting.marks_ignored.values())
    assert accounting.ballots == accounting.rows == len(pb.sections.votes.rows)
