"""The shipped list of territories: whole, consistent, and the same size as the classifier it was made from."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import ortaq.territories
from ortaq.core.text import KAZAKH_ALPHABET

SEED = Path(ortaq.territories.__file__).parent / "seed"
COLUMNS = ["code", "parent_code", "kind", "name_kk", "name_ru", "name_en"]
COLUMNS += ["valid_from", "valid_to", "name_kk_source", "review"]
# The classifier has no kind for the fourth level but the prefix; what it is called there, and here.
KINDS_OF_SOURCE = {
    "district": "district",
    "city_akimat": "city_akimat",
    "city": "city",
    "settlement_akimat": "settlement",
    "rural_district": "rural_district",
}
# How a name of the kind ends in Kazakh, and how it begins or ends in Russian.
FORMS = {
    "region": (r".+ облысы", r"(область .+|.+ая область)"),
    "republican_city": (r".+ қаласы", r"город .+"),
    "district": (r".+ ауданы", r"(район .+|.+ий район)"),
    "city_akimat": (r".+ қалалық әкімдігі", r"(городская администрация .+|.+ая городская администрация)"),
    "city": (r".+ қаласы", r"город .+"),
    "settlement": (r".+ кенті", r"посёлок .+"),
    "rural_district": (
        r"(.+ ауылдық округі|.+ атындағы ауылдық округ)",
        r"(сельский округ (имени )?.+|.+(ий|ый|ой) сельский округ)",
    ),
}


def rows(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def territories() -> list[dict[str, str]]:
    return rows("regions.csv") + rows("abai_ulytau.csv")


def test_columns_are_those_the_readme_names(territories):
    assert all(list(row) == COLUMNS for row in territories)


def test_codes_are_unique_and_parents_stand_before_their_children(territories):
    seen = set()
    for row in territories:
        assert row["code"] not in seen
        assert re.fullmatch(r"\d{9}|KZ", row["code"])
        assert (row["parent_code"] in seen) == (row["code"] != "KZ"), row["code"]
        seen.add(row["code"])


def test_a_code_lies_within_its_parents_code(territories):
    for row in territories:
        if row["parent_code"] in ("", "KZ"):
            continue
        stem = row["parent_code"].rstrip("0")
        assert row["code"].startswith(stem), row["code"]


def test_there_are_twenty_regions_and_cities_under_one_country():
    kinds = Counter(row["kind"] for row in rows("regions.csv"))
    assert kinds == {"country": 1, "region": 17, "republican_city": 3}


def test_every_name_is_there_and_has_the_form_of_its_kind(territories):
    for row in territories:
        assert all(row[f"name_{language}"].strip() == row[f"name_{language}"] != "" for language in ("kk", "ru", "en"))
        if row["kind"] != "country":
            kazakh, russian = FORMS[row["kind"]]
            assert re.fullmatch(kazakh, row["name_kk"]), row["name_kk"]
            assert re.fullmatch(russian, row["name_ru"]), row["name_ru"]


def test_kazakh_names_are_kazakh(territories):
    letters = set(KAZAKH_ALPHABET + " ")
    for row in territories:
        name = row["name_kk"]
        assert set(name.casefold()) <= letters, name
        assert not re.search(r"(ский|цкий|ская|ское|сельск|район|посёлок|имени)\b", name.casefold()), name


def test_english_names_are_plain_latin(territories):
    assert [row["name_en"] for row in territories if not re.fullmatch(r"[A-Za-z ]+", row["name_en"])] == []


def test_russian_names_have_no_abbreviations(territories):
    assert [row["name_ru"] for row in territories if "." in row["name_ru"]] == []


def test_siblings_of_one_kind_have_different_names(territories):
    for language in ("kk", "ru", "en"):
        names = Counter((row["parent_code"], row["kind"], row[f"name_{language}"]) for row in territories)
        assert [name for name, count in names.items() if count > 1] == []


def test_what_we_wrote_ourselves_is_marked_for_review(territories):
    for row in territories:
        assert re.fullmatch(r"list|decree|press|own|osm:\d+", row["name_kk_source"]), row["code"]
        languages = row["review"].split(",") if row["review"] else []
        assert set(languages) <= {"kk", "ru"}
        assert ("kk" in languages) == (row["name_kk_source"] == "own"), row["code"]


def test_dates_are_dates_and_nothing_ends_before_it_begins(territories):
    for row in territories:
        begins = date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min
        ends = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
        assert begins < ends


def test_successors_are_territories_that_begin_that_day(territories):
    by_code = {row["code"]: row for row in territories}
    links = rows("successors.csv")
    assert len(links) == 5
    for link in links:
        assert link["from_code"] in by_code
        assert by_code[link["to_code"]]["valid_from"] == link["date"]
        assert link["note"]


def test_points_belong_to_territories_and_lie_in_their_region(territories):
    boxes = {"62": (60.0, 73.0, 45.5, 50.2), "10": (75.5, 84.5, 45.5, 51.8)}
    codes = {row["code"] for row in territories}
    points = rows("points.csv")
    assert len({point["code"] for point in points}) == len(points)
    for point in points:
        west, east, south, north = boxes.get(point["code"][:2], (46.0, 88.0, 40.0, 56.0))
        assert point["code"] in codes
        assert west < float(point["lon"]) < east, point["code"]
        assert south < float(point["lat"]) < north, point["code"]
        assert "ODbL" in point["source"] or "OCHA" in point["source"]


def test_as_many_as_the_classifier_has_in_every_district(shared_data):
    path = shared_data / "territories" / "kato_2022_10_abai_ulytau.csv"
    with path.open(encoding="utf-8", newline="") as file:
        source = list(csv.DictReader(file))
    top = {row["code"]: row["code"] if row["depth"] == "1" else row["district_code"] for row in source}
    expected = Counter((top[r["code"]], KINDS_OF_SOURCE[r["kind"]]) for r in source if r["kind"] in KINDS_OF_SOURCE)
    later = {"104100000", "104500000"}
    shipped = [row for row in rows("abai_ulytau.csv") if row["code"] not in later]
    assert {row["code"] for row in shipped} <= set(top)
    assert Counter((top[row["code"]], row["kind"]) for row in shipped) == expected
    # A settlement's own code (…100) is left out because its akimat stands for it: one for one.
    assert sum(r["kind"] == "settlement" for r in source) == sum(row["kind"] == "settlement" for row in shipped)
