"""Many projects at once from a table: pasted from a spreadsheet or read from a CSV file.

The whole table is checked first; every bad row is named with its line and its reason, and nothing is added
unless all rows are good.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from ortaq.core.errors import DomainError
from ortaq.core.money import Money
from ortaq.participation.domain import texts
from ortaq.participation.domain.projects import ProjectLine, fill
from ortaq.participation.errors import ProjectError
from ortaq.participation.models import Category, Cycle, Pot, Project
from ortaq.territories.models import Territory

TRANSLATED = ("title", "text", "place")
COLUMNS: tuple[str, ...] = (
    *(f"{name}_{language}" for name in TRANSLATED for language in texts.LANGUAGES),
    "cost", "pot", "category", "territory_code", "lat", "lon",
)  # fmt: skip
TITLES = tuple(f"title_{language}" for language in texts.LANGUAGES)
MOST_ROWS = 1000
_DELIMITERS = ("\t", ";", ",")
_LONGEST_CELL = 100_000


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken.

    Args:
        line: of the file or of what was pasted; the line of column names is 1.
        column: its name, or "" where the whole row is wrong.
        text: what is wrong.
    """

    line: int
    column: str
    text: str


@dataclass
class TableReport:
    """What a table would add."""

    lines: list[ProjectLine] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    rows: int = 0

    def require_good(self) -> list[ProjectLine]:
        """The projects to add.

        Raises:
            ProjectError: `bad_rows`, at least one row is wrong; `empty_table`.
        """
        if self.bad:
            raise ProjectError("bad_rows", count=len({row.line for row in self.bad}))
        if not self.lines:
            raise ProjectError("empty_table")
        return self.lines


def decode(content: bytes) -> str:
    """The text of a file: UTF-8 with or without a mark, else Windows-1251 as spreadsheets save it here.

    Raises:
        ProjectError: `not_text`.
    """
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ProjectError("not_text")


def template() -> str:
    """A CSV with the line of column names, to be filled in a spreadsheet."""
    return ";".join(COLUMNS) + "\r\n"


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    header = next((line for line in plain.split("\n") if line.strip()), None)
    if header is None:
        raise ProjectError("empty_table")
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(plain), delimiter=_delimiter(header))
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error:
        raise ProjectError("not_text") from None


def _header(row: Sequence[str]) -> list[str]:
    names = [cell.strip().casefold() for cell in row]
    unknown = [name for name in names if name and name not in COLUMNS]
    if not set(names) & set(TITLES):
        raise ProjectError("no_header", columns=TITLES[0])
    if unknown:
        raise ProjectError("unknown_columns", columns=", ".join(name[:40] for name in unknown[:5]))
    return names


class _Reader:
    """Turns cells into project lines for one cycle; everything it needs is read beforehand."""

    def __init__(self, cycle: Cycle, records: Sequence[dict[str, str]]) -> None:
        self.cycle = cycle
        self.pots = {str(pot.number): pot for pot in Pot.objects.filter(cycle=cycle)}
        if not self.pots:
            raise ProjectError("no_pot")
        self.categories: dict[str, Category] = {}
        for category in Category.objects.filter(cycle=cycle):
            for name in (category.code, *texts.read(category, "name").values()):
                if name:
                    self.categories[name.casefold()] = category
        codes = {record.get("territory_code", "") for record in records} - {""}
        rows = Territory.objects.filter(code__in=codes, path__startswith=cycle.territory.path)
        self.territories = {territory.code: territory for territory in rows}

    def line(self, cells: dict[str, str]) -> tuple[ProjectLine | None, list[tuple[str, str]]]:
        """The project of a row and the mistakes in it by column."""
        wrong: list[tuple[str, str]] = []

        def read(column: str, convert: Any, empty: Any = None) -> Any:
            text = cells.get(column, "")
            if not text:
                return empty
            try:
                return convert(text)
            except DomainError as error:
                wrong.append((column, error.message))
            except LookupError:
                wrong.append((column, _("“%(text)s” is not known in this vote.") % {"text": text[:40]}))
            except InvalidOperation:
                wrong.append((column, _("“%(text)s” is not a number.") % {"text": text[:40]}))
            return empty

        currency = self.cycle.currency
        line = ProjectLine(
            pot=read("pot", lambda text: self.pots[text], next(iter(self.pots.values()))),
            cost=read("cost", lambda text: Money.parse(text, currency), Money(0, currency)),
            category=read("category", lambda text: self.categories[text.casefold()]),
            territory=read("territory_code", lambda text: self.territories[text]),
            lat=read("lat", _decimal),
            lon=read("lon", _decimal),
            title=self._texts(cells, "title"),
            text=self._texts(cells, "text"),
            place=self._texts(cells, "place"),
        )
        if not any(line.title.values()):
            wrong.append((TITLES[0], _("The project has no title.")))
        if not wrong:
            try:
                fill(Project(cycle=self.cycle), line, self.cycle)
            except DomainError as error:
                wrong.append(("", error.message))
        return (None, wrong) if wrong else (line, [])

    @staticmethod
    def _texts(cells: dict[str, str], name: str) -> dict[str, str]:
        return {language: cells.get(f"{name}_{language}", "") for language in texts.LANGUAGES}


def _decimal(text: str) -> Decimal:
    number = Decimal(text.replace(",", "."))
    if not number.is_finite() or abs(number) > 1000:
        raise InvalidOperation
    return round(number, 5)


def check(*, cycle: Cycle, text: str) -> TableReport:
    """Read a table without writing anything.

    Args:
        cycle: a draft with its place; its pots, categories and projects are read.
        text: lines of cells parted by tabs, semicolons or commas; the first line names the columns.

    Raises:
        ProjectError: `empty_table`, `table_too_large`, `not_text`, `no_header`, `unknown_columns`, `no_pot`: the
            table as a whole cannot be read.
    """
    records = list(_records(text))
    names = _header(records[0][1])
    rows = [
        (line, {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}, len(row))
        for line, row in records[1:]
    ]
    if len(rows) > MOST_ROWS:
        raise ProjectError("table_too_large", limit=MOST_ROWS)
    reader = _Reader(cycle, [cells for _line, cells, _width in rows])
    report = TableReport(rows=len(rows))
    seen = _titles(Project.objects.filter(cycle=cycle))
    for line, cells, width in rows:
        if width > len(names):
            report.bad.append(BadRow(line, "", _("The row has more cells than there are columns.")))
            continue
        project, wrong = reader.line(cells)
        report.bad += [BadRow(line, column, reason) for column, reason in wrong]
        if project is None:
            continue
        twice = next((title for title in project.title.values() if title and title.casefold() in seen), None)
        if twice:
            reason = _("A project called “%(title)s” is there already.") % {"title": twice[:80]}
            report.bad.append(BadRow(line, "", reason))
            continue
        seen |= {title.casefold() for title in project.title.values() if title}
        report.lines.append(project)
    return report


def _titles(projects: Any) -> set[str]:
    return {title.casefold() for project in projects for title in texts.read(project, "title").values() if title}
