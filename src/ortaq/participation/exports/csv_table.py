"""The result as a table that opens in a spreadsheet by a double click.

Semicolons and a byte order mark, because that is what Excel expects under Kazakh and Russian settings; costs
are plain decimals in the currency's own unit. Titles come from people, so a cell that a spreadsheet would take
for a formula gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import override

from ortaq.participation.domain.queries.results import PotResult
from ortaq.participation.exports.origin import origin
from ortaq.participation.models import Archive, Cycle
from ortaq.tally import number_text

LANGUAGES: tuple[str, ...] = settings.MODELTRANSLATION_LANGUAGES
COLUMNS = (
    "pot", "pot_name", "number", "id", *(f"title_{language}" for language in LANGUAGES), "cost", "currency",
    "votes", "score", "funded", "place", "withdrawn", "reason_code", *(f"reason_{language}" for language in LANGUAGES),
    "origin",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet runs it (OWASP, CSV injection).

    >>> safe_cell("=1+1"), safe_cell("Road")
    ("'=1+1", 'Road')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_bytes(cycle: Cycle, pots: Sequence[PotResult], archive: Archive | None) -> bytes:
    """One line for each project of every pot, winners first in the order of the count."""
    said: dict[tuple[int, str, str], str] = {}
    for language in LANGUAGES:
        with override(language):
            said.update({(pot.pot.pk, row.code, language): pot.why(row) for pot in pots for row in pot.rows})
    source = origin(cycle, archive)
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for pot in pots:
        for row in pot.rows:
            texts = [
                str(pot.pot.number),
                pot.pot.name or "",
                str(row.project.number),
                row.code,
                *(getattr(row.project, f"title_{language}") or "" for language in LANGUAGES),
                f"{row.cost.major:f}",
                row.cost.currency,
                "" if row.supporters is None else str(row.supporters),
                "" if row.score is None else number_text(row.score),
                row.marked or str(int(row.funded)),
                str(row.place or ""),
                str(int(row.withdrawn)),
                row.reason["code"] if row.reason else "",
                *(said[pot.pot.pk, row.code, language] for language in LANGUAGES),
                source,
            ]
            writer.writerow([safe_cell(text) for text in texts])
    return b"\xef\xbb\xbf" + target.getvalue().encode()
