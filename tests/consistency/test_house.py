"""The house keeps its own rules."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.conftest import REPOSITORY

SOURCE = REPOSITORY / "src" / "ortaq"
# A higher layer may point at a lower one, never the other way round.
LAYERS = ["core", "ui", "audit", "files", "territories", "norms", "identity", "notices", "participation", "portal"]
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)


def test_every_app_has_its_layer() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("ortaq.")}
    assert ours == set(LAYERS)


def test_foreign_keys_point_down() -> None:
    upward = []
    for model in apps.get_models():
        if not model._meta.app_config.name.startswith("ortaq."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not isinstance(field, models.Field) or target is None or isinstance(target, str):
                continue
            if target._meta.app_label in LAYERS and LAYERS.index(target._meta.app_label) > LAYERS.index(
                model._meta.app_label
            ):
                upward.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert not upward


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_modules_stay_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 400, "split it by topic"


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(SOURCE)))
class TestTemplates:
    def test_nothing_inline(self, path: Path) -> None:
        """The content security policy would block it."""
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
        assert not re.search(r"<script(?![^>]*\ssrc=)", text)

    def test_translated_blocks_are_trimmed(self, path: Path) -> None:
        for block in re.findall(r"{%\s*blocktranslate[^%]*%}", path.read_text()):
            assert "trimmed" in block, block


def test_no_module_is_a_junk_drawer() -> None:
    names = {p.stem for p in MODULES}
    assert not names & {"utils", "helpers", "common", "manager", "misc"}


def test_nothing_of_the_workplace() -> None:
    """No machine paths and no registry addresses."""
    kept = ["src", "tests", "tools", "docs", "benchmarks", "locale", "requirements", ".ci"]
    files = [p for p in REPOSITORY.iterdir() if p.is_file() and p.name != ".env"]
    files += [p for folder in kept for p in (REPOSITORY / folder).rglob("*") if p.is_file()]
    found = []
    for path in files:
        if path.suffix in {".py", ".md", ".txt", ".toml", ".html", ".css", ".js", ".po", ".csv", ""}:
            text = path.read_text(errors="replace")
            if re.search(r"/(work|root)/[a-z.]|index-url|files\.pythonhosted|registry\.npmjs", text):
                found.append(str(path.relative_to(REPOSITORY)))
    assert found == ["tests/consistency/test_house.py"]
