"""Reading, meaning and writing of Pabulib files."""

from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.tally import (
    ElectionError,
    PbError,
    PbFile,
    Rule,
    TieRule,
    count,
    declared_winners,
    read_pb,
    rule_of_file,
    write_pb,
)
from ortaq.tally.pabulib import Declared

BASE = {"budget": 100, "vote_type": "approval", "rule": "greedy"}


def written(pb: PbFile, ties: TieRule | None = None) -> bytes:
    target = BytesIO()
    write_pb(pb, target, ties=ties)
    return target.getvalue()


def cells(pb: PbFile) -> list[list[tuple[str, ...]]]:
    return [[table.columns, *table.rows] for table in pb.sections.by_name().values()]


def test_the_election_of_a_file(village: str) -> None:
    pb = read_pb(village.encode())
    election = pb.election()
    assert election.totals().scores == {"road": 4, "well": 3, "yurt": 2, "lamp": 1}
    assert (election.budget, election.currency, election.ballot_type) == (100, "KZT", "approval")
    assert (election.limits.min_length, election.limits.max_length) == (1, 3)
    assert election.project("road").name == "Жол жөндеу"
    assert election.project("road").fields == {"votes": "4", "selected": "1"}
    assert list(pb.meta)[:3] == ["description", "country", "unit"]
    assert count(election).winners == declared_winners(pb).winners == ("road", "yurt")  # type: ignore[union-attr]
    accounting = pb.accounting()
    assert (accounting.rows, accounting.ballots, accounting.empty) == (5, 5, 0)
    assert (accounting.marks_read, accounting.marks_used, accounting.marks_ignored) == (10, 10, {})


def test_rows_keep_everything_about_a_voter(village: str) -> None:
    rows = list(read_pb(village.encode()).votes())
    assert rows[2].voter_id == "3"
    assert rows[2].marks == ("well", "road", "yurt")
    assert rows[2].points is None
    assert rows[4].attributes == {"age": "18-29", "sex": "O", "voting_method": "internet"}


def test_repeats_count_once_and_are_accounted_for(village: str) -> None:
    pb = read_pb(village.replace("4;yurt;", "4;yurt,yurt;").encode())
    assert pb.election().totals().scores["yurt"] == 2
    assert pb.accounting().marks_ignored == {"repeated_project": 1}
    assert pb.accounting().marks_read == 11


def test_a_ranking_counts_from_max_length_or_the_longest_ballot(village: str) -> None:
    text = village.replace("approval", "ordinal")
    assert read_pb(text.encode()).election().totals().scores["road"] == 3 + 3 + 2 + 3
    roomy = text.replace("max_length;3", "max_length;10")
    assert read_pb(roomy.encode()).election().totals().scores["road"] == 10 + 10 + 9 + 10
    free = text.replace("max_length;3\n", "").replace("4;yurt;", "4;yurt,lamp,road,well;")
    assert read_pb(free.encode()).election().totals().scores["road"] == 4 + 4 + 3 + 2 + 4
    repeated = read_pb(text.replace("3;well,road,yurt;", "3;well,road,well;").encode())
    assert repeated.election().totals().scores["well"] == 2 + 2 + 3


def test_points_and_zero_points(village: str) -> None:
    text = village.replace("approval", "cumulative\nmax_sum_points;10").replace("voting_method\n", "points\n")
    for old, new in (("44;F;internet", "44;F;3,0"), ("31;M;paper", "31;M;2.5,1"), ("F;internet", "F;1,1,8"),
                     ("70;M;paper", "70;M;4"), ("O;internet", "O;5,5")):  # fmt: skip
        text = text.replace(old, new, 1)
    pb = read_pb(text.encode())
    assert pb.election().totals().scores == {"road": Fraction(23, 2), "well": 2, "yurt": 12, "lamp": 5}
    assert pb.election().totals().supporters == {"road": 4, "well": 2, "yurt": 2, "lamp": 1}
    assert pb.accounting().marks_ignored == {"zero_points": 1}
    assert next(pb.votes()).points == (3, 0)


def test_scoring_with_a_default_score_needs_no_listing(village: str) -> None:
    text = village.replace("approval", "scoring\ndefault_score;2").replace("voting_method\n", "points\n")
    for old, new in (("44;F;internet", "44;F;3,0"), ("31;M;paper", "31;M;-1,1"), ("F;internet", "F;1,1,8"),
                     ("70;M;paper", "70;M;4"), ("O;internet", "O;5,5")):  # fmt: skip
        text = text.replace(old, new, 1)
    election = read_pb(text.encode()).election()
    assert election.totals().scores == {"road": 3 - 1 + 1 + 2 + 5, "well": 0 + 1 + 1 + 2 + 2,
                                        "yurt": 2 + 2 + 8 + 4 + 2, "lamp": 2 * 4 + 5}  # fmt: skip


def test_empty_ballots_count_as_ballots(village: str) -> None:
    text = village.replace("min_length;1", "edition;1").replace("4;yurt;", "4;;")
    pb = read_pb(text.encode())
    assert pb.election().profile.ballots == 5
    assert pb.accounting().empty == 1


def test_the_sentinel_cost_withdraws_a_project_only_above_the_budget(village: str) -> None:
    pb = read_pb(village.replace("well;50", "well;999999999").encode())
    assert pb.election().project("well").withdrawn
    rich = village.replace("well;50", "well;999999999").replace("budget;100", "budget;1000000000")
    assert not read_pb(rich.encode()).election().project("well").withdrawn


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", [True, False])
def test_writing_gives_back_the_bytes(newline: str, end: bool, village: str) -> None:
    data = village.replace("\n", newline).encode()
    data = data if end else data.rstrip()
    assert written(read_pb(data)) == data


def test_bytes_that_are_not_utf8_survive(village: str) -> None:
    data = village.encode().replace("Құдық".encode(), "Кузык".encode("cp1251"))
    assert written(read_pb(data)) == data


@pytest.mark.parametrize(("big", "small", "agrees"), [(1, 0, True), (0, 1, True), (0, 0, False)])
def test_a_city_may_break_ties_by_the_order_in_its_file(big: int, small: int, agrees: bool) -> None:
    pb = PbFile.build(
        meta={**BASE, "budget": 50},
        projects=[
            {"project_id": "big", "cost": 40, "selected": big},
            {"project_id": "small", "cost": 30, "selected": small},
        ],
        votes=[{"voter_id": 1, "vote": ["big"]}, {"voter_id": 2, "vote": ["small"]}],
    )
    assert agrees == ("selected_differs_from_rule" not in {defect.code for defect in pb.defects})


def test_writing_to_a_path(village: str, tmp_path: Path) -> None:
    write_pb(read_pb(village.encode()), tmp_path / "village.pb")
    assert read_pb(tmp_path / "village.pb").sha256 == read_pb(village.encode()).sha256
    with (tmp_path / "village.pb").open("rb") as opened:
        assert read_pb(opened).countable
    with pytest.raises(FileNotFoundError):
        read_pb(tmp_path / "nothing.pb")


def test_the_tie_rule_goes_into_the_comment_and_comes_back(village: str) -> None:
    ties = TieRule.parse("cost,score,lot:aqbulaq/2027-x")
    pb = read_pb(village.replace("currency;KZT", 'comment;"#1: a; b ""c"". #2: d"').encode())
    again = read_pb(written(pb, ties))
    assert again.meta["comment"] == '#1: a; b "c". #2: d #3: ties=cost,score,lot:aqbulaq/2027-x'
    assert again.tie_rule() == ties
    assert written(again, ties) == written(again)
    assert pb.tie_rule() is None
    fresh = read_pb(written(read_pb(village.encode()), ties))
    assert fresh.meta["comment"] == f"#1: ties={ties}"
    assert fresh.defects == ()
    changed = fresh.with_ties(TieRule())
    assert changed.tie_rule() == TieRule()
    assert f"#1: ties={ties} #2: ties=cost,score,id" == changed.meta["comment"]


@pytest.mark.parametrize(
    ("meta", "reason", "parameters"),
    [
        ("rule;greedy", "ok", {"fund_unsupported": True}),
        ("rule;greedy-threshold\nmin_project_score_threshold;2.5", "ok",
         {"fund_unsupported": True, "threshold": Fraction(5, 2)}),
        ("rule;greedy-threshold", "threshold_missing", None),
        ("rule;greedy-no-skip", "ok", {"fund_unsupported": True, "misfit": "stop"}),
        ("rule;greedy-no-skip\nmin_project_score_threshold;2", "ok",
         {"fund_unsupported": True, "misfit": "stop", "threshold": 2}),
        ("rule;greedy-custom", "custom_rule", None),
        ("rule;greedy-exclusive", "rule_not_implemented", None),
        ("rule;equalshares/add1", "rule_not_implemented", None),
        ("rule;unknown", "unknown_rule", None),
        ("edition;1", "no_rule", None),
    ],
)  # fmt: skip
def test_the_rule_of_a_file(meta: str, reason: str, parameters: dict[str, Any] | None, village: str) -> None:
    found = rule_of_file(read_pb(village.replace("rule;greedy", meta).encode()))
    assert found.reason == reason
    assert found.rule == (None if parameters is None else Rule("greedy", parameters))


def test_the_rule_of_a_file_takes_its_tie_rule(village: str) -> None:
    pb = read_pb(village.encode()).with_ties(TieRule.parse("lot:s"))
    assert rule_of_file(pb).rule == Rule("greedy", {"fund_unsupported": True}, TieRule.parse("lot:s"))


def test_declared_winners_tell_reserve_and_extra_money_apart(village: str) -> None:
    text = village.replace("Құдық;0", "Құдық;2").replace("Шам;0", "Шам;3")
    assert declared_winners(read_pb(text.encode())) == Declared(("road", "yurt"), ("well",), ("lamp",))
    assert declared_winners(read_pb(village.replace(";selected", ";public_id").encode())) is None


def test_building_from_data() -> None:
    pb = PbFile.build(
        meta={**BASE, "budget": Fraction(201, 2), "fully_funded": True, "comment": None},
        projects=[
            {"project_id": "1", "cost": 70, "category": ["education", "sport"]},
            {"project_id": "2", "cost": 30, "name": 'Мектеп; "Болашақ"'},
        ],
        votes=[{"voter_id": 1, "vote": ["1", "2"]}, {"voter_id": 2, "vote": [], "sex": "F"}],
        ties=TieRule.parse("lot:x"),
    )
    again = read_pb(written(pb))
    assert cells(again) == cells(pb)
    assert again.meta["budget"] == "100.5"
    assert again.meta["fully_funded"] == "1"
    assert again.meta["num_votes"] == "2"
    assert again.election().project("1").category == ("education", "sport")
    assert again.election().project("2").name == 'Мектеп; "Болашақ"'
    assert [row.attributes for row in again.votes()] == [{"sex": ""}, {"sex": "F"}]
    assert again.tie_rule() == pb.tie_rule() == TieRule.parse("lot:x")


@pytest.mark.parametrize(
    ("projects", "votes"),
    [
        ([{"project_id": "1", "cost": -1}], []),
        ([{"project_id": "1,2", "cost": 1}], []),
        ([{"project_id": "1", "cost": 1}, {"project_id": "1", "cost": 1}], []),
        ([{"project_id": "1", "cost": 1}], [{"voter_id": 1, "vote": ["2"]}]),
        ([{"project_id": "1", "cost": 1}], [{"voter_id": 1, "vote": ["1"]}, {"voter_id": 1, "vote": ["1"]}]),
        ([{"cost": 1}], []),
    ],
)
def test_building_refuses_what_could_not_be_counted(projects: list[Any], votes: list[Any]) -> None:
    with pytest.raises(PbError):
        PbFile.build(meta=BASE, projects=projects, votes=votes)


@pytest.mark.parametrize("value", [1.5, Fraction(1, 3), object()])
def test_building_refuses_values_without_an_exact_text(value: object) -> None:
    with pytest.raises(ElectionError, match="bad_value"):
        PbFile.build(meta=BASE, projects=[{"project_id": "1", "cost": value}], votes=[])


TITLES = [
    "a" * 10_000,
    "مشروع الطريق\u200f",
    "\u202eyurt",
    "=1+1",
    '"',
    ";",
    "мектеп\nаула",
    "x\ry",
    "'",
    "0",
    "\u2028",
    "𝒳",
]
IDS = ["7/12", 'q"q', "a;b", "Ж-1", "007", "7", "\u05d0", "VOTES", "a b"]


@pytest.mark.parametrize("title", TITLES)
def test_awkward_titles_survive(title: str) -> None:
    pb = PbFile.build(meta=BASE, projects=[{"project_id": "1", "cost": 1, "name": title}], votes=[])
    again = read_pb(written(pb))
    assert again.countable
    assert again.sections.projects.rows == [("1", "1", title)]


def test_awkward_ids_are_told_apart_and_survive() -> None:
    projects = [{"project_id": project_id, "cost": 10, "name": "x"} for project_id in IDS]
    votes = [{"voter_id": number, "vote": IDS[:number]} for number in range(1, 10)]
    again = read_pb(written(PbFile.build(meta=BASE, projects=projects, votes=votes)))
    assert again.countable
    assert again.election().totals().scores == {project_id: 9 - place for place, project_id in enumerate(IDS)}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Z", "C"], exclude_characters=","), min_size=1, max_size=6)


@st.composite
def files(draw: st.DrawFn) -> PbFile:
    ids = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    kind = draw(st.sampled_from(["approval", "choose-1", "ordinal", "cumulative", "scoring"]))
    votes = []
    for number in range(draw(st.integers(0, 5))):
        most = 1 if kind == "choose-1" else len(ids)
        chosen = draw(st.lists(st.sampled_from(ids), unique=True, max_size=most))
        vote: dict[str, object] = {"voter_id": number, "vote": chosen, "education": draw(TEXTS)}
        if kind in ("cumulative", "scoring"):
            vote["points"] = draw(st.lists(st.integers(0, 9), min_size=len(chosen), max_size=len(chosen)))
        votes.append(vote)
    projects = [{"project_id": name, "cost": draw(st.integers(1, 99)), "name": draw(TEXTS)} for name in ids]
    meta = {"description": draw(TEXTS), "budget": draw(st.integers(0, 200)), "vote_type": kind, "rule": "greedy"}
    if kind in ("cumulative", "scoring"):
        votes = votes or [{"voter_id": 0, "vote": [], "points": []}]
    return PbFile.build(meta=meta, projects=projects, votes=votes)


@given(files())
def test_writing_and_reading_again_changes_nothing(pb: PbFile) -> None:
    again = read_pb(written(pb))
    assert cells(again) == cells(pb)
    assert list(again.votes()) == list(pb.votes())
    assert again.accounting() == pb.accounting()
    assert count(again.election()) == count(pb.election())
    assert {d.code for d in again.defects} - {"line_break_in_cell", "mixed_line_endings"} == {
        d.code for d in pb.defects
    }
