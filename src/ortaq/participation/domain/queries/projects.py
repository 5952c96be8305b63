"""Reading the projects of a cycle: searched in any spelling, filtered, sorted by alphabet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ortaq.core.text import search_forms, search_query, sort_key
from ortaq.participation.domain import texts
from ortaq.participation.models import Cycle, Project

SORTS = ("number", "title", "cheap", "dear")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a reader looks for among projects.

    Args:
        words: in any script and spelling.
        pot, category: primary keys, None for all.
        sort: one of `SORTS`.
    """

    words: str = ""
    pot: int | None = None
    category: int | None = None
    sort: str = "number"

    @property
    def narrows(self) -> bool:
        return bool(self.words.strip() or self.pot or self.category)


def _all_texts(project: Project) -> str:
    every = [text for name in ("title", "text", "place") for text in texts.read(project, name).values()]
    return search_forms(str(project.number), *every)


def choose(cycle: Cycle, wish: Wish, language: str) -> list[Project]:
    """The prefetched projects of a cycle that fit the wish, in its order. No query.

    Args:
        language: `kk`, `ru` or `en`, for the alphabet.
    """
    words = search_query(wish.words)
    found = []
    for project in cycle.projects.all():
        if wish.pot is not None and project.pot_id != wish.pot:
            continue
        if wish.category is not None and project.category_id != wish.category:
            continue
        if words:
            text = _all_texts(project)
            if not all(word in text for word in words):
                continue
        found.append(project)
    keys: dict[str, Callable[[Project], Any]] = {
        "title": lambda project: sort_key(str(project.title), language),
        "cheap": lambda project: project.cost_minor,
        "dear": lambda project: -project.cost_minor,
    }
    if wish.sort in keys:
        found.sort(key=keys[wish.sort])
    return found
