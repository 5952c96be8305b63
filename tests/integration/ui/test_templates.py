"""What the templates may not contain, and that the gallery shows every component."""

import re
from pathlib import Path

import pytest

import ortaq.ui
from ortaq.ui import gallery

TEMPLATES = Path(ortaq.ui.__file__).parent / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
INLINE = (r"<style", r"\sstyle=", r"\son[a-z]+=", r"javascript:", r"<script(?![^>]*\ssrc=)")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_inline_style_or_script(file):
    text = file.read_text(encoding="utf-8")
    assert [rule for rule in INLINE if re.search(rule, text)] == []


def test_there_are_templates_to_look_at():
    assert len(FILES) > 50


def test_every_component_is_in_the_gallery():
    components = {file.stem for file in (TEMPLATES / "cotton").glob("*.html")}
    shown = " ".join(gallery.source(name) for _heading, names in gallery.SECTIONS for name in names)
    assert {name for name in components if f"<c-{name}" not in shown} == set()


def test_every_example_is_in_a_section():
    listed = {name for _heading, names in gallery.SECTIONS for name in names}
    assert listed == {file.stem for file in gallery.EXAMPLES.glob("*.html")}
