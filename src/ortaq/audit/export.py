"""The log as a file that a stranger can check with SHA-256 alone (docs/explanation/audit.md)."""

import json
from collections.abc import Iterator

from ortaq.audit.chain import GENESIS, UNREADABLE, end, hashed_text, rows
from ortaq.core.errors import DomainError

FORMAT = "ortaq-audit-1"


class ExportError(DomainError):
    messages = {
        "unreadable": "Entry %(seq)d cannot be read: run `ortaq audit_verify`.",
        "no_head": "The log has no head: run `ortaq audit_verify`.",
    }


def lines() -> Iterator[str]:
    """One JSON text a line: what the file is, each entry with the very text that was hashed, and the end.

    Personal values are not in it, only their salted hashes.

    Raises:
        ExportError: a row or the head is beyond reading.
    """
    last = end()
    if last is None:
        raise ExportError("no_head")
    yield _line({"format": FORMAT, "hash": "sha256", "genesis": GENESIS})
    for batch in rows(last.last_seq):
        for seq, row in batch:
            if row is None:
                raise ExportError("unreadable", seq=seq)
            yield _line({"hash": row[-1], "entry": _text(seq, row)})
    yield _line({"seq": last.seq, "head": last.hash})


def _text(seq: int, row: tuple[object, ...]) -> str:
    try:
        return hashed_text(row).decode()
    except UNREADABLE:
        raise ExportError("unreadable", seq=seq) from None


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
