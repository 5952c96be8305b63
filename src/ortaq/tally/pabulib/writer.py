"""Writing a Pabulib file: the same sections, columns and cells, quoted only where the text needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from ortaq.tally.pabulib.file import PbFile
from ortaq.tally.pabulib.sections import Row
from ortaq.tally.ties import TieRule

_ROWS_AT_ONCE = 1000


def write_pb(pbfile: PbFile, target: str | PathLike[str] | BinaryIO, *, ties: TieRule | None = None) -> None:
    """Write ``pbfile`` to a path or a binary file, in UTF-8 and with the line ends it was read with.

    ``ties`` is noted in META ``comment`` after the comments that are there. Reading the result gives the same
    count and the same cells. Errors of the operating system pass through.
    """
    if isinstance(target, (str, PathLike)):
        with Path(target).open("wb") as opened:
            opened.writelines(to_chunks(pbfile, ties=ties))
    else:
        target.writelines(to_chunks(pbfile, ties=ties))


def to_chunks(pbfile: PbFile, *, ties: TieRule | None = None) -> Iterator[bytes]:
    """Yield the bytes of the file piece by piece, for a streaming answer.

    >>> pb = PbFile.build(
    ...     meta={"budget": 100, "vote_type": "approval"},
    ...     projects=[{"project_id": "1", "cost": 70, "name": 'The "new" well; pump'}],
    ...     votes=[{"voter_id": 1, "vote": ["1"]}],
    ... )
    >>> print(b"".join(to_chunks(pb)).decode().split("PROJECTS")[1].split("VOTES")[0].strip())
    project_id;cost;name
    1;70;"The ""new"" well; pump"
    """
    written = pbfile if ties is None else pbfile.with_ties(ties)
    pending = ""
    for text in _texts(written):
        yield pending.encode("utf-8", "surrogateescape")
        pending = text
    if not written.final_newline:
        pending = pending.removesuffix(written.newline)
    yield pending.encode("utf-8", "surrogateescape")


def _texts(pbfile: PbFile) -> Iterator[str]:
    newline = pbfile.newline
    for title, table in pbfile.sections.by_name().items():
        if table.columns:
            yield f"{title}{newline}{_line(table.columns, newline)}"
            for chunk in _chunks(table.rows):
                yield "".join(_line(row, newline) for row in chunk)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _ROWS_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _line(row: Row, newline: str) -> str:
    return ";".join([_cell(cell) for cell in row]) + newline


def _cell(cell: str) -> str:
    if ";" in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell
