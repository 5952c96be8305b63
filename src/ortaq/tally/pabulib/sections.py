"""The three sections of a file as text: columns, rows and the line each row stood on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One section. Cells are kept as they stood in the file; :attr:`names` are the columns without blanks.

    ``lines`` holds the line number of every row, and is empty for data that never was a file.
    """

    columns: Row = ()
    rows: Sequence[Row] = ()
    lines: Sequence[int] = field(default=(), repr=False)
    header_line: int = 0

    @cached_property
    def names(self) -> Row:
        """The names of the columns, without surrounding blanks."""
        return tuple(name.strip() for name in self.columns)

    def position(self, name: str) -> int | None:
        """Return the index of a column, or ``None`` if the table has no such column."""
        return self.names.index(name) if name in self.names else None

    def line(self, index: int) -> int:
        """Return the line number of a row, 0 if unknown."""
        return self.lines[index] if index < len(self.lines) else 0

    def records(self) -> Iterator[dict[str, str]]:
        """Yield each row as a dict of stripped cells by column name."""
        for row in self.rows:
            yield {name: cell.strip() for name, cell in zip(self.names, row, strict=False)}

    def cells(self, name: str) -> Iterator[tuple[int, str]]:
        """Yield ``(row index, stripped cell)`` of a column, for the rows that are long enough."""
        position = self.position(name)
        if position is not None:
            for index, row in enumerate(self.rows):
                if position < len(row):
                    yield index, row[position].strip()


@dataclass(frozen=True)
class Sections:
    """A whole file as text."""

    meta: Table = Table()
    projects: Table = Table()
    votes: Table = Table()

    def by_name(self) -> Mapping[str, Table]:
        """Return the sections by their title."""
        return {"META": self.meta, "PROJECTS": self.projects, "VOTES": self.votes}
