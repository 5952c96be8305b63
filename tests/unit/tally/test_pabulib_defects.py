"""Every defect the reader knows is provoked once, in a file that is otherwise sound."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.tally import ElectionError, Level, PbError, count, explain, read_pb, rule_of_file
from ortaq.tally.pabulib import CODES, PbFile
from tests.unit.tally.conftest import VILLAGE

Change = Callable[[str], str | bytes]


def swap(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def both(*changes: Change) -> Change:
    def change(text: str) -> str | bytes:
        for each in changes:
            text = each(text)  # type: ignore[assignment]
        return text

    return change


def points(rows: str, meta: str = "max_sum_points;5") -> Change:
    """Make the ballots cumulative: 5 rows of ``vote;points`` joined by blanks."""

    def change(text: str) -> str:
        head, _ = text.split("VOTES\n")
        head = head.replace("vote_type;approval", f"vote_type;cumulative\n{meta}").replace("cost;votes;", "cost;count;")
        lines = [f"{number};{row}" for number, row in enumerate(rows.split(), start=1)]
        return head + "VOTES\nvoter_id;vote;points\n" + "\n".join(lines) + "\n"

    return change


SOUND_POINTS = "road;5 road,well;3,2 yurt;1 lamp;5 well;4"
LONG = "x" * 140_000

DEFECTS: list[tuple[str, int, str, Change]] = [
    ("bad_encoding", 21, "", lambda text: text.encode().replace("Құдық".encode(), "Кузык".encode("cp1251"))),
    ("bad_encoding", 1, "", lambda text: text.encode("utf-16")),
    ("nul_character", 21, "", swap("Құдық", "Құ\x00дық")),
    ("bad_quoting", 21, "", swap("Құдық", '"Құ"дық')),
    ("unterminated_quote", 21, "", swap("Құдық", '"Құдық')),
    ("cell_too_long", 21, "", swap("Құдық", LONG)),
    ("byte_order_mark", 1, "", lambda text: b"\xef\xbb\xbf" + text.encode()),
    ("mixed_line_endings", 21, "", swap("Құдық;0\n", "Құдық;0\r\n")),
    ("mixed_line_endings", 21, "", swap("Құдық;0\n", "Құдық;0\r")),
    ("empty_line", 18, "", swap("PROJECTS", "\nPROJECTS")),
    ("line_break_in_cell", 21, "", swap("Құдық", '"Құ\nдық"')),
    ("missing_section", 0, "", lambda text: text.split("VOTES")[0]),
    ("missing_section", 0, "", lambda text: ""),
    ("duplicate_section", 24, "", swap("VOTES\n", "PROJECTS\nproject_id;cost\nVOTES\n")),
    ("section_order", 7, "", lambda text: text[text.index("PROJECTS") : text.index("VOTES")]
     + text[: text.index("PROJECTS")] + text[text.index("VOTES") :]),
    ("text_before_section", 1, "", lambda text: "hello\n" + text),
    ("bad_header", 2, "", swap("key;value", "name;value")),
    ("bad_header", 19, "", swap("project_id;cost", "cost;project_id")),
    ("bad_header", 0, "", lambda text: text.split("voter_id")[0]),
    ("missing_column", 19, "cost", swap(";cost;", ";price;")),
    ("missing_column", 25, "vote", swap(";vote;", ";choice;")),
    ("missing_column", 25, "points", swap("approval", "scoring")),
    ("duplicate_column", 19, "name", swap(";votes;name", ";name;name")),
    ("ragged_row", 27, "", swap("2;road,well;31;M;paper", "2;road,well;31")),
    ("ragged_row", 3, "", swap("Village vote", "Village; vote")),
    ("unknown_field", 17, "colour", swap("currency;KZT", "colour;red")),
    ("unknown_field", 25, "mood", swap(";age;", ";mood;")),
    ("field_not_for_ballot_type", 14, "max_points", swap("min_length;1", "max_points;1")),
    ("cell_whitespace", 5, "value", swap("Aqbulaq", " Aqbulaq")),
    ("cell_whitespace", 19, "cost", swap(";cost;", "; cost;")),
    ("cell_whitespace", 26, "vote", swap("1;road,well", "1;road,well\u00a0")),
    ("cell_whitespace", 18, "", swap("PROJECTS", "PROJECTS ")),
    ("list_whitespace", 26, "vote", swap("1;road,well", "1;road, well")),
    ("missing_field", 0, "country", swap("country;Kazakhstan", "district;Kazakhstan")),
    ("missing_field", 0, "max_sum_points", points(SOUND_POINTS, "max_points;5")),
    ("missing_value", 9, "budget", swap("budget;100", "budget;")),
    ("missing_value", 0, "num_votes", swap("num_votes;5", "edition;5")),
    ("missing_value", 15, "max_length", swap("max_length;3", "max_length;")),
    ("duplicate_key", 14, "budget", swap("min_length;1", "budget;100")),
    ("bad_number", 9, "budget", swap("budget;100", "budget;1e2")),
    ("bad_number", 20, "cost", swap("road;70", "road;seventy")),
    ("bad_number", 20, "cost", swap("road;70", "road;")),
    ("bad_number", 15, "max_length", swap("max_length;3", "max_length;3.5")),
    ("bad_number", 28, "points", points(SOUND_POINTS.replace("3,2", "3,x"))),
    ("comma_decimal", 9, "budget", swap("budget;100", "budget;100,00")),
    ("comma_decimal", 20, "cost", swap("road;70", "road;1 070,5")),
    ("negative_number", 20, "cost", swap("road;70", "road;-70")),
    ("absurd_number", 20, "cost", swap("road;70", "road;1000000000000001")),
    ("absurd_number", 20, "cost", swap("road;70", "road;" + "7" * 5000)),
    ("bad_statistic", 20, "votes", swap("road;70;4", "road;70;many")),
    ("bad_value", 13, "date_end", swap("date_end;15.05.2027", "date_end;2027-05-15")),
    ("bad_value", 11, "rule", swap("rule;greedy", "rule;lottery")),
    ("bad_value", 17, "experimental", swap("currency;KZT", "experimental;0")),
    ("bad_value", 21, "selected", swap("Құдық;0", "Құдық;9")),
    ("bad_vote_type", 10, "vote_type", swap("approval", "guess")),
    ("limits_contradict", 15, "max_length", swap("min_length;1", "min_length;4")),
    ("count_mismatch", 7, "num_projects", swap("num_projects;4", "num_projects;5")),
    ("count_mismatch", 8, "num_votes", lambda text: text[: text.index("5;road,lamp")]),
    ("empty_id", 20, "project_id", swap("road;70", ";70")),
    ("empty_id", 26, "voter_id", swap("1;road,well", ";road,well")),
    ("id_with_comma", 20, "project_id", swap("road;70", "ro,ad;70")),
    ("duplicate_id", 21, "project_id", swap("well;50", "road;50")),
    ("duplicate_id", 27, "voter_id", swap("2;road,well", "1;road,well")),
    ("zero_cost", 23, "cost", swap("lamp;25", "lamp;0")),
    ("cost_over_budget", 23, "cost", swap("lamp;25", "lamp;101")),
    ("cost_withdrawn", 23, "cost", swap("lamp;25", "lamp;999999999")),
    ("cost_outside_limits", 23, "cost", swap("language;kk", "min_project_cost;26")),
    ("empty_ballot", 29, "vote", both(swap("min_length;1\n", ""), swap("num_votes;5\n", "num_votes;5\nedition;1\n"),
                                      swap("4;yurt", "4;"))),
    ("empty_list_item", 26, "vote", swap("1;road,well", "1;road,,well")),
    ("unknown_project", 26, "vote", swap("1;road,well", "1;road,wall")),
    ("repeated_project", 26, "vote", swap("1;road,well", "1;road,well,road")),
    ("ballot_too_long", 28, "vote", swap("max_length;3", "max_length;2")),
    ("ballot_too_long", 26, "vote", swap("approval", "choose-1")),
    ("ballot_too_short", 29, "vote", swap("4;yurt", "4;")),
    ("points_missing", 27, "points", points(SOUND_POINTS.replace("road;5", "road;"))),
    ("points_not_allowed", 27, "points", lambda text: points(SOUND_POINTS)(text).replace("cumulative", "approval")),
    ("points_length", 28, "points", points(SOUND_POINTS.replace("3,2", "3"))),
    ("points_out_of_range", 28, "points", points(SOUND_POINTS, "max_sum_points;5\nmax_points;4")),
    ("points_out_of_range", 29, "points", points(SOUND_POINTS.replace("yurt;1", "yurt;-1"))),
    ("sum_points_out_of_range", 27, "points", points(SOUND_POINTS, "max_sum_points;4")),
    ("sum_cost_out_of_range", 26, "vote", swap("language;kk", "max_sum_cost;119")),
    ("bad_attribute", 26, "sex", swap("44;F", "44;W")),
    ("bad_attribute", 26, "age", swap("44;F", "young;F")),
    ("votes_column_differs", 20, "votes", swap("road;70;4", "road;70;5")),
    ("score_column_differs", 20, "score", both(swap("cost;votes;", "cost;score;"), swap("road;70;4", "road;70;5"))),
    ("selected_over_budget", 0, "selected", swap("Құдық;0", "Құдық;1")),
    ("fully_funded_differs", 17, "fully_funded", swap("currency;KZT", "fully_funded;1")),
    ("fully_funded_differs", 0, "fully_funded", swap("budget;100", "budget;1000")),
    ("unused_budget", 0, "selected", swap("Киіз үй;1", "Киіз үй;0")),
    ("unused_budget_custom", 0, "selected", both(swap("Киіз үй;1", "Киіз үй;0"),
                                                             swap("rule;greedy", "rule;greedy-custom"))),
    ("selected_differs_from_rule", 11, "selected", both(swap("Киіз үй;1", "Киіз үй;0"), swap("Шам;0", "Шам;1"))),
    ("bad_ties_comment", 17, "comment", swap("currency;KZT", "comment;#1: ties=cost")),
]  # fmt: skip


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def places(defects: PbFile, code: str) -> list[tuple[int, str]]:
    return [(defect.line, defect.field) for defect in defects.defects if defect.code == code]


def test_the_sound_file_has_no_defect(village: str) -> None:
    assert read_pb(village.encode()).defects == ()
    assert read_pb(as_bytes(points(SOUND_POINTS)(village).replace("cost;count", "cost;score"))).countable


@pytest.mark.parametrize(("code", "line", "name", "change"), DEFECTS)
def test_each_defect_is_found_at_its_place(code: str, line: int, name: str, change: Change, village: str) -> None:
    pb = read_pb(as_bytes(change(village)))
    assert (line, name) in places(pb, code), [str(defect) for defect in pb.defects]
    for defect in pb.defects:
        assert defect.to_dict()["code"] in str(defect)
    if CODES[code] == "blocks":
        with pytest.raises(PbError) as caught:
            pb.election()
        assert caught.value.defects == pb.defects
        assert str(caught.value)
    elif not any(defect.blocks for defect in pb.defects):
        count(pb.election())


def test_the_table_provokes_every_code_there_is() -> None:
    assert {code for code, _, _, _ in DEFECTS} == set(CODES)


def test_raising_at_once_is_for_errors_and_not_for_warnings(village: str) -> None:
    assert read_pb(village.replace("44;F", "44;W").encode(), on_defect="raise").defects[0].level is Level.WARNING
    with pytest.raises(PbError, match="zero_cost"):
        read_pb(village.replace("lamp;25", "lamp;0").encode(), on_defect="raise")
    with pytest.raises(ElectionError, match="bad_on_defect"):
        read_pb(b"", on_defect="ignore")


def test_many_defects_are_all_kept_and_shown_shortly(village: str) -> None:
    pb = read_pb(village.replace("road", "raod").replace("raod;70", "road;70").encode())
    assert len(places(pb, "unknown_project")) == 4
    with pytest.raises(PbError, match="and 1 more"):
        pb.election()
    assert pb.accounting().marks_ignored == {"unknown_project": 4}
    assert pb.accounting().marks_read == 10


def use_everything(pb: PbFile) -> None:
    """Call all that a caller may call; only the two errors of the package may come out."""
    for row in pb.votes():
        assert isinstance(row.marks, tuple)
    accounting = pb.accounting()
    assert accounting.marks_read == accounting.marks_used + sum(accounting.marks_ignored.values())
    try:
        pb.declared()
        rule = rule_of_file(pb).rule
        election = pb.election()
        outcome = count(election, rule)
        for project in election.projects:
            explain(outcome, project.id)
    except (PbError, ElectionError):
        return


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_surprise(data: bytes) -> None:
    use_everything(read_pb(data))


PIECES = st.sampled_from(
    ["META", "PROJECTS", "VOTES", "\n", "\r", ";", '"', ",", "\x00", "\udc80", "-1", "9" * 70, "1,5", "ties=x",
     "cumulative", "ordinal", "scoring", "points", "road", " ", "0", "#1: ties=cost,score,lot:\u202e", "\u2028", "1e9",
     "999999999", "½"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(VILLAGE)), st.integers(0, 12), PIECES), min_size=1, max_size=6))
def test_any_damage_to_a_sound_file_is_read_without_surprise(damage: list[tuple[int, int, str]]) -> None:
    text = VILLAGE
    for start, length, piece in damage:
        text = text[:start] + piece + text[start + length :]
    use_everything(read_pb(text.encode("utf-8", "surrogateescape")))


@given(st.integers(0, len(VILLAGE.encode()) - 2))
def test_a_file_cut_anywhere_is_never_counted(length: int) -> None:
    """All but the last line end can be missed only by losing data, and the numbers in META tell."""
    assert not read_pb(VILLAGE.encode()[:length]).countable or length > VILLAGE.encode().rindex(b"\n5;road,lamp")
