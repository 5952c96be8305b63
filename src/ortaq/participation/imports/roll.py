"""Reading a list of people for the roll from a CSV table. Nothing of the file is kept; numbers become keyed hashes.

Columns, in any order, named in the first line: phone, iin, initials, territory_code, note. Separated by commas,
semicolons or tabs; UTF-8 (with or without a mark), UTF-16 with a mark, or Windows-1251.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.core.errors import DomainError
from ortaq.identity.errors import IinError
from ortaq.identity.keys import iin_key, phone_key
from ortaq.identity.phones import normalise
from ortaq.participation.domain.roll import age_limit, check_age, voting_day
from ortaq.participation.domain.roll_lists import Person
from ortaq.participation.errors import RollError
from ortaq.participation.models import Cycle, RollEntry
from ortaq.territories.models import Territory, TerritoryState

COLUMNS = ("phone", "iin", "initials", "territory_code", "note")
MEGABYTES = 30
ROW_LIMIT = 200_000
"""More than the largest place that holds one vote. So many rows are read, hashed and staged in about 23 seconds
(2 cores), within the request: a background task would need the numbers of people written down somewhere first,
and they never are. Nobody else waits meanwhile, since rows are written in batches."""
CELL_LIMIT = 200
Text = str | Promise

_NOBODY = _("Neither a phone number nor an IIN.")
_UNKNOWN_PLACE = _("This territory code is not a part of the place of the vote.")
_LONG_INITIALS = _("Initials have at most 10 characters. Leave full names out.")
_LONG_NOTE = _("The note is longer than 200 characters.")
_BROKEN_ROW = _("The row has more cells than the first line has names.")
_ON_ROLL = _("This person is on the roll already.")


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is wrong in a row, and where."""

    line: int
    column: str
    reason: Text
    same_as: int | None = None
    """The earlier line that names the same person."""


@dataclass
class Reading:
    """What a table holds: people ready for the roll, and every row that is not."""

    people: list[Person] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    without_phone: int = 0
    encoding: str = ""


def read(content: bytes, *, cycle: Cycle) -> Reading:
    """Check a whole table without writing anything.

    Args:
        content: the file.
        cycle: whose place, age limit and roll the rows are checked against, with `territory`.

    Returns:
        The people and the bad rows, in the order of the lines (the line of column names is line 1).

    Raises:
        RollError: `empty_file`, `too_large`, `not_text`, `no_header`, `unknown_columns` or `too_many_rows`.
    """
    text, encoding = _text(content)
    table = _Table(cycle)
    result = Reading(encoding=encoding)
    for line, cells in _rows(text):
        if line > ROW_LIMIT + 1:
            raise RollError("too_many_rows", limit=ROW_LIMIT)
        if None in cells:
            result.bad.append(BadRow(line, "", _BROKEN_ROW))
            continue
        found = table.check(line, cells)
        if isinstance(found, BadRow):
            result.bad.append(found)
        else:
            result.people.append(found)
            result.without_phone += found.phone_key is None
    if not result.people and not result.bad:
        raise RollError("empty_file")
    return result


def _text(content: bytes) -> tuple[str, str]:
    if not content.strip():
        raise RollError("empty_file")
    if len(content) > MEGABYTES * 1024 * 1024:
        raise RollError("too_large", megabytes=MEGABYTES)
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    trials = ["utf-16"] if marked else ["utf-8-sig", "cp1251"]
    for encoding in trials:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(letter < " " and letter not in "\t\r\n" for letter in set(text)):
            return text, encoding
    raise RollError("not_text")


def _rows(text: str) -> Iterator[tuple[int, dict[str | None, str]]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter)
    try:
        names = [name.strip().strip("\ufeff").casefold() for name in next(reader)]
        unknown = [name[:40] or "?" for name in names if name not in COLUMNS]
        if not {"phone", "iin"} & set(names):
            raise RollError("no_header", columns="phone / iin")
        if unknown or len(set(names)) != len(names):
            raise RollError("unknown_columns", columns=", ".join(unknown) or ", ".join(names))
        for row in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            cells: dict[str | None, str] = dict(zip(names, (cell.strip() for cell in row), strict=False))
            if any(cell.strip() for cell in row[len(names) :]):
                cells[None] = ""
            yield line, cells
    except csv.Error:
        raise RollError("not_text") from None


class _Table:
    """What rows are checked against, read once."""

    def __init__(self, cycle: Cycle) -> None:
        self.cycle = cycle
        self.age, self.day = age_limit(cycle), voting_day(cycle)
        below = cycle.territory.path
        codes = TerritoryState.objects.filter(territory__path__startswith=below, territory__active=True)
        self.places = dict(codes.values_list("code", "territory_id"))
        # Today's code wins where an older code was given to another place since.
        self.places |= dict(Territory.objects.filter(path__startswith=below, active=True).values_list("code", "id"))
        on_roll = RollEntry.everything.filter(cycle=cycle).values_list("phone_key", "iin_key")
        # 0 stands for "on the roll", a number for the line of this table.
        self.seen: dict[str, int] = {key: 0 for keys in on_roll.iterator() for key in keys if key}

    def check(self, line: int, cells: dict[str | None, str]) -> Person | BadRow:
        phone, iin = cells.get("phone", ""), cells.get("iin", "")
        initials, note = cells.get("initials", ""), cells.get("note", "")
        if not phone and not iin:
            return BadRow(line, "phone", _NOBODY)
        if len(initials) > 10:
            return BadRow(line, "initials", _LONG_INITIALS)
        if len(note) > CELL_LIMIT:
            return BadRow(line, "note", _LONG_NOTE)
        code = cells.get("territory_code", "")
        place = self.places.get(code) if code else self.cycle.territory_id
        if place is None:
            return BadRow(line, "territory_code", _UNKNOWN_PLACE)
        keys: dict[str, str] = {}
        try:
            column = "phone"
            if phone:
                keys["phone"] = phone_key(normalise(phone))
            column = "iin"
            if iin:
                check_age(iin, years=self.age, day=self.day)
                keys["iin"] = iin_key(iin)
        except IinError:
            return BadRow(line, column, RollError("bad_iin").message)
        except DomainError as error:
            return BadRow(line, column, error.message)
        for column, key in keys.items():
            if key in self.seen:
                return BadRow(line, column, _ON_ROLL, same_as=self.seen[key] or None)
        self.seen |= dict.fromkeys(keys.values(), line)
        return Person(initials.upper(), place, keys.get("phone"), keys.get("iin"), note)
