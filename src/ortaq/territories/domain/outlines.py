"""Outlines of territories: stored one by one or from a file, each with its source."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.territories.geometry import box_of, polygons_of
from ortaq.territories.models import Outline, Territory, TreeImport


@dataclass(frozen=True)
class Shape:
    """An outline that has found its territory: a GeoJSON geometry."""

    territory_id: int
    geometry: dict[str, Any]


@dataclass(frozen=True)
class OutlineCounts:
    """What happened to the shapes."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def _digest(geometry: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(geometry["coordinates"], separators=(",", ":")).encode()).hexdigest()


def _row(territory_id: int, geometry: dict[str, Any], source: str, valid_from: dt.date | None) -> Outline:
    box = box_of(polygons_of(geometry))
    return Outline(
        territory_id=territory_id,
        geometry={"type": geometry["type"], "coordinates": geometry["coordinates"]},
        west=box.west,
        south=box.south,
        east=box.east,
        north=box.north,
        valid_from=valid_from,
        source=source[:300],
        sha256=_digest(geometry),
    )


@verb
def set_outline(
    *, territory: Territory, geometry: dict[str, Any], source: str, by: Actor, valid_from: dt.date | None = None
) -> Outline:
    """Give a territory its shape; the same day again replaces it, the same shape again changes nothing.

    Args:
        geometry: GeoJSON Polygon or MultiPolygon in WGS 84.
        source: who drew it, and its licence.
        valid_from: the first day of this shape; None for the one whose beginning is not known.

    Raises:
        NotAllowed, TerritoryError.
    """
    require(by, "territories.manage", territory)
    row = _row(territory.pk, geometry, source, valid_from)
    stored = Outline.objects.select_for_update().filter(territory=territory, valid_from=valid_from).first()
    if stored is not None and (stored.sha256, stored.source) == (row.sha256, row.source):
        return stored
    Outline.objects.filter(territory=territory, valid_from=valid_from).delete()
    row.save()
    record("territory.outlined", territory, by=by, data={"sha256": row.sha256})
    return row


def compare(shapes: Sequence[Shape], *, valid_from: dt.date | None) -> tuple[OutlineCounts, list[Shape]]:
    """What shapes would change: counts, and those that are not stored yet.

    Args:
        valid_from: the day they would be stored for.
    """
    stored = dict(Outline.objects.filter(valid_from=valid_from).values_list("territory_id", "sha256"))
    fresh = [shape for shape in shapes if stored.get(shape.territory_id) != _digest(shape.geometry)]
    changed = sum(1 for shape in fresh if shape.territory_id in stored)
    return OutlineCounts(len(fresh) - changed, changed, len(shapes) - len(fresh)), fresh


@verb
def store_outlines(
    *, shapes: Sequence[Shape], source: str, file_name: str, sha256: str, by: Actor, valid_from: dt.date | None = None
) -> OutlineCounts:
    """Store many shapes at once, with one entry in the log.

    Raises:
        NotAllowed, TerritoryError: a shape is not a closed area; nothing is stored then.
    """
    require(by, "territories.manage", None)
    counts, fresh = compare(shapes, valid_from=valid_from)
    if not fresh:
        return counts
    rows = [_row(shape.territory_id, shape.geometry, source, valid_from) for shape in fresh]
    Outline.objects.filter(territory_id__in=[row.territory_id for row in rows], valid_from=valid_from).delete()
    Outline.objects.bulk_create(rows)
    now = clock.now()
    run = TreeImport.objects.create(
        token=uuid.uuid4().hex, series="outlines", source=source[:300], date=valid_from, file_name=file_name[-255:],
        sha256=sha256, counts={"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged},
        touched_at=now,
        applied_at=now, claim=None,
    )  # fmt: skip
    record("territories.outlined", run, by=by, data={"sha256": sha256, **run.counts})
    return counts
