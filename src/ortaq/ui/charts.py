"""Charts drawn on the server as SVG. Each stands beside a table with the same figures; none needs script."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ortaq.ui.amounts import round_half_up

EMPTY = SafeString()
DECORATION = SafeString('aria-hidden="true"')
TONES = ("", "sun", "saxaul", "clay", "sand")


def bar(share: int | Fraction, label: str = "", tone: str = "") -> SafeString:
    """One thin bar.

    Args:
        share: 0 to 100; what is outside is drawn as the nearer end.
        label: what the bar says, for whom cannot see it; without one the bar only decorates a number beside it.
        tone: one of `TONES`.
    """
    width = decimal_plain(min(Fraction(100), max(Fraction(0), Fraction(share))))
    named = format_html('role="img" aria-label="{}"', label) if label else DECORATION
    return format_html(
        '<svg class="bar{}" viewBox="0 0 100 4" preserveAspectRatio="none" focusable="false" {}>'
        '<rect class="bar-ground" width="100" height="4"/><rect class="bar-fill" width="{}" height="4"/></svg>',
        f" bar-{tone}" if tone else "",
        named,
        width,
    )


def decimal_plain(value: Fraction) -> str:
    """A coordinate: at most two decimals, with a point whatever the language."""
    return f"{round(float(value), 2):g}"


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a whole: its name, its size in any unit, how the size is written, where it leads."""

    label: str
    size: int
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of the treemap on a field of 1000 by `height`."""

    part: Slice
    x: float
    y: float
    width: float
    height: float
    tone: int


def tiles(parts: Sequence[Slice], height: int = 440) -> list[Tile]:
    """Lay parts out as a squarified treemap: areas as the sizes, shapes as near to squares as they come.

    Parts that are not positive, or less than one of the field's units, are left out: an area cannot show them,
    the bars under it do.

    Source: Bruls, Huizing, van Wijk, "Squarified Treemaps", 2000.
    """
    whole = sum(p.size for p in parts if p.size > 0)
    shown = sorted((p for p in parts if p.size > 0 and p.size * 1000 * height >= whole), key=lambda p: -p.size)
    total = sum(p.size for p in shown)
    areas = [p.size * 1000 * height / total for p in shown]
    laid: list[Tile] = []
    x, y, width, left = 0.0, 0.0, 1000.0, float(height)
    start = 0
    while start < len(shown):
        side = min(width, left)
        end = start + 1
        while end < len(shown) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        thick = sum(areas[start:end]) / side
        at = y if width >= left else x
        for index in range(start, end):
            long = areas[index] / thick
            place = (x, at, thick, long) if width >= left else (at, y, long, thick)
            laid.append(Tile(shown[index], *place, tone=index % 6 + 1))
            at += long
        if width >= left:
            x, width = x + thick, width - thick
        else:
            y, left = y + thick, left - thick
        start = end
    return laid


def _worst(row: Sequence[float], side: float) -> float:
    """The largest ratio of sides in a row of areas laid along `side`."""
    thick = sum(row) / side
    return max(max(area / thick / thick, thick * thick / area) for area in row)


def treemap(parts: Sequence[Slice], label: str, height: int = 440) -> SafeString:
    """The parts of a whole as areas, each named where the name fits; put `.table` with the same figures beside it.

    Args:
        label: what the picture says as a whole.
    """
    drawn = []
    for tile in tiles(parts, height):
        letters = int((tile.width - 28) / 13)
        words: SafeString = EMPTY
        if tile.height >= 72 and letters >= min(len(tile.part.label), 8):
            name = tile.part.label if len(tile.part.label) <= letters else f"{tile.part.label[: letters - 1].rstrip()}…"
            words = format_html(
                '<text x="{x}" y="{y}">{name}</text><text class="tile-size" x="{x}" y="{y2}">{size}</text>',
                x=round(tile.x + 16),
                y=round(tile.y + 34),
                y2=round(tile.y + 62),
                name=name,
                size=tile.part.text if int((tile.width - 28) / 12) >= len(tile.part.text) else "",
            )
        drawn.append(
            format_html(
                '<g class="tile tile-{}"><title>{}: {}</title>'
                '<rect x="{}" y="{}" width="{}" height="{}" rx="6"/>{}</g>',
                tile.tone,
                tile.part.label,
                tile.part.text,
                round(tile.x + 2),
                round(tile.y + 2),
                max(round(tile.width - 4), 1),
                max(round(tile.height - 4), 1),
                words,
            )
        )
    return format_html(
        '<svg class="treemap" viewBox="0 0 1000 {}" role="img" aria-label="{}" focusable="false">{}</svg>',
        height,
        label,
        format_html_join("", "{}", ((tile,) for tile in drawn)),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A part as a bar: its length against the largest part, and its share of the whole in basis points."""

    part: Slice
    length: Fraction
    share: int


def rows(parts: Sequence[Slice]) -> list[Row]:
    """Parts as bars, the largest first. Parts below zero get no length, the text says them."""
    total = sum(part.size for part in parts if part.size > 0) or 1
    largest = max((part.size for part in parts), default=0) or 1
    return [
        Row(part, Fraction(max(part.size, 0) * 100, largest), round_half_up(Fraction(part.size * 10_000, total)))
        for part in sorted(parts, key=lambda part: -part.size)
    ]


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a trend; no value where nobody measured, and the line breaks there."""

    year: int
    value: Fraction | None


def trend(points: Sequence[Point], label: str, target: Fraction | None = None) -> SafeString:
    """A line over the years, the target as a dashed line; `c-trend` writes the values around it.

    The picture stretches with the page and its strokes do not; a dot is a stroke without length.

    Args:
        points: in order of years, two or more with a value.
        label: what the line says as a whole.
        target: in the unit of the values.

    Raises:
        ValueError: fewer than two values; a number says more than a line then.
    """
    known = [p.value for p in points if p.value is not None]
    if len(known) < 2:
        raise ValueError("a trend needs two measured years")
    values = [*known, target] if target is not None else known
    low, high = min(values), max(values)
    spread = (high - low) or Fraction(1)
    first, last = points[0].year, points[-1].year

    def place(point: Point) -> str:
        across = 15 + Fraction(970 * (point.year - first), max(last - first, 1))
        return f"{decimal_plain(across)} {height(point.value or Fraction(0))}"

    def height(value: Fraction) -> str:
        return decimal_plain(185 - 170 * (value - low) / spread)

    pieces: list[list[str]] = [[]]
    for point in points:
        if point.value is None:
            pieces.append([])
        else:
            pieces[-1].append(place(point))
    line = " ".join("M" + " L".join(piece) for piece in pieces if piece)
    dots = " ".join(f"M{spot}h0" for piece in pieces for spot in piece)
    goal = EMPTY
    if target is not None:
        goal = format_html('<path class="trend-target" d="M0 {} H1000"/>', height(target))
    return format_html(
        '<svg class="trend" viewBox="0 0 1000 200" preserveAspectRatio="none" role="img" aria-label="{}"'
        ' focusable="false"><path class="trend-ground" d="M0 199 H1000"/>{}<path class="trend-line" d="{}"/>'
        '<path class="trend-dots" d="{}"/><path class="trend-holes" d="{}"/></svg>',
        label,
        goal,
        line,
        dots,
        dots,
    )
