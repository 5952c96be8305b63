"""One stylesheet for every page, joined from its parts where static files are looked for.

The parts stand in `ui/styles/`. The finder joins them into `ui/ortaq.css` under the data directory and serves it
from there, so development, tests and `collectstatic` see the same file, and none of it is committed twice.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

STYLES = Path(__file__).parent / "styles"
PARTS = (
    "reset",
    "tokens",
    "base",
    "layout",
    "forms",
    "components",
    "lists",
    "citizen",
    "places",
    "ballot",
    "charts",
    "utilities",
    "print",
)
"""In the order of the cascade."""
JOINED = "ui/ortaq.css"


def stylesheet() -> str:
    """All parts in order, without comments and indentation."""
    text = "\n".join((STYLES / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    # Drawings travel inside: a request less on every page for each.
    text = re.sub(r'url\("([a-z]+\.svg)"\)', lambda found: f'url("{_data_address(STYLES / found[1])}")', text)
    text = re.sub(r"\s*\n\s*", "\n", text)
    text = re.sub(r"(?<=[{;,])\n", "", text)
    return re.sub(r";\n?}", "}", text).strip() + "\n"


def _data_address(picture: Path) -> str:
    drawn = picture.read_text(encoding="utf-8").strip().replace('"', "'")
    return "data:image/svg+xml," + quote(drawn, safe=" ='/:;,.()-")


class JoinedStyles(BaseFinder):
    """Finds `ui/ortaq.css` and writes it anew when a part has changed."""

    def __init__(self) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "assets")

    def find(self, path: str, find_all: bool = False) -> Any:
        if path != JOINED:
            return []
        written = self._written()
        return [written] if find_all else written

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        if not matches_patterns(JOINED, list(ignore_patterns or [])):
            self._written()
            yield JOINED, self.storage

    def _written(self) -> str:
        target = Path(self.storage.path(JOINED))
        newest = max((STYLES / f"{part}.css").stat().st_mtime for part in PARTS)
        if not target.exists() or target.stat().st_mtime < max(newest, Path(__file__).stat().st_mtime):
            target.parent.mkdir(parents=True, exist_ok=True)
            # Written aside and moved: two processes may look at once.
            aside = target.with_suffix(f".{id(self)}.part")
            aside.write_text(stylesheet(), encoding="utf-8")
            aside.replace(target)
        return str(target)
