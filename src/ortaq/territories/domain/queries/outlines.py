"""Reading outlines: which territory a point lies in, and small maps."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from ortaq.core import clock
from ortaq.territories.geometry import Box, Canvas, Polygon, box_of, holds, polygons_of, union_box
from ortaq.territories.models import Outline, Territory


def in_force() -> QuerySet[Outline]:
    """Each territory's outline of today: the one that began last; one without a beginning is older than all."""
    today = clock.today()
    dated = Outline.objects.filter(territory=OuterRef("territory"), valid_from__lte=today)
    later = dated.filter(valid_from__gt=OuterRef("valid_from"))
    undated = Outline.objects.filter(~Exists(dated), valid_from__isnull=True)
    return undated | Outline.objects.filter(~Exists(later), valid_from__lte=today)


def territory_at(lon: float, lat: float) -> Territory | None:
    """The smallest territory with an outline that the point lies in; None outside all outlines. One query.

    Args:
        lon, lat: degrees, WGS 84.
    """
    rows = in_force().filter(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat, territory__active=True)
    found = [row for row in rows.select_related("territory") if holds(polygons_of(row.geometry), lon, lat)]
    if not found:
        return None
    return max(found, key=lambda row: (row.territory.depth, -_box(row).area)).territory


def _box(row: Outline) -> Box:
    return Box(row.west, row.south, row.east, row.north)


@dataclass(frozen=True)
class Area:
    """A territory in a small map: the `d` of its path."""

    territory: Territory
    path: str


@dataclass(frozen=True)
class Dot:
    """A territory in a small map that has a point and no outline."""

    territory: Territory
    x: int
    y: int


@dataclass(frozen=True)
class SmallMap:
    """A drawing of a territory and its parts.

    Attributes:
        ground: the territory's own outline, "" where there is none.
        areas, dots: its parts; the list beside the map holds the same.
        sources: who drew the outlines and named the points.
    """

    width: int
    height: int
    ground: str
    areas: Sequence[Area]
    dots: Sequence[Dot]
    sources: Sequence[str]


def small_map(territory: Territory, parts: Sequence[Territory], *, width: int = 600) -> SmallMap | None:
    """Draw a territory with its parts; None where nothing is known of its shape. One query.

    Args:
        parts: with `lon` and `lat` loaded; those without an outline become dots.
        width: of the drawing, in its own units.
    """
    by_id = {part.pk: part for part in parts}
    rows = list(in_force().filter(territory_id__in=[territory.pk, *by_id]))
    if not rows:
        return None
    polygons: dict[int, list[Polygon]] = {row.territory_id: polygons_of(row.geometry) for row in rows}
    own = polygons.pop(territory.pk, None)
    canvas = Canvas(box_of(own) if own else union_box(_box(row) for row in rows), width)
    dotted = [part for part in parts if part.pk not in polygons and part.lon is not None and part.lat is not None]
    sources = [row.source for row in rows] + [part.point_source for part in dotted]
    return SmallMap(
        width=canvas.width,
        height=canvas.height,
        ground=canvas.path(own) if own else "",
        areas=[Area(by_id[pk], canvas.path(shape)) for pk, shape in polygons.items()],
        dots=[Dot(part, *canvas.point(float(part.lon or 0), float(part.lat or 0))) for part in dotted],
        sources=list(dict.fromkeys(source for source in sources if source)),
    )
