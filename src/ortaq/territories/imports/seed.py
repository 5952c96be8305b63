"""The tables that come with the platform (see seed/README.md), loaded by the same path as any other list."""

import csv
import datetime as dt
import hashlib
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from ortaq.core.actors import Actor
from ortaq.territories.domain.importing import import_records
from ortaq.territories.domain.planning import SEED
from ortaq.territories.domain.records import Point, Record, Report
from ortaq.territories.domain.tree import link_succession
from ortaq.territories.errors import FileError
from ortaq.territories.imports.kato import read_listing
from ortaq.territories.models import Succession, Territory

FOLDER = Path(__file__).resolve().parent.parent / "seed"
TABLES = ("regions.csv", "abai_ulytau.csv")
SOURCE = "KATO 17.10.2022, OpenStreetMap (ODbL 1.0)"


def load_seed(*, by: Actor) -> Report:
    """Load the shipped tables; a second run changes nothing.

    Raises:
        NotAllowed: the actor may not manage the tree.
        FileError: a shipped table is damaged.
    """
    records: list[Record] = []
    digest = hashlib.sha256()
    for name in TABLES:
        listing = read_listing(FOLDER / name, kinds_of=lambda _codes: {})
        if listing.problems:
            first = listing.problems[0]
            raise FileError("csv", line=first.line, reason=f"{name}, {first.field}: {first.reason}")
        records.extend(listing.records)
        digest.update(listing.sha256.encode())
    points = _points()
    report = import_records(
        records=[replace(record, point=points.get(record.code)) for record in records],
        series=SEED,
        source=SOURCE,
        by=by,
        file_name=" + ".join(TABLES),
        sha256=digest.hexdigest(),
    )
    _link_successors(by)
    return report


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((FOLDER / name).read_text(encoding="utf-8"))))


def _points() -> dict[str, Point]:
    return {row["code"]: Point(Decimal(row["lon"]), Decimal(row["lat"]), row["source"]) for row in _rows("points.csv")}


def _link_successors(by: Actor) -> None:
    rows = _rows("successors.csv")
    codes = {row[column] for row in rows for column in ("from_code", "to_code")}
    places = {place.code: place for place in Territory.objects.filter(code__in=codes)}
    known = set(Succession.objects.values_list("older__code", "newer__code", "date"))
    for row in rows:
        day = dt.date.fromisoformat(row["date"])
        if (row["from_code"], row["to_code"], day) not in known:
            link_succession(
                older=places[row["from_code"]], newer=places[row["to_code"]], on=day, by=by, note=row["note"]
            )
