"""Parameters in force as a table for spreadsheets and programs."""

import csv
import io
import json
from collections.abc import Iterable

from ortaq.norms.models import Norm

COLUMNS = (
    "code", "title", "value", "value_in_words", "territory_code", "territory", "valid_from", "valid_to", "basis",
    "source_url", "evidence", "note",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Norm]) -> str:
    """UTF-8 text with a mark at its beginning, which spreadsheets need to show Kazakh letters.

    `value` is JSON (basis points for a share); titles, words, basis and note are in the active language.
    """
    output = io.StringIO()
    output.write("\ufeff")
    writer = csv.writer(output)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [
            row.code, str(row.parameter.title), json.dumps(row.value, ensure_ascii=False), row.shown,
            row.territory.code, row.territory.name, row.valid_from.isoformat(),
            row.valid_to.isoformat() if row.valid_to else "", row.basis or "", row.source_url, row.evidence,
            row.note or "",
        ]  # fmt: skip
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return output.getvalue()
