"""Writing hundreds of cards fast: the template is rendered once for each shape of card, then filled for each project.

A ballot of 200 projects has a handful of shapes (chosen or not, with a photo or without, …). Rendering the template
200 times would take most of the time of the page.
"""

import dataclasses
import re
from collections.abc import Iterable
from html import escape

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from ortaq.participation.views.ballot_sheet import Row

TEXTS = ("number", "title", "meta", "cost", "cost_minor", "excerpt", "photo", "photo_alt", "language", "id", "value")
OPTIONAL = ("meta", "excerpt", "photo", "language")
"""Texts without which a card has another shape; the others have their place even when they are empty."""
# Two characters of private use mark where a text belongs; texts are put in after the marks were looked for.
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000([a-z_]+)\ue001")


class CardWriter:
    """Writes the cards of one page.

    Args:
        field: name prefix of number inputs, "" where boxes are ticked.
    """

    def __init__(self, field: str) -> None:
        self.field = field
        self.template = get_template("participation/ballot_card.html")
        self.patterns: dict[tuple[bool, ...], list[str]] = {}

    def write(self, rows: Iterable[Row]) -> SafeString:
        """The cards as HTML, every text in them escaped."""
        return mark_safe("".join(self._card(row) for row in rows))  # noqa: S308 -- the template's HTML, texts escaped

    def _card(self, row: Row) -> str:
        shape = (
            row.withdrawn, row.chosen, row.hidden, row.more,
            bool(row.meta), bool(row.excerpt), bool(row.photo), bool(row.language),
        )  # fmt: skip
        pattern = self.patterns.get(shape)
        if pattern is None:
            pattern = self.patterns[shape] = self._pattern(row)
        # Literal pieces stand at even places, names of texts at odd ones.
        return "".join(escape(getattr(row, piece)) if place % 2 else piece for place, piece in enumerate(pattern))

    def _pattern(self, row: Row) -> list[str]:
        marked = {name: _MARK.format(name) for name in TEXTS if name not in OPTIONAL or getattr(row, name)}
        card = dataclasses.replace(row, **marked)
        return _MARKED.split(self.template.render({"row": card, "field": self.field}))
