"""Areas on the map: checked, asked for a point, drawn small. Plain Python, degrees of WGS 84."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ortaq.territories.errors import TerritoryError

Position = tuple[float, float]
Ring = list[Position]
Polygon = list[Ring]
"""The outer ring, then the holes."""

MAX_POSITIONS = 200_000


@dataclass(frozen=True)
class Box:
    """West, south, east and north, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def area(self) -> float:
        return (self.east - self.west) * (self.north - self.south)


def _refuse(reason: str) -> TerritoryError:
    return TerritoryError("outline_shape", reason=reason)


def polygons_of(geometry: Any) -> list[Polygon]:
    """The polygons of a GeoJSON Polygon or MultiPolygon.

    Raises:
        TerritoryError: it is another shape, a ring is open or too short, a coordinate is not a place on Earth.
    """
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise _refuse("not a Polygon or MultiPolygon")
    parts = geometry.get("coordinates")
    if geometry["type"] == "Polygon":
        parts = [parts]
    if not isinstance(parts, list) or not parts:
        raise _refuse("no coordinates")
    polygons = []
    total = 0
    for part in parts:
        if not isinstance(part, list) or not part:
            raise _refuse("a polygon without a ring")
        polygon = [_ring(ring) for ring in part]
        total += sum(len(ring) for ring in polygon)
        if total > MAX_POSITIONS:
            raise _refuse(f"more than {MAX_POSITIONS} points")
        polygons.append(polygon)
    return polygons


def _ring(ring: Any) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4:
        raise _refuse("a ring of fewer than four points")
    positions = [_position(each) for each in ring]
    if positions[0] != positions[-1]:
        raise _refuse("a ring that does not end where it begins")
    return positions


def _position(position: Any) -> Position:
    if not isinstance(position, list) or len(position) < 2:
        raise _refuse("a point that is not a pair of numbers")
    lon, lat = position[0], position[1]
    for value, limit in ((lon, 180), (lat, 90)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise _refuse("a point that is not a pair of numbers")
        if abs(value) > limit:
            raise _refuse(f"{value} is not a degree on Earth; the outline may be in another projection")
    return float(lon), float(lat)


def box_of(polygons: Iterable[Polygon]) -> Box:
    """The box around all polygons."""
    positions = [position for polygon in polygons for position in polygon[0]]
    lons, lats = [lon for lon, _lat in positions], [lat for _lon, lat in positions]
    return Box(min(lons), min(lats), max(lons), max(lats))


def holds(polygons: Iterable[Polygon], lon: float, lat: float) -> bool:
    """Whether a point lies in one of the polygons and in none of its holes.

    By counting how often a ray to the east crosses the rings: an odd number is inside. Holes count as crossings
    too, so they need no care of their own. A point exactly on a border may fall to either side.
    """
    for polygon in polygons:
        inside = False
        for ring in polygon:
            for (x1, y1), (x2, y2) in pairwise(ring):
                if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                    inside = not inside
        if inside:
            return True
    return False


@dataclass(frozen=True)
class Canvas:
    """A drawing: the part of the Earth it shows and its size in whole units.

    Degrees are projected plainly, longitude shortened by the cosine of the middle latitude: good enough for a
    region or a country of a hand's width.
    """

    box: Box
    width: int = 600

    @property
    def _shortening(self) -> float:
        return math.cos(math.radians((self.box.south + self.box.north) / 2))

    @property
    def _scale(self) -> float:
        return self.width / max((self.box.east - self.box.west) * self._shortening, 1e-9)

    @property
    def height(self) -> int:
        return max(1, round((self.box.north - self.box.south) * self._scale))

    def point(self, lon: float, lat: float) -> tuple[int, int]:
        """Where a place stands in the drawing."""
        x = (lon - self.box.west) * self._shortening * self._scale
        return round(x), round((self.box.north - lat) * self._scale)

    def path(self, polygons: Iterable[Polygon], *, detail: int = 3) -> str:
        """The `d` of an SVG path.

        Args:
            detail: points nearer than so many units to the last one are left out.
        """
        parts = []
        for polygon in polygons:
            for ring in polygon:
                points = _thinned([self.point(lon, lat) for lon, lat in ring], detail)
                if len(points) >= 3:
                    parts.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
        return "".join(parts)


def _thinned(points: Sequence[tuple[int, int]], detail: int) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for x, y in points[:-1]:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= detail:
            kept.append((x, y))
    return kept


def union_box(boxes: Iterable[Box]) -> Box:
    """The box around boxes."""
    every = list(boxes)
    return Box(
        min(box.west for box in every),
        min(box.south for box in every),
        max(box.east for box in every),
        max(box.north for box in every),
    )
