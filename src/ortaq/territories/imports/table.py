"""Reading a table from a file: every defect is named by line, nothing is guessed."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from ortaq.territories.domain.records import Problem
from ortaq.territories.errors import FileError

LIMIT_MB = 50


@dataclass
class Table:
    """The rows of a file by column name, with their lines, and the rows that are not rows.

    Attributes:
        sha256: of the file's bytes.
    """

    name: str
    sha256: str
    columns: Sequence[str]
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_bytes(path: Path) -> bytes:
    """A file's content.

    Raises:
        FileError: it is not there, cannot be opened, is empty or too large.
    """
    try:
        size = path.stat().st_size
        if size > LIMIT_MB * 1024 * 1024:
            raise FileError("too_large", size=size // (1024 * 1024), limit=LIMIT_MB)
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise FileError("missing", name=path.name) from None
    except (OSError, ValueError) as error:
        raise FileError("unreadable", name=path.name, reason=getattr(error, "strerror", None) or error) from None
    if not content.strip():
        raise FileError("empty")
    return content


def read_text(content: bytes) -> str:
    """UTF-8 text, with or without a byte order mark.

    Raises:
        FileError: it is in another encoding; the line is named.
    """
    if b"\0" in content:
        raise FileError("zero_byte", line=content[: content.index(b"\0")].count(b"\n") + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError("encoding", line=content[: error.start].count(b"\n") + 1) from None


def read_table(path: Path) -> Table:
    """A table with a heading line and one row a line.

    Raises:
        FileError: the file is not such a table.
    """
    content = read_bytes(path)
    lines = list(_cells(read_text(content)))
    heading = [cell.strip() for cell in lines[0][1]] if lines and isinstance(lines[0][1], list) else []
    table = Table(name=path.name, sha256=hashlib.sha256(content).hexdigest(), columns=heading)
    for line, cells in lines[1:]:
        if isinstance(cells, str):
            table.problems.append(Problem(line, "row", _("it cannot be read as a table row (%s)") % cells))
        elif len(cells) != len(heading):
            text = _("it has %(found)s cells, the heading has %(expected)s; the file may be cut off here")
            table.problems.append(Problem(line, "row", text % {"found": len(cells), "expected": len(heading)}))
        else:
            table.rows.append((line, dict(zip(heading, cells, strict=True))))
    if not table.rows and not table.problems:
        raise FileError("no_rows")
    return table


def _cells(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """Line number and cells, or why the line cannot be read. A row never goes over a line's end: names do not."""
    lines = text.split("\n")
    delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    for number, line in enumerate(lines, start=1):
        plain = line.rstrip("\r")
        if not plain.strip():
            continue
        try:
            yield number, next(csv.reader([plain], delimiter=delimiter, strict=True))
        except csv.Error as error:
            yield number, str(error)
