"""Documentation leads somewhere."""

import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PAGES = [*sorted((REPOSITORY / "docs").rglob("*.md")), *sorted(REPOSITORY.glob("*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_links_lead_to_files(path: Path) -> None:
    broken = [
        target
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert not broken


def test_decisions_are_numbered_once_and_listed() -> None:
    index = (REPOSITORY / "docs" / "adr" / "README.md").read_text()
    files = sorted(p.name for p in (REPOSITORY / "docs" / "adr").glob("0*.md"))
    assert [name[:4] for name in files] == [f"{n:04}" for n in range(1, len(files) + 1)]
    assert all(name in index for name in files)


def test_settings_are_explained() -> None:
    """Every variable the settings read stands in .env.example."""
    settings = (REPOSITORY / "src" / "ortaq" / "config" / "settings.py").read_text()
    example = (REPOSITORY / ".env.example").read_text()
    names = set(re.findall(r'"(ORTAQ_[A-Z_]+)"', settings))
    assert {name for name in names if name not in example} == set()
