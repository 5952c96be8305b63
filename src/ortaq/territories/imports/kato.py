"""A KATO table, or a list of later changes, as records; each row is checked on its own and against its file.

Three headings are known:
- `code, name_ru, parent_code` with `depth, kind, region_code, district_code` if there are any: the classifier;
- `kato, name_kk, name_ru, name_en, region_kato`: codes that came later;
- `code, parent_code, kind, name_kk, name_ru, name_en, valid_from, valid_to, review`: a full list, as the seed.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext as _

from ortaq.territories.domain.planning import COUNTRY, KATO
from ortaq.territories.domain.records import Problem, Record
from ortaq.territories.enums import Kind
from ortaq.territories.errors import FileError
from ortaq.territories.imports.printed import CITIES, KINDS, kazakh_in_full, kind_from_name, russian_in_full
from ortaq.territories.imports.table import Table, read_table
from ortaq.territories.names import LANGUAGES, MAX_LENGTH, debris_character, strange_character, tidy_name

CHANGES = "changes"
LIST = "list"

_CODE = re.compile(r"\d{9}")


@dataclass
class Listing:
    """A file read: records that are right by themselves, and what is wrong with the others."""

    name: str
    sha256: str
    series: str
    rows: int
    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_listing(path: Path, *, kinds_of: Callable[[Iterable[str]], dict[str, str]]) -> Listing:
    """Read a list of territories.

    Args:
        kinds_of: kinds by code of territories already stored, for rows whose kind depends on their parent's.

    Raises:
        FileError: the file as a whole is not such a list.
    """
    table = read_table(path)
    columns = set(table.columns)
    if {"kato", "name_ru"} <= columns:
        series, read = CHANGES, _changes_row
    elif {"code", "name_ru", "name_kk", "parent_code"} <= columns:
        series, read = LIST, _full_row
    elif {"code", "name_ru", "parent_code"} <= columns:
        series, read = KATO, _kato_row
    else:
        missing = [name for name in ("code", "name_ru", "parent_code") if name not in columns]
        raise FileError("columns", missing=", ".join(missing))
    listing = Listing(table.name, table.sha256, series, len(table.rows) + len(table.problems))
    listing.problems.extend(table.problems)
    seen: dict[str, int] = {}
    for line, row in table.rows:
        cells = {name: cell.strip() for name, cell in row.items()}
        problems: list[Problem] = []
        record = read(line, cells, problems)
        first = seen.setdefault(record.code, line)
        if first != line and record.code:
            text = _("the code %(code)s stands already on line %(first)s") % {"code": record.code, "first": first}
            problems.append(Problem(line, "code", text))
        if problems:
            listing.problems.extend(problems)
        else:
            listing.records.append(record)
    if not listing.problems:
        listing.problems.extend(_contradictions(table, listing.records))
    if not listing.problems:
        listing.records = _with_kinds(listing.records, kinds_of)
    listing.problems.sort(key=lambda problem: problem.line)
    return listing


def _kato_row(line: int, cells: dict[str, str], problems: list[Problem]) -> Record:
    kind = ""
    if "kind" in cells:
        kind = KINDS.get(cells["kind"], "")
        if not kind:
            known = ", ".join(KINDS)
            problems.append(
                Problem(
                    line, "kind", _("“%(kind)s” is none of %(known)s") % {"kind": cells["kind"][:40], "known": known}
                )
            )
    name = _name(line, "name_ru", cells, problems, needed=True)
    code, parent_code = _codes(line, cells["code"], cells["parent_code"], problems)
    return Record(
        line=line, code=code, kind=kind, parent_code=parent_code, names={"ru": russian_in_full(name)}, review="kk"
    )


def _changes_row(line: int, cells: dict[str, str], problems: list[Problem]) -> Record:
    names = {
        language: _name(line, f"name_{language}", cells, problems, needed=language == "ru") for language in LANGUAGES
    }
    code, parent_code = _codes(line, cells["kato"], cells.get("region_kato", ""), problems, field="kato")
    names["kk"], names["ru"] = kazakh_in_full(names["kk"]), russian_in_full(names["ru"])
    given = {language: name for language, name in names.items() if name}
    return Record(line=line, code=code, kind="", parent_code=parent_code, names=given, review="kk", kind_is_guess=True)


def _full_row(line: int, cells: dict[str, str], problems: list[Problem]) -> Record:
    names = {language: _name(line, f"name_{language}", cells, problems, needed=False) for language in LANGUAGES}
    if not any(names.values()):
        problems.append(Problem(line, "name_kk", _("a territory needs a name in at least one language")))
    kind = cells.get("kind", "")
    if kind and kind not in Kind.values:
        text = _("“%(kind)s” is none of %(known)s") % {"kind": kind[:40], "known": ", ".join(Kind.values)}
        problems.append(Problem(line, "kind", text))
    code, parent_code = _codes(line, cells["code"], cells["parent_code"], problems)
    first, last = (_day(line, name, cells, problems) for name in ("valid_from", "valid_to"))
    if first and last and last <= first:
        problems.append(Problem(line, "valid_to", _("it ends on %(last)s, before it begins") % {"last": last}))
    review = ",".join(code for code in LANGUAGES if code in cells.get("review", "").split(","))
    given = {language: name for language, name in names.items() if name}
    return Record(
        line=line, code=code, kind=kind, parent_code=parent_code, names=given, valid_from=first, valid_to=last,
        review=review, kind_is_guess=not kind,
    )  # fmt: skip


def _codes(line: int, code: str, parent_code: str, problems: list[Problem], *, field: str = "code") -> tuple[str, str]:
    if not _CODE.fullmatch(code) and code != COUNTRY.code:
        problems.append(Problem(line, field, _("“%s” is not a KATO code: it has 9 digits") % code[:40]))
    if parent_code and not _CODE.fullmatch(parent_code) and parent_code != COUNTRY.code:
        problems.append(Problem(line, "parent_code", _("“%s” is not a KATO code: it has 9 digits") % parent_code[:40]))
    elif parent_code and parent_code == code:
        problems.append(Problem(line, "parent_code", _("a territory cannot be a part of itself")))
    elif parent_code not in ("", COUNTRY.code) and parent_code[:2] != code[:2]:
        # KATO: the first two digits are the region's.
        text = _("%(code)s and %(parent)s are codes of different regions: their first two digits differ")
        problems.append(Problem(line, "parent_code", text % {"code": code[:12], "parent": parent_code}))
    return code, parent_code


def _name(line: int, column: str, cells: dict[str, str], problems: list[Problem], *, needed: bool) -> str:
    name = tidy_name(cells.get(column, ""))
    if not name:
        if needed:
            problems.append(Problem(line, column, _("the name is missing")))
        return ""
    if len(name) > MAX_LENGTH:
        text = _("the name has %(length)s characters; at most %(limit)s are taken")
        problems.append(Problem(line, column, text % {"length": len(name), "limit": MAX_LENGTH}))
        return ""
    strange = strange_character(name)
    if strange:
        text = _("the name holds %(character)s: only Cyrillic and Latin letters, digits and plain marks are taken")
        problems.append(Problem(line, column, text % {"character": strange}))
        return ""
    debris = debris_character(name) if column != "name_en" else None
    if debris:
        text = _("the name holds %(character)s: the file seems to have been saved in a wrong encoding")
        problems.append(Problem(line, column, text % {"character": debris}))
        return ""
    return name


def _day(line: int, column: str, cells: dict[str, str], problems: list[Problem]) -> dt.date | None:
    text = cells.get(column, "")
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        problems.append(Problem(line, column, _("“%s” is not a day; write it as 2022-10-17") % text[:40]))
        return None


def _contradictions(table: Table, records: list[Record]) -> list[Problem]:
    """Rows whose depth or region column does not agree with the chain of their parents in the same file."""
    problems = []
    parents = {record.code: record.parent_code for record in records}
    rows = dict(table.rows)
    for record in records:
        chain = _chain(record.code, parents)
        whole = parents.get(chain[-1], "?") in ("", COUNTRY.code)
        row = rows[record.line]
        depth, region, district = (row.get(name, "").strip() for name in ("depth", "region_code", "district_code"))
        if whole and depth and depth != str(len(chain) - 1):
            text = _("the depth is %(depth)s, but its parents make it %(found)s")
            problems.append(Problem(record.line, "depth", text % {"depth": depth[:20], "found": len(chain) - 1}))
        if whole and region and region != chain[-1]:
            text = _("the region is %(region)s, but its parents lead to %(found)s")
            problems.append(Problem(record.line, "region_code", text % {"region": region[:20], "found": chain[-1]}))
        if whole and district and district not in chain:
            text = _("the district is %(district)s, which is not among its parents")
            problems.append(Problem(record.line, "district_code", text % {"district": district[:20]}))
    return problems


def _chain(code: str, parents: dict[str, str]) -> list[str]:
    """A code and what it lies in, as far as the file tells; a circle is left to the plan, which names it."""
    chain = [code]
    above = parents.get(code, "")
    while above in parents and above not in chain:
        chain.append(above)
        above = parents[above]
    return chain


def _with_kinds(records: list[Record], kinds_of: Callable[[Iterable[str]], dict[str, str]]) -> list[Record]:
    """Kinds that the name and the parent suggest, where the list gives none; districts of cities told apart."""
    kinds = kinds_of(
        {record.parent_code for record in records} | {record.code for record in records if not record.kind}
    )
    done = []
    for record in records:
        kind = record.kind
        parent_kind = kinds.get(record.parent_code)
        if not kind:
            kind = kinds.get(record.code) or kind_from_name(record.names.get("ru", ""), parent_kind) or Kind.LOCALITY
        elif kind == Kind.DISTRICT and parent_kind in CITIES:
            kind = Kind.CITY_DISTRICT
        kinds[record.code] = kind
        done.append(replace(record, kind=kind))
    return done
