"""The log as a file that a stranger can check with SHA-256 alone (docs/explanation/audit.md)."""

import json
from collections.abc import Iterator

from ortaq.audit.chain import GENESIS, UNREADABLE, end, end_of_yesterday, hashed_text, rows
from ortaq.core.errors import DomainError

FORMAT = "ortaq-audit-1"


class ExportError(DomainError):
    messages = {
        "unreadable": "Entry %(seq)d cannot be read: run `ortaq audit_verify`.",
        "no_head": "The log has no head: run `ortaq audit_verify`.",
    }


def lines(*, today_too: bool = False) -> Iterator[str]:
    """One JSON text a line: what the file is, each entry with the very text that was hashed, and the end.

    Personal values are not in it, only their salted hashes.

    Args:
        today_too: all there is, up to this moment; otherwise up to the end of yesterday in Asia/Almaty.

    Raises:
        ExportError: a row or the head is beyond reading.
    """
    now = end()
    if now is None:
        raise ExportError("no_head")
    seq, last_hash, until = now.seq, now.hash, now.last_seq
    if not today_too:
        yesterday = end_of_yesterday()
        # Where nothing was done today yet the file ends with the head itself, so that a damaged head is seen.
        if yesterday.seq < until:
            seq, last_hash, until = yesterday.seq, yesterday.hash, yesterday.seq
    yield _line({"format": FORMAT, "hash": "sha256", "genesis": GENESIS})
    for batch in rows(until):
        for number, row in batch:
            if row is None:
                raise ExportError("unreadable", seq=number)
            yield _line({"hash": row[-1], "entry": _text(number, row)})
    yield _line({"seq": seq, "head": last_hash})


def _text(seq: int, row: tuple[object, ...]) -> str:
    try:
        return hashed_text(row).decode()
    except UNREADABLE:
        raise ExportError("unreadable", seq=seq) from None


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
