"""What a list of territories would change: worked out in memory, before anything is written."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from ortaq.territories.domain.current import NAMES, Node, State, load_nodes, sort_states
from ortaq.territories.domain.records import Problem, Record, Report
from ortaq.territories.enums import Kind
from ortaq.territories.names import LANGUAGES

COUNTRY = Record(
    line=0,
    code="KZ",
    kind=Kind.COUNTRY,
    parent_code="",
    names={"kk": "Қазақстан", "ru": "Казахстан", "en": "Kazakhstan"},
)
"""The root that a KATO table leaves unsaid."""

SEED = "seed"
"""Our own shipped table: its days of beginning complete rows that came without one."""
KATO = "kato"
"""The classifier as printed: Russian names with abbreviations, so better names stay as they are."""


@dataclass
class Plan:
    """Rows to add, and territories whose states or own columns change."""

    series: str
    date: dt.date | None
    nodes: dict[int, Node]
    new: list[Record] = field(default_factory=list)
    touched: dict[int, list[tuple[State, str]]] = field(default_factory=dict)
    """Territory id → states to write, each with the code of its new parent (which may not have an id yet) or ""."""
    first_edition: bool = True
    report: Report = field(default_factory=Report)

    @property
    def nothing_to_do(self) -> bool:
        return not self.new and not self.touched and not any(node.extra for node in self.nodes.values())


def make_plan(records: Sequence[Record], *, series: str, date: dt.date | None, today: dt.date) -> Plan:
    """Compare a list with what is stored.

    Args:
        records: rows in any order, each checked on its own.
        series: lists of one kind; a row that says what the last list of its series said is no news.
        date: the day from which differences hold; None makes them corrections of what is stored.
        today: the day whose states are compared where neither the row nor `date` names one.

    Returns:
        The plan; `plan.report.problems` tells unknown parents, circles and contradictions with what is stored.
    """
    plan = Plan(series=series, date=date, nodes=load_nodes())
    stored = {node.columns["code"]: node for node in plan.nodes.values()}
    if COUNTRY.code not in stored and all(record.code != COUNTRY.code for record in records):
        records = [COUNTRY, *records]
        plan.report.rows -= 1
    plan.report.rows += len(records)
    plan.first_edition = all(series not in node.columns["said"] for node in plan.nodes.values())
    plan.report.problems = _unknown_parents(records, stored) or _circles(records, stored, plan.nodes)
    if plan.report.problems:
        return plan
    for record in records:
        node = stored.get(record.code)
        if node is None:
            plan.new.append(record)
            plan.report.new += record is not COUNTRY
        else:
            _merge(plan, record, node, today)
    return plan


def parent_code_of(record: Record) -> str:
    """The code of what a row is part of: the country where it says nothing, nothing for a country."""
    return record.parent_code or ("" if record.kind == Kind.COUNTRY else COUNTRY.code)


def _unknown_parents(records: Sequence[Record], stored: dict[str, Node]) -> list[Problem]:
    codes = {record.code for record in records}
    return [
        Problem(
            record.line,
            "parent_code",
            _("there is no territory %(code)s, neither in the file nor in the system") % {"code": parent},
        )
        for record in records
        if (parent := parent_code_of(record)) and parent not in codes and parent not in stored
    ]


def _circles(records: Sequence[Record], stored: dict[str, Node], nodes: dict[int, Node]) -> list[Problem]:
    """Rows that would lie in themselves, directly or through others, in the file or with what is stored."""
    parents: dict[str, str] = {}
    for code, node in stored.items():
        parent = nodes.get(node.columns["parent_id"])
        parents[code] = parent.columns["code"] if parent else ""
    parents.update({record.code: parent_code_of(record) for record in records})
    lines = {record.code: record.line for record in records}
    problems = []
    clear: set[str] = set()
    for start in lines:
        chain: list[str] = []
        code = start
        while code and code not in clear and code not in chain:
            chain.append(code)
            code = parents.get(code, "")
        if code in chain:
            circle = chain[chain.index(code) :]
            text = _("this territory would be a part of itself: %(circle)s")
            shown = " → ".join([*circle[:6], *(["…"] if len(circle) > 6 else []), code])
            line = min(lines[each] for each in circle if each in lines)
            problems.append(Problem(line, "parent_code", text % {"circle": shown}))
        clear.update(chain)
    return problems


def _merge(plan: Plan, record: Record, node: Node, today: dt.date) -> None:
    """Note what a row changes of a stored territory."""
    digest = record.digest(plan.date)
    last = node.columns["said"].get(plan.series, "")
    if last == digest:
        plan.report.unchanged += 1
        return
    day = record.valid_from or plan.date or today
    target = _target(plan, record, node, day)
    if target is None:
        _report_contradiction(plan, record, node, day)
        return
    renamed = last.partition(".")[0] != digest.partition(".")[0]
    wanted = _wanted_state(plan, record, target, renamed=renamed, known=bool(last))
    old_parent = plan.nodes.get(target.parent_id or 0)
    new_parent = parent_code_of(record)
    moved = (old_parent.columns["code"] if old_parent else "") != new_parent
    node.extra["said"] = {**node.columns["said"], plan.series: digest}
    if record.point:
        node.extra.update(lon=record.point.lon, lat=record.point.lat, point_source=record.point.source)
    point_moved = any(node.columns[key] != value for key, value in node.extra.items() if key != "said")
    if wanted == target and not moved:
        plan.report.changed += point_moved
        plan.report.unchanged += not point_moved
        return
    plan.report.changed += 1
    written = _dated(plan, record, node, target, wanted, moved=moved)
    plan.touched[node.id] = [(state, new_parent if state is wanted else "") for state in written]


def _target(plan: Plan, record: Record, node: Node, day: dt.date) -> State | None:
    """The stored state that a row speaks of."""
    exact = next((state for state in node.states if record.valid_from and state.valid_from == record.valid_from), None)
    if exact:
        return exact
    if len(node.states) == 1 and node.states[0].valid_from is None:
        return node.states[0] if node.states[0].valid_to is None or node.states[0].holds_on(day) else None
    found = node.state_on(day)
    if found is None and plan.date is None and record.valid_from is None and node.states:
        # It begins later than today: a list without a day still speaks of it.
        found = node.states[-1] if node.states[-1].valid_to is None else None
    return found


def _report_contradiction(plan: Plan, record: Record, node: Node, day: dt.date) -> None:
    last = node.states[-1] if node.states else None
    if last is not None and last.valid_to is not None and last.valid_to <= day:
        text = _("the list has it on %(day)s, but it ended on %(ended)s") % {"day": day, "ended": last.valid_to}
    else:
        begins = node.states[0].valid_from if node.states else None
        text = _("the list has it on %(day)s, but it begins on %(begins)s") % {"day": day, "begins": begins}
    plan.report.problems.append(Problem(record.line, "code", text))


def _wanted_state(plan: Plan, record: Record, target: State, *, renamed: bool, known: bool) -> State:
    """The stored state with what the row says; its parent is looked at apart."""
    wanted = replace(target)
    if record.kind and not record.kind_is_guess:
        wanted.kind = record.kind
    if record.valid_to:
        wanted.valid_to = record.valid_to
    if not renamed:
        return wanted
    review = {code for code in target.review.split(",") if code}
    for language, name in record.names.items():
        column = f"name_{language}"
        stored = getattr(target, column)
        if not name or name == stored:
            continue
        if stored and target.confirmed:
            plan.report.kept += 1
            continue
        if stored and plan.series == KATO and not known:
            continue
        setattr(wanted, column, name)
        review.discard(language)
        if language in record.review.split(","):
            review.add(language)
        elif plan.series == KATO and known:
            # The Russian name is new: the others no longer translate it.
            review.update(code for code in LANGUAGES if code != language and getattr(target, f"name_{code}"))
    wanted.review = ",".join(code for code in LANGUAGES if code in review)
    return wanted


def _dated(plan: Plan, record: Record, node: Node, target: State, wanted: State, *, moved: bool) -> list[State]:
    """Put the wanted state in its time; returns the states to write, `wanted` among them."""
    begins = record.valid_from or plan.date
    learns_beginning = (
        record.valid_from is not None
        and target.valid_from is None
        and (plan.series == SEED or not (moved or _reads_otherwise(target, wanted)))
    )
    if learns_beginning:
        wanted.valid_from = record.valid_from
    if learns_beginning or begins is None or begins == target.valid_from:
        node.states[node.states.index(target)] = wanted
        return [wanted]
    closed = replace(target, valid_to=begins)
    wanted.id, wanted.valid_from = None, begins
    wanted.confirmed = wanted.confirmed and all(getattr(wanted, name) == getattr(target, name) for name in NAMES)
    node.states[node.states.index(target)] = closed
    node.states.append(wanted)
    sort_states(node)
    return [closed, wanted]


def _reads_otherwise(one: State, other: State) -> bool:
    """Whether kind or a name that both have differ."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in NAMES]
    return one.kind != other.kind or any(a and b and a != b for a, b in pairs)
