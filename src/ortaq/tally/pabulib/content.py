"""What META and PROJECTS mean: budget, kind of ballot, limits, projects; and the defects of their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ortaq.tally.ballots import BallotType, Limits
from ortaq.tally.exact import Number
from ortaq.tally.model import Project
from ortaq.tally.pabulib.defects import Findings
from ortaq.tally.pabulib.fields import FIELDS, META, PROJECTS, WITHDRAWN_COST, Field, Form, has_form
from ortaq.tally.pabulib.sections import Sections, Table
from ortaq.tally.pabulib.values import read_number

_NUMBERS = frozenset({Form.COUNT, Form.AMOUNT, Form.NUMBER})


@dataclass(frozen=True)
class Meta:
    """META: every key with its stripped value in order, and the numbers among them that could be read."""

    texts: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    ballot_type: BallotType | None = None

    @property
    def limits(self) -> Limits:
        """The limits of a single ballot."""
        return Limits(
            min_length=self._whole("min_length"),
            max_length=self._whole("max_length"),
            min_sum_cost=self.numbers.get("min_sum_cost"),
            max_sum_cost=self.numbers.get("max_sum_cost"),
            min_points=self.numbers.get("min_points"),
            max_points=self.numbers.get("max_points"),
            min_sum_points=self.numbers.get("min_sum_points"),
            max_sum_points=self.numbers.get("max_sum_points"),
        )

    @property
    def threshold(self) -> Number | None:
        """The least score with which a project may be funded, if the file states one."""
        return self.numbers.get("min_project_score_threshold")

    @property
    def default_score(self) -> Number:
        """What a scoring ballot gives a project it does not list."""
        return self.numbers.get("default_score", 0) if self.ballot_type is BallotType.SCORING else 0

    def _whole(self, key: str) -> int | None:
        value = self.numbers.get(key)
        return value if isinstance(value, int) else None


def check_names(sections: Sections, findings: Findings) -> None:
    """Note columns that the format does not know or that are missing, and blanks around cells."""
    for title, table in sections.by_name().items():
        known = FIELDS[title]
        if table.columns and title != "META":
            for name in table.names:
                if name not in known:
                    findings.add("unknown_field", table.header_line, name, section=title)
            for name, spec in known.items():
                if spec.required and name not in table.names:
                    findings.add("missing_column", table.header_line, name, section=title)
        for index, row in enumerate(table.rows):
            for position, cell in enumerate(row):
                if cell and (cell[0] <= " " or cell[-1] <= " " or cell != cell.strip()):
                    name = table.names[position] if position < len(table.names) else ""
                    findings.add("cell_whitespace", table.line(index), name, cell)


def interpret_meta(table: Table, findings: Findings) -> Meta:
    """Read META. What cannot be read is noted and absent from the result."""
    texts: dict[str, str] = {}
    lines: dict[str, int] = {}
    for index, row in enumerate(table.rows):
        key, value = row[0].strip(), row[1].strip() if len(row) > 1 else ""
        line = table.line(index)
        if key in texts:
            findings.add("duplicate_key", line, key, value)
            continue
        texts[key], lines[key] = value, line
        if key not in META:
            findings.add("unknown_field", line, key, section="META")
    for key, spec in META.items():
        if spec.required and not texts.get(key):
            findings.add("missing_value" if spec.decides else "missing_field", lines.get(key, 0), key)
    numbers: dict[str, Number] = {}
    for key, value in texts.items():
        number = _meta_value(key, value, lines[key], findings)
        if number is not None:
            numbers[key] = number
    kind = texts.get("vote_type", "")
    ballot_type = BallotType(kind) if has_form(kind, Form.VOTE_TYPE) else None
    meta = Meta(texts, lines, numbers, ballot_type)
    _check_meta(meta, findings)
    return meta


def _meta_value(key: str, value: str, line: int, findings: Findings) -> Number | None:
    spec = META.get(key, Field(Form.TEXT))
    if not value:
        if spec.decides and not spec.required:
            findings.add("missing_value", line, key)
        return None
    if spec.form in _NUMBERS:
        return read_number(value, spec.form, findings=findings, line=line, field=key, decides=spec.decides)
    if not has_form(value, spec.form):
        findings.add("bad_vote_type" if spec.form is Form.VOTE_TYPE else "bad_value", line, key, value)
    return None


def _check_meta(meta: Meta, findings: Findings) -> None:
    for key in meta.texts:
        types = META[key].ballot_types if key in META else frozenset()
        if types and meta.ballot_type and meta.ballot_type not in types:
            findings.add("field_not_for_ballot_type", meta.lines[key], key, meta.texts[key])
    if meta.ballot_type is BallotType.CUMULATIVE and "max_sum_points" not in meta.texts:
        findings.add("missing_field", 0, "max_sum_points")
    pairs = ("length", "sum_cost", "points", "sum_points", "project_cost")
    for low, high in ((f"min_{name}", f"max_{name}") for name in pairs):
        if low in meta.numbers and high in meta.numbers and meta.numbers[low] > meta.numbers[high]:
            findings.add("limits_contradict", meta.lines[high], high, meta.texts[high], low=meta.texts[low])


def interpret_projects(table: Table, meta: Meta, findings: Findings) -> tuple[Project, ...]:
    """Read PROJECTS. A row without a usable id or cost is noted and left out; such a file is not counted."""
    projects: list[Project] = []
    seen: dict[str, int] = {}
    budget = meta.numbers.get("budget")
    for index, record in enumerate(table.records()):
        line = table.line(index)
        project_id, cost_text = record.pop("project_id", ""), record.pop("cost", "")
        for code in _id_defects(project_id, seen):
            findings.add(code, line, "project_id", project_id)
        usable = bool(project_id) and project_id not in seen and "," not in project_id
        seen.setdefault(project_id, line)
        cost = read_number(cost_text, Form.AMOUNT, findings=findings, line=line, field="cost", decides=True)
        _check_columns(record, line, findings)
        if cost is None:
            continue
        withdrawn = cost == WITHDRAWN_COST and budget is not None and cost > budget
        _check_cost(cost, cost_text, withdrawn=withdrawn, meta=meta, line=line, findings=findings)
        if usable and _encodes(project_id):
            projects.append(
                Project(
                    id=project_id,
                    cost=cost,
                    name=record.get("name", ""),
                    category=tuple(_items(record.get("category", ""))),
                    withdrawn=withdrawn,
                    fields={name: value for name, value in record.items() if name not in ("name", "category")},
                )
            )
    return tuple(projects)


def _id_defects(project_id: str, seen: Mapping[str, int]) -> Iterator[str]:
    if not project_id:
        yield "empty_id"
    elif project_id in seen:
        yield "duplicate_id"
    if "," in project_id:
        yield "id_with_comma"


def _encodes(text: str) -> bool:
    # Bytes that are not UTF-8 stand as lone surrogates; the file is blocked for them already.
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _check_cost(cost: Number, text: str, *, withdrawn: bool, meta: Meta, line: int, findings: Findings) -> None:
    budget = meta.numbers.get("budget")
    if cost == 0:
        findings.add("zero_cost", line, "cost", text)
    if withdrawn:
        findings.add("cost_withdrawn", line, "cost", text)
        return
    if budget is not None and cost > budget:
        findings.add("cost_over_budget", line, "cost", text, budget=budget)
    low, high = meta.numbers.get("min_project_cost"), meta.numbers.get("max_project_cost")
    if (low is not None and cost < low) or (high is not None and cost > high):
        findings.add("cost_outside_limits", line, "cost", text, low=low, high=high)


def _check_columns(record: Mapping[str, str], line: int, findings: Findings) -> None:
    for name, value in record.items():
        spec = PROJECTS.get(name)
        if spec is None or not value:
            continue
        if spec.form in _NUMBERS:
            read_number(value, spec.form, findings=findings, line=line, field=name, decides=False)
        elif spec.form is Form.LIST:
            items = value.split(",")
            if any(item != item.strip() for item in items):
                findings.add("list_whitespace", line, name, value)
        elif not has_form(value, spec.form):
            findings.add("bad_value", line, name, value)
