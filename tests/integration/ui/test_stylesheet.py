"""One stylesheet, light enough, readable by the oldest browsers we serve, and with colours that can be told apart."""

import gzip
import os
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from ortaq.ui import assets, palette

STATIC = assets.STYLES.parent / "static" / "ui"


def compressed(data: bytes) -> int:
    return len(gzip.compress(data, 9))


def test_weight_of_the_stylesheet():
    assert compressed(assets.stylesheet().encode()) <= 14_000


def test_weight_of_our_script():
    own = sum(compressed(file.read_bytes()) for file in (STATIC / "js").glob("*.js"))
    assert 0 < own <= 30_000


def test_every_part_is_joined_once():
    assert sorted(assets.PARTS) == sorted(file.stem for file in assets.STYLES.glob("*.css"))


def test_finder_gives_the_joined_file():
    found = finders.find(assets.JOINED)
    assert Path(found).read_text(encoding="utf-8") == assets.stylesheet()


def test_a_changed_part_is_joined_again(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    parts = tmp_path / "styles"
    parts.mkdir()
    for name, text in (("one", "a { color: red; }"), ("ornament", "")):
        (parts / f"{name}.css").write_text(text)
    (parts / "ornament.svg").write_text("<svg/>")
    monkeypatch.setattr(assets, "STYLES", parts)
    monkeypatch.setattr(assets, "PARTS", ("one",))
    monkeypatch.setattr(assets, "__file__", str(parts / "one.css"))
    finder = assets.JoinedStyles()
    joined = Path(finder.find(assets.JOINED))
    assert "red" in joined.read_text()
    (parts / "one.css").write_text("a { color: blue; }")
    later = (parts / "one.css").stat().st_mtime + 5
    os.utime(parts / "one.css", (later, later))
    finder.find(assets.JOINED)
    assert "blue" in joined.read_text()


def test_collected_for_production(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = {re.sub(r"\.[0-9a-f]{12}\.", ".", file.name) for file in (tmp_path / "ui").iterdir()}
    assert {"ortaq.css", "ortaq.css.gz", "favicon.svg"} <= names


def test_no_rule_the_oldest_browsers_drop():
    """Chrome 80 and Safari 13 read no `@layer`, `:has`, `:is`, nesting, `inset` or two-sided logical shorthands."""
    text = assets.stylesheet()
    for unknown in (
        r"@layer",
        r"@container",
        r":has\(",
        r":is\(",
        r":where\(",
        r"[;{]inset",
        r"(margin|padding)-(inline|block):",
    ):
        assert not re.search(unknown, text), unknown
    flat = re.sub(r"@(media|supports|page)[^{]*{", "", text)
    assert not re.search(r"{[^{}]*{", flat), "a rule inside a rule"


def test_gaps_only_in_grids():
    """Flexible rows have no gaps in those browsers: `gap` stands only beside `grid`."""
    rules = re.findall(r"([^{}]+){([^{}]*)}", assets.stylesheet())
    assert [selector for selector, body in rules if re.search(r"(^|;)gap:", body) and "flex" in body] == []


def test_both_ways_to_the_dark_have_the_same_colours():
    themes = palette.themes()
    assert themes["dark"] == themes["device"]
    assert set(themes["dark"]) == set(themes["light"])


@pytest.mark.parametrize("pair", palette.pairs(), ids=lambda pair: f"{pair.ink}-on-{pair.ground}")
def test_contrast(pair):
    assert pair.light >= pair.least
    assert pair.dark >= pair.least


def test_contrast_is_measured_right():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_colour_of_text_is_in_a_measured_pair():
    measured = {ink for ink, _ground in palette.TEXT_PAIRS}
    named = set(re.findall(r"[;{]color:var\(--([\w-]+)\)", assets.stylesheet().replace(": ", ":")))
    # Decoration only: bars, dots, rings.
    assert named - measured - {"edge"} <= {"paper", "surface", "sky-bright"}
