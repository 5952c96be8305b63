"""Truncated, mis-encoded and contradictory files: line and field are named, nothing is taken, nothing breaks."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ortaq.territories.models import Outline, Territory, TreeImport
from tests.factories.territories import CountryFactory, RegionFactory

pytestmark = pytest.mark.django_db

HEADING = "code,name_ru,parent_code,depth,kind,region_code,district_code"
GOOD = "620000000,область Ұлытау,,0,region,620000000,"
DISTRICT = "623600000,Жанааркинский район,620000000,1,district,620000000,623600000"


def table(*rows: str, heading: str = HEADING) -> bytes:
    return "\n".join([heading, *rows, ""]).encode()


# What is in the file, and what must be said about it.
TABLES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "The file is empty"),
    "blank": (b" \n\n", "The file is empty"),
    "heading only": (table(), "no rows"),
    "other columns": (table("1,2", heading="a,b"), "code, name_ru, parent_code"),
    "not a table": (b"\x89PNG\r\n\x1a\n\x00\x00", "zero bytes"),
    "cyrillic of windows": (table(GOOD).decode().replace("Ұ", "У").encode("cp1251"), "Line 2 is not UTF-8"),
    "utf-16": (table(GOOD).decode().encode("utf-16"), "zero bytes"),
    "encoded twice": (
        table(GOOD.replace("область Ұлытау", "область Ұлытау".encode().decode("latin-1"))),
        "line 2, name_ru",
    ),
    "cut off in a row": (table(GOOD, DISTRICT)[:-20], "line 3, row: it has 6 cells"),
    "cut off in the last cell": (table(GOOD, DISTRICT)[:-5], "line 3, district_code"),
    "open quote": (table(GOOD, '623600000,"Жанааркинский район,620000000,1,district,,'), "line 3, row"),
    "too many cells": (table(GOOD, DISTRICT + ",x"), "line 3, row: it has 8 cells"),
    "code twice": (table(GOOD, DISTRICT, DISTRICT), "line 4, code: the code 623600000 stands already on line 3"),
    "unknown parent": (table(GOOD, DISTRICT.replace("620000000,1", "629900000,1")), "line 3, parent_code"),
    "own parent": (table("620000000,область,620000000,0,region,,"), "line 2, parent_code"),
    "circle of two": (
        table("620000000,А,623600000,,region,,", "623600000,Б,620000000,,district,,"),
        "line 2, parent_code: this territory would be a part of itself: 620000000 → 623600000 → 620000000",
    ),
    "letters in the code": (table(GOOD.replace("620000000,о", "62000000О,о")), "line 2, code"),
    "short code": (table(GOOD.replace("620000000,о", "62,о")), "line 2, code"),
    "region of another code": (table(GOOD, DISTRICT.replace("623600000,", "103600000,")), "line 3, parent_code"),
    "wrong depth": (table(GOOD, DISTRICT.replace(",1,", ",3,")), "line 3, depth"),
    "wrong region": (table(GOOD, DISTRICT.replace("district,620", "district,100")), "line 3, region_code"),
    "unknown kind": (table(GOOD.replace("region,", "kingdom,")), "line 2, kind: “kingdom”"),
    "no name": (table(GOOD.replace("область Ұлытау", " ")), "line 2, name_ru: the name is missing"),
    "endless name": (table(GOOD.replace("область", "я" * 10_000)), "line 2, name_ru: the name has 10007 characters"),
    "emoji": (table(GOOD.replace("область", "🏠")), "line 2, name_ru: the name holds U+1F3E0"),
    "right to left": (table(GOOD.replace("область", "منطقة")), "line 2, name_ru: the name holds U+0645"),
    "direction mark": (table(GOOD.replace("область", "о\u202eбласть")), "line 2, name_ru: the name holds U+202E"),
    "markup": (table(GOOD.replace("область", "<b>")), "line 2, name_ru"),
}
FULL = "code,parent_code,kind,name_kk,name_ru,name_en,valid_from,valid_to,review"
TABLES |= {
    "no such day": (table("620000000,,region,А,А,A,2022-13-08,,", heading=FULL), "line 2, valid_from"),
    "ends before it begins": (
        table("620000000,,region,А,А,A,2022-06-08,2022-06-08,", heading=FULL),
        "line 2, valid_to",
    ),
    "no name at all": (table("620000000,,region,,,,,,", heading=FULL), "line 2, name_kk"),
}


def complaint(command: str, path: Path, **options: object) -> str:
    errors = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(command, str(path), stdout=io.StringIO(), stderr=errors, **options)
    return f"{errors.getvalue()}{caught.value}"


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_bad_table(name: str, dry_run: bool, tmp_path: Path) -> None:
    content, said = TABLES[name]
    path = tmp_path / "kato.csv"
    path.write_bytes(content)
    assert said in complaint("import_territories", path, dry_run=dry_run)
    assert not Territory.everything.exists()
    assert not TreeImport.objects.exists()


def test_a_circle_with_what_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "kato.csv"
    path.write_bytes(table(GOOD, DISTRICT))
    call_command("import_territories", str(path), stdout=io.StringIO())
    path.write_bytes(table("620000000,область Ұлытау,623600000,,region,,"))
    assert "would be a part of itself" in complaint("import_territories", path)
    assert Territory.objects.get(code="620000000").parent.code == "KZ"


def test_every_bad_row_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kato.csv"
    path.write_bytes(table(GOOD.replace("region,", "kingdom,"), DISTRICT.replace("Жан", "🏠"), "62,,,,,,"))
    said = complaint("import_territories", path)
    assert all(f"line {line}, " in said for line in (2, 3, 4))


@pytest.mark.parametrize("command", ["import_territories", "import_outlines"])
def test_files_that_are_not_there(command: str, tmp_path: Path) -> None:
    assert "There is no file" in complaint(command, tmp_path / "nothing.csv")
    assert "cannot be opened" in complaint(command, tmp_path)
    path = tmp_path / "kato.csv"
    path.write_bytes(table(GOOD))
    assert "is not a day" in complaint(command, path, date="03.01.2024")


def feature(properties: str, geometry: str) -> str:
    return f'{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}'


def collection(*features: str) -> str:
    return f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}'


SQUARE = '{"type": "Polygon", "coordinates": [[[60, 40], [70, 40], [70, 50], [60, 50], [60, 40]]]}'
ULYTAU = '{"kato": "620000000"}'
OUTLINES: dict[str, tuple[str, str]] = {
    "not json": ("code,name\n", "this is not JSON"),
    "cut off": (collection(feature(ULYTAU, SQUARE))[:-30], "this is not JSON"),
    "other json": ("[]", "not a GeoJSON FeatureCollection"),
    "nothing in it": (collection(), "not a GeoJSON FeatureCollection"),
    "nested without end": ("[" * 100_000, "not"),
    "not a feature": (collection("1"), "feature 1, feature"),
    "a point": (collection(feature(ULYTAU, '{"type": "Point", "coordinates": [60, 40]}')), "feature 1, geometry"),
    "no geometry": (collection(feature(ULYTAU, "null")), "feature 1, geometry"),
    "metres": (collection(feature(ULYTAU, SQUARE.replace("60", "6678000"))), "another projection"),
    "not a number": (collection(feature(ULYTAU, SQUARE.replace("60, 40", "NaN, 40"))), "feature 1, geometry"),
    "twice": (collection(feature(ULYTAU, SQUARE), feature(ULYTAU, SQUARE)), "an outline already in feature 1"),
    "unknown code": (collection(feature('{"kato": "999999999"}', SQUARE)), "no territory with the code 999999999"),
    "no code and no name": (collection(feature("{}", SQUARE)), "neither a code nor a name"),
}


@pytest.mark.parametrize("name", OUTLINES)
def test_bad_outlines(name: str, tmp_path: Path) -> None:
    RegionFactory(parent=CountryFactory(), code="620000000")
    content, said = OUTLINES[name]
    path = tmp_path / "outlines.geojson"
    path.write_text(content)
    assert said in complaint("import_outlines", path)
    assert not Outline.objects.exists()
