"""Reading an archive and saying whether it can be taken in: the dry run. Nothing is written here."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from ortaq.core.money import MoneyError
from ortaq.participation.errors import ImportRefused
from ortaq.participation.imports.messages import said
from ortaq.participation.tally_bridge import as_money
from ortaq.tally import Defect, PbFile, read_pb

MAX_BYTES = 64 * 1024 * 1024
MAX_PROJECTS = 5000
TITLE_LENGTH = 200
NO_CURRENCY = "XXX"
"""ISO 4217 for "no currency"."""

# What the columns of the database hold, by section and field.
_META_LIMITS = {"country": 100, "unit": 300, "instance": 300, "rule": 100}
_CELL_LIMITS = {"PROJECTS": {"project_id": 100}, "VOTES": {"voter_id": 100}}
_REPORTED = ("country", "unit", "instance", "rule", "vote_type", "budget")
_YEAR = re.compile(r"(?<![0-9])(1[89][0-9]{2}|20[0-9]{2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the file: of `ortaq.tally`'s reader or of our own limits.

    Args:
        level: `error` or `warning`.
        blocks: whether the file cannot be imported because of it.
        line: from 1; 0 for the file as a whole.
    """

    code: str
    level: str
    blocks: bool
    line: int
    field: str
    value: str
    params: Mapping[str, Any] = attribute(default_factory=dict)

    @classmethod
    def of(cls, defect: Defect) -> "Finding":
        return cls(**printable(defect.to_dict()))

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code, "level": self.level, "blocks": self.blocks, "line": self.line,
            "field": self.field, "value": self.value, "params": dict(self.params),
        }  # fmt: skip

    def __str__(self) -> str:
        return said(self.to_dict())


@dataclass(frozen=True)
class Checked:
    """A file that was read, with everything found in it. `report` is what a person sees before importing."""

    pb: PbFile
    name: str
    size: int
    findings: Sequence[Finding]

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    @property
    def ready(self) -> bool:
        return not self.blocking

    @property
    def meta(self) -> Mapping[str, str]:
        return self.pb.meta

    @property
    def currency(self) -> str:
        code = self.meta.get("currency", "")
        return code if re.fullmatch(r"[A-Z]{3}", code) else NO_CURRENCY

    @property
    def year(self) -> int | None:
        """The year of the vote: of its end, of its beginning, or the one in the name of the edition."""
        return next(
            (
                int(found[1])
                for key in ("date_end", "date_begin", "instance")
                if (found := _YEAR.search(self.meta.get(key, "")))
            ),
            None,
        )

    @property
    def name_of_vote(self) -> str:
        """What the cycle is called where nobody gives a title."""
        parts = [self.meta.get(key, "") for key in ("unit", "instance", "subunit")]
        title = " · ".join(dict.fromkeys(part for part in parts if part)) or self.name
        return shortened(title, TITLE_LENGTH)

    def refuse(self) -> None:
        """Stop where the file cannot be imported.

        Raises:
            ImportRefused: `defects`, naming the first with its line and field.
        """
        if self.blocking:
            raise ImportRefused("defects", first=str(self.blocking[0]), findings=self.blocking)

    def report(self) -> dict[str, Any]:
        """What was found, as JSON: facts, how many rows went where, and the findings, the worst first."""
        accounting = self.pb.accounting()
        meta = {key: printable(self.meta.get(key, "")) for key in _REPORTED}
        ordered = sorted(self.findings, key=lambda finding: (not finding.blocks, finding.level != "error"))
        return {
            "ready": self.ready,
            "sha256": self.pb.sha256,
            "size": self.size,
            "title": printable(self.name_of_vote),
            **meta,
            "currency": self.currency,
            "projects": len(self.pb.sections.projects.rows),
            "declares_winners": self.pb.declared() is not None,
            "rows": accounting.rows,
            "ballots": accounting.ballots,
            "empty": accounting.empty,
            "marks_read": accounting.marks_read,
            "marks_used": accounting.marks_used,
            "marks_ignored": dict(accounting.marks_ignored),
            "by_level": dict(Counter("blocks" if each.blocks else each.level for each in self.findings)),
            "findings": [finding.to_dict() for finding in ordered[:200]],
            "findings_left_out": max(0, len(ordered) - 200),
        }


def printable(value: Any) -> Any:
    """Texts of a damaged file so that any database and terminal takes them: no zero bytes, no halves of letters."""
    if isinstance(value, str):
        return value.replace("\x00", "\N{SYMBOL FOR NULL}").encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {name: printable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [printable(each) for each in value]
    return value


def shortened(text: str, limit: int) -> str:
    """At most so many characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def check(content: bytes, *, name: str) -> Checked:
    """Read a file and find everything that is wrong with it.

    Args:
        content: the whole file.
        name: its name, for messages.

    Raises:
        ImportRefused: `empty` or `too_large`; anything else is told by `findings`.
    """
    if not content.strip():
        raise ImportRefused("empty")
    if len(content) > MAX_BYTES:
        raise ImportRefused("too_large", size=len(content) // 1024**2, limit=MAX_BYTES // 1024**2)
    pb = read_pb(content)
    findings = [Finding.of(defect) for defect in pb.defects]
    checked = Checked(pb, name, len(content), findings)
    findings.extend(_own_findings(checked))
    return checked


def _own_findings(checked: Checked) -> Iterator[Finding]:
    """What our database cannot hold, and what is worth knowing before an import."""
    pb = checked.pb
    for index, row in enumerate(pb.sections.meta.rows):
        limit = _META_LIMITS.get(row[0].strip())
        if limit and len(row) > 1:
            yield from _too_long(row[1].strip(), limit, pb.sections.meta.line(index), row[0].strip())
    for title, limits in _CELL_LIMITS.items():
        table = pb.sections.by_name()[title]
        for name, limit in limits.items():
            for index, cell in table.cells(name):
                if len(cell) > limit:
                    yield from _too_long(cell, limit, table.line(index), name)
    yield from _about_projects(checked)
    if checked.year is None:
        yield Finding("no_year", "error", True, 0, "date_begin", "")
    if checked.currency == NO_CURRENCY:
        yield Finding("no_currency", "warning", False, 0, "currency", "")
    if not pb.sections.votes.rows:
        yield Finding("no_ballots", "warning", False, 0, "", "")


def _about_projects(checked: Checked) -> Iterator[Finding]:
    pb = checked.pb
    table = pb.sections.projects
    if not table.rows:
        yield Finding("no_projects", "error", True, table.header_line, "project_id", "")
    if len(table.rows) > MAX_PROJECTS:
        yield Finding(
            "too_many_projects", "error", True, table.header_line, "", "",
            {"found": len(table.rows), "limit": MAX_PROJECTS},
        )  # fmt: skip
    for index, name in table.cells("name"):
        if len(name) > TITLE_LENGTH:
            yield Finding(
                "title_shortened",
                "warning",
                False,
                table.line(index),
                "name",
                shortened(name, 60),
                {"length": len(name)},
            )
    if not pb.countable:
        return
    election = pb.election()
    if not election.budget:
        yield Finding("zero_budget", "error", True, 0, "budget", pb.meta["budget"])
    amounts = [(0, "budget", election.budget)]
    lines = {cell: table.line(index) for index, cell in table.cells("project_id")}
    amounts.extend((lines.get(project.id, 0), "cost", project.cost) for project in election.projects)
    for line, name, amount in amounts:
        try:
            as_money(amount, checked.currency)
        except MoneyError:
            yield Finding("too_many_decimals", "error", True, line, name, str(amount), {"currency": checked.currency})


def _too_long(text: str, limit: int, line: int, name: str) -> Iterator[Finding]:
    if len(text) > limit:
        yield Finding("too_long", "error", True, line, name, shortened(text, 60), {"length": len(text), "limit": limit})
