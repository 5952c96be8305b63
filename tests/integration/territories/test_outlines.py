"""Outlines: joined, asked for a point, drawn small."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from ortaq.audit.models import Entry
from ortaq.core.actors import SYSTEM
from ortaq.territories.domain.outlines import set_outline
from ortaq.territories.domain.queries.outlines import small_map, territory_at
from ortaq.territories.models import Outline, Territory
from tests.factories.territories import CountryFactory, RegionFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


def square(west: float, south: float, size: float) -> dict[str, object]:
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


@pytest.fixture
def region() -> Territory:
    region = RegionFactory(parent=CountryFactory(), code="620000000")
    set_outline(territory=region, geometry=square(60, 40, 10), source="drawn", by=SYSTEM)
    return region


def run(path: Path, **options: object) -> str:
    out = io.StringIO()
    call_command("import_outlines", str(path), stdout=out, stderr=out, **options)
    return out.getvalue()


def test_the_deepest_territory_holds_the_point(region: Territory) -> None:
    district = TerritoryFactory(parent=region)
    set_outline(territory=district, geometry=square(62, 42, 2), source="drawn", by=SYSTEM)
    assert territory_at(63, 43) == district
    assert territory_at(61, 41) == region
    assert territory_at(10, 10) is None


def test_the_outline_of_the_day(region: Territory) -> None:
    set_outline(territory=region, geometry=square(80, 40, 5), source="drawn", by=SYSTEM, valid_from=dt.date(2024, 1, 1))
    set_outline(territory=region, geometry=square(20, 40, 5), source="drawn", by=SYSTEM, valid_from=dt.date(2124, 1, 1))
    assert territory_at(82, 42) == region
    assert territory_at(61, 41) is None
    assert territory_at(22, 42) is None


def test_the_same_shape_again_changes_nothing(region: Territory) -> None:
    entries = Entry.objects.count()
    set_outline(territory=region, geometry=square(60, 40, 10), source="drawn", by=SYSTEM)
    assert Entry.objects.count() == entries
    set_outline(territory=region, geometry=square(60, 40, 9), source="drawn", by=SYSTEM)
    assert Outline.objects.get().east == 69


def test_joining_by_code_and_by_name(region: Territory, tmp_path: Path) -> None:
    TerritoryFactory(parent=region, code="623600000", name_kk="Жаңаарқа ауданы", name_ru="Жанааркинский район")
    path = tmp_path / "outlines.geojson"
    features = [
        {"type": "Feature", "properties": {"kato": "620000000"}, "geometry": square(60, 40, 8)},
        {
            "type": "Feature",
            "properties": {"name_kk": "Жаңаарқа ауданы", "region_kato": "620000000"},
            "geometry": square(61, 41, 1),
        },
        {"type": "Feature", "properties": {"name": "Atlantis"}, "geometry": square(0, 0, 1)},
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    said = run(path, dry_run=True)
    assert "1 new, 1 changed, 0 unchanged, 1 not joined" in said
    assert "feature 3, Atlantis: no territory has this name" in said
    assert Outline.objects.count() == 1
    run(path, source="Somebody, CC0")
    assert "0 new, 0 changed, 2 unchanged" in run(path, source="Somebody, CC0")
    assert Entry.objects.filter(verb="territories.outlined").count() == 1
    assert territory_at(61.5, 41.5).code == "623600000"  # type: ignore[union-attr]


def test_a_small_map_in_one_query(region: Territory, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(3):
        part = TerritoryFactory(parent=region, lon=61, lat=41, point_source="OSM")
        if number:
            set_outline(territory=part, geometry=square(60 + number, 42, 1), source="drawn", by=SYSTEM)
    parts = list(Territory.objects.filter(parent=region))
    with django_assert_num_queries(1):
        drawing = small_map(region, parts)
    assert drawing is not None
    assert drawing.ground.startswith("M")
    assert (len(drawing.areas), len(drawing.dots)) == (2, 1)
    assert drawing.sources == ["drawn", "OSM"]
    assert small_map(TerritoryFactory(parent=region), []) is None


def test_the_label_point_of_every_region_lies_in_it(shared_data: Path) -> None:
    folder = shared_data / "territories"
    call_command("seed_territories", verbosity=0)
    assert "20 new" in run(folder / "regions_adm1_simplified.geojson")
    assert "20 unchanged" in run(folder / "regions_adm1_simplified.geojson")
    with (folder / "regions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [territory_at(float(row["rep_lon"]), float(row["rep_lat"])) for row in rows]
    assert [place and place.code for place in found] == [row["kato"] for row in rows]
    assert len(rows) == 20
