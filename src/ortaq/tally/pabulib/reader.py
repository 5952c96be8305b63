"""Reading a Pabulib file line by line, losing nothing and trusting nothing.

The text is split by the rules of CSV (RFC 4180 with ``;``); whatever breaks them is reported with its line.
"""

from __future__ import annotations

import csv
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO, StringIO
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from ortaq.tally.errors import ElectionError
from ortaq.tally.pabulib.defects import Findings, Level, PbError
from ortaq.tally.pabulib.fields import FIRST_COLUMN, META_HEADER, SECTIONS
from ortaq.tally.pabulib.file import PbFile
from ortaq.tally.pabulib.sections import Row, Sections, Table

_CSV_ERRORS = {
    "unexpected end of data": "unterminated_quote",
    "field larger than field limit": "cell_too_long",
}
_BOM = b"\xef\xbb\xbf"


def read_pb(source: str | PathLike[str] | bytes | BinaryIO, *, on_defect: str = "collect") -> PbFile:
    """Read a ``.pb`` file from a path, bytes or a binary file and check it.

    With ``on_defect="collect"`` everything found stands in ``PbFile.defects`` and whatever is wrong with the
    file, no exception is raised before ``.election()`` is asked for. With ``"raise"`` any defect of level
    ``error`` raises :class:`PbError` at once. ``OSError`` of a path passes through; another ``on_defect``
    raises :class:`ElectionError` ``bad_on_defect``.

    >>> pb = read_pb(b"META\\nkey;value\\nbudget;100\\n")
    >>> sorted({defect.code for defect in pb.defects if defect.blocks})
    ['missing_section', 'missing_value']
    """
    if on_defect not in ("collect", "raise"):
        raise ElectionError("bad_on_defect", on_defect=on_defect)
    findings = Findings()
    if isinstance(source, bytes):
        pb = _read(BytesIO(source), findings)
    elif isinstance(source, (str, PathLike)):
        with Path(source).open("rb") as opened:
            pb = _read(opened, findings)
    else:
        pb = _read(source, findings)
    if on_defect == "raise" and any(defect.level is Level.ERROR for defect in pb.defects):
        raise PbError(pb.defects)
    return pb


def _read(binary: Iterable[bytes], findings: Findings) -> PbFile:
    lines = _Lines(binary, findings)
    sections = _sections(lines, findings)
    return PbFile.of(
        sections,
        findings=findings,
        newline=lines.newline,
        final_newline=lines.final_newline,
        sha256=lines.digest.hexdigest(),
    )


class _Lines:
    """The lines of a binary file as text, with their ends; bytes that are not UTF-8 survive as escapes."""

    def __init__(self, binary: Iterable[bytes], findings: Findings) -> None:
        self._binary = binary
        self._findings = findings
        self._mixed = False
        self.digest = sha256()
        self.newline = ""
        self.final_newline = True

    def __iter__(self) -> Iterator[str]:
        number = 0
        for read in self._binary:
            raw = read
            self.digest.update(raw)
            if number == 0 and raw.startswith(_BOM):
                self._findings.add("byte_order_mark", 1)
                raw = raw[len(_BOM) :]
            try:
                text = raw.decode()
            except UnicodeDecodeError as error:
                bad = raw[error.start : error.start + 8]
                self._findings.add("bad_encoding", number + 1, value=bad.hex(" "), column=error.start + 1)
                text = raw.decode("utf-8", "surrogateescape")
            if "\x00" in text:
                self._findings.add("nul_character", number + 1)
            # A carriage return alone ends a line too (old Macs); it is rare, so look for it cheaply.
            if "\r" not in (text[:-2] if text.endswith("\r\n") else text):
                number += 1
                self._note_end(text, number)
                yield text
            else:
                for part in StringIO(text, newline=""):
                    number += 1
                    self._note_end(part, number)
                    yield part

    def _note_end(self, line: str, number: int) -> None:
        end = "\r\n" if line.endswith("\r\n") else line[-1:]
        self.final_newline = end in ("\r\n", "\n", "\r")
        if not self.final_newline:
            return  # the last line of a file may have no end
        if not self.newline:
            self.newline = end
        elif end != self.newline and not self._mixed:
            self._mixed = True
            self._findings.add("mixed_line_endings", number)


def _rows(lines: Iterable[str], findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(line, cells)`` of every record; a record that breaks the quoting is reported and left out."""
    reader = csv.reader(lines, delimiter=";", strict=True)
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = str(error)
            code = next((code for words, code in _CSV_ERRORS.items() if words in reason), "bad_quoting")
            findings.add(code, start, reason=reason)
            continue
        if reader.line_num > start:
            findings.add("line_break_in_cell", start)
        yield start, row


class _Section:
    """A section while it is being read."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.columns: Row | None = None
        self.header_line = 0
        self.rows: list[Row] = []
        self.lines = array("L")

    def table(self) -> Table:
        return Table(self.columns or (), self.rows, self.lines, self.header_line)

    def take_header(self, row: Row, line: int, findings: Findings) -> None:
        self.columns, self.header_line = row, line
        names = [name.strip() for name in row]
        if tuple(names) != META_HEADER if self.title == "META" else names[0] != FIRST_COLUMN[self.title]:
            findings.add("bad_header", line, value=";".join(row), section=self.title)
        for column, name in zip(row, names, strict=True):
            if column != name:
                findings.add("cell_whitespace", line, name, column)
        for name in sorted(name for name, times in Counter(names).items() if times > 1):
            findings.add("duplicate_column", line, name, section=self.title)


def _sections(lines: Iterable[str], findings: Findings) -> Sections:
    found: dict[str, _Section] = {}
    current: _Section | None = None
    for line, cells in _rows(lines, findings):
        row = tuple(cells)
        if len(row) <= 1 and not "".join(row).strip():
            findings.add("empty_line", line)
        elif len(row) == 1 and row[0].strip() in SECTIONS:
            current = _open_section(row[0], line, found, findings)
        elif current is None:
            findings.add("text_before_section", line, value=";".join(row))
        elif current.columns is None:
            current.take_header(row, line, findings)
        else:
            if len(row) != len(current.columns):
                findings.add("ragged_row", line, value=";".join(row), expected=len(current.columns), found=len(row))
            current.rows.append(row)
            current.lines.append(line)
    for title in SECTIONS:
        if title not in found:
            findings.add("missing_section", value=title)
        elif found[title].columns is None:
            findings.add("bad_header", section=title)
    tables = {title: section.table() for title, section in found.items()}
    empty = Table()
    return Sections(
        meta=tables.get("META", empty),
        projects=tables.get("PROJECTS", empty),
        votes=tables.get("VOTES", empty),
    )


def _open_section(cell: str, line: int, found: dict[str, _Section], findings: Findings) -> _Section:
    title = cell.strip()
    if cell != title:
        findings.add("cell_whitespace", line, value=cell)
    if title in found:
        # Its header becomes a row of the first one, so that nothing is lost; the file is not counted.
        findings.add("duplicate_section", line, value=title)
        return found[title]
    if any(SECTIONS.index(title) < SECTIONS.index(earlier) for earlier in found):
        findings.add("section_order", line, value=title)
    return found.setdefault(title, _Section(title))
