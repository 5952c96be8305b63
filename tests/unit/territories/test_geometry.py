"""Areas on the map."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.territories.errors import TerritoryError
from ortaq.territories.geometry import Box, Canvas, box_of, holds, polygons_of

SQUARE = [[60, 40], [70, 40], [70, 50], [60, 50], [60, 40]]
HOLE = [[64, 44], [66, 44], [66, 46], [64, 46], [64, 44]]
ISLAND = [[80, 40], [81, 40], [81, 41], [80, 41], [80, 40]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_hole_is_outside_and_an_island_inside() -> None:
    shape = polygons_of({"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [ISLAND]]})
    assert holds(shape, 62, 42)
    assert not holds(shape, 65, 45)
    assert holds(shape, 80.5, 40.5)
    assert not holds(shape, 75, 45)
    assert box_of(shape) == Box(60, 40, 81, 50)


@given(st.floats(60.001, 69.999), st.floats(40.001, 49.999))
def test_inside_a_square(lon: float, lat: float) -> None:
    in_hole = 64 <= lon <= 66 and 44 <= lat <= 46
    assert holds(polygons_of(polygon(SQUARE)), lon, lat)
    if not in_hole:
        assert holds(polygons_of(polygon(SQUARE, HOLE)), lon, lat)


@given(st.floats(-180, 180), st.floats(51, 90))
def test_outside_a_square(lon: float, lat: float) -> None:
    assert not holds(polygons_of(polygon(SQUARE)), lon, lat)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        [],
        {"type": "Point", "coordinates": [60, 40]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": [[]]},
        polygon([[60, 40], [70, 40], [60, 40]]),
        polygon([[60, 40], [70, 40], [70, 50], [60, 50]]),
        polygon([[60, 40], ["a", 40], [70, 50], [60, 40]]),
        polygon([[60, 40], [float("nan"), 40], [70, 50], [60, 40]]),
        polygon([[60, 40], [True, 40], [70, 50], [60, 40]]),
        polygon([[6678000, 5009000], [7792000, 5009000], [7792000, 6446000], [6678000, 5009000]]),
        polygon([60, 40, 70, 50]),
    ],
)
def test_what_is_no_outline_is_refused(geometry: Any) -> None:
    with pytest.raises(TerritoryError) as caught:
        polygons_of(geometry)
    assert caught.value.code == "outline_shape"


def test_a_drawing_keeps_north_up_and_is_thinned() -> None:
    canvas = Canvas(Box(60, 40, 70, 50), width=100)
    assert canvas.point(60, 50) == (0, 0)
    assert canvas.point(70, 40) == (100, canvas.height)
    assert canvas.height > 100  # a degree of latitude is longer than one of longitude
    close = [[60, 40], [60.001, 40.001], [70, 40], [70, 50], [60, 50], [60, 40]]
    assert canvas.path(polygons_of(polygon(close))).count("L") == 3
