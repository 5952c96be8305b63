"""The colours as the stylesheet has them, and how far apart each used pair stands."""

import re
from dataclasses import dataclass
from functools import cache

from ortaq.ui.assets import STYLES

LEAST_TEXT = 4.5
LEAST_EDGE = 3.0

# Ink on ground, wherever words stand on a colour in the stylesheet.
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("ink", "ink-soft", "sky", "sky-deep") for ground in ("paper", "surface", "sand")),
    ("ink", "sand-deep"),
    ("ink-soft", "sand-deep"),
    ("ink", "hill"),
    ("ink", "sky-tint"),
    ("ink-soft", "sky-tint"),
    ("ink", "sun-tint"),
    ("ink", "saxaul-tint"),
    ("ink", "clay-tint"),
    ("sky", "sky-tint"),
    ("sky-deep", "sky-tint"),
    ("on-sky", "sky"),
    ("on-sky", "sky-deep"),
    ("on-clay", "clay"),
    ("on-sun", "sun"),
    ("sun-ink", "sun-tint"),
    ("saxaul", "paper"),
    ("saxaul", "surface"),
    ("saxaul", "saxaul-tint"),
    ("clay", "paper"),
    ("clay", "surface"),
    ("clay", "clay-tint"),
    ("on-night", "night"),
    ("on-night-soft", "night"),
    ("sun", "night"),
    *(("ink", f"tile-{number}") for number in range(1, 7)),
)
# What must be seen though it is no word: the edge of a control, a filled bar, a focus ring.
EDGE_PAIRS: tuple[tuple[str, str], ...] = (
    ("edge", "surface"),
    ("edge", "paper"),
    ("edge", "sand"),
    ("sky", "sand-deep"),
    ("saxaul", "sand-deep"),
    ("clay", "sand-deep"),
    ("sky", "paper"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One colour on another in both themes."""

    ink: str
    ground: str
    light: float
    dark: float
    least: float

    @property
    def ok(self) -> bool:
        return min(self.light, self.dark) >= self.least


@cache
def themes() -> dict[str, dict[str, str]]:
    """Names and values of the colours: `light`, `dark`, and `device` (dark by the device's wish)."""
    text = (STYLES / "tokens.css").read_text(encoding="utf-8")
    blocks = {
        "light": r"^:root {(.*?)}",
        "device": r":not\(\[data-theme=\"light\"\]\) {(.*?)}",
        "dark": r"\[data-theme=\"dark\"\] {(.*?)}",
    }
    found = {}
    for name, pattern in blocks.items():
        block = re.search(pattern, text, re.DOTALL | re.MULTILINE)
        if block is None:
            raise LookupError(f"tokens.css has no block for the theme {name!r}")
        found[name] = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block[1]))
    return found


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def pairs() -> list[Pair]:
    """Every used pair, measured."""
    light, dark = themes()["light"], themes()["dark"]
    return [
        Pair(ink, ground, contrast(light[ink], light[ground]), contrast(dark[ink], dark[ground]), least)
        for group, least in ((TEXT_PAIRS, LEAST_TEXT), (EDGE_PAIRS, LEAST_EDGE))
        for ink, ground in group
    ]
