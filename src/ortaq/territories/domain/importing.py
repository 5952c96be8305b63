"""Taking a list of territories in: staged in small transactions, visible by one short switch.

While an import runs, its rows carry its token in `staged` and nobody sees them. What a killed import left is
swept by the next one. Each transaction is short, so people go on working on SQLite.
"""

import datetime as dt
import time
import uuid
from collections.abc import Iterator, Sequence

from django.db import IntegrityError, connection, transaction

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.territories.domain.current import (
    State,
    differences,
    lookup_columns,
    publish_drafts,
    states_to_create,
    write_drafts,
)  # fmt: skip
from ortaq.territories.domain.planning import KATO, Plan, make_plan, parent_code_of
from ortaq.territories.domain.records import Record, Report
from ortaq.territories.domain.tree import IMPORT_SILENCE
from ortaq.territories.errors import TerritoryError
from ortaq.territories.models import Territory, TerritoryDraft, TerritoryState, TreeImport
from ortaq.territories.names import LANGUAGES

AT_ONCE = 150
"""Rows in one transaction: far below 200 ms on SQLite with full durability."""
NOWHERE: tuple[int | None, str, int] = (None, "/", -1)
"""Id, path and depth above a root."""
LONGEST_WAIT = 30
"""Seconds to wait for another import before giving up."""


def import_records(
    *,
    records: Sequence[Record],
    series: str,
    source: str,
    by: Actor,
    file_name: str,
    sha256: str,
    date: dt.date | None = None,
    dry_run: bool = False,
) -> Report:
    """Take a list of territories in, all or nothing.

    Args:
        records: its rows, each checked on its own; the list need not be whole, nothing is ended by absence.
        series: `kato`, `changes`, `seed` or `list`: a row the same as in the last list of its series is no news.
        source: where the list comes from and the day of its layout, kept with every state it makes.
        file_name, sha256: of the file, for the log.
        date: the first day of whatever differs; None makes differences corrections.
        dry_run: only tell what would happen.

    Returns:
        The report. If `report.problems` is not empty, nothing was changed.

    Raises:
        NotAllowed: the actor may not manage the tree.
        TerritoryError: another import is at work.
    """
    begun = time.monotonic()
    require(by, "territories.manage", None)
    if dry_run:
        report = make_plan(records, series=series, date=date, today=clock.today()).report
        report.seconds = time.monotonic() - begun
        return report
    run = _claim(series=series, source=source, file_name=file_name, sha256=sha256, date=date)
    try:
        plan = make_plan(records, series=series, date=date, today=clock.today())
        report = plan.report
        if not report.problems and not plan.nothing_to_do:
            known = _stage_new(plan, run)
            _stage_changed(plan, run, known)
            _publish(run=run, report=report, by=by)
            run.applied_at = run.touched_at
            report.applied = True
    finally:
        if run.applied_at is None:
            _remove(run)
    report.seconds = time.monotonic() - begun
    return report


def _claim(*, series: str, source: str, file_name: str, sha256: str, date: dt.date | None) -> TreeImport:
    """Begin an import; there is one at a time."""
    sweep_leftovers()
    try:
        with transaction.atomic():
            return TreeImport.objects.create(
                token=uuid.uuid4().hex,
                series=series,
                source=source[:300],
                date=date,
                file_name=file_name[-255:],
                sha256=sha256,
                touched_at=clock.now(),
            )
    except IntegrityError:
        raise TerritoryError("import_running") from None


def sweep_leftovers(*, wait: int = LONGEST_WAIT) -> int:
    """Remove what imports that stopped half-way left behind.

    Args:
        wait: seconds to wait for one that may still be at work.

    Returns:
        How many imports were swept.

    Raises:
        TerritoryError: one is still at work after that time.
    """
    swept = 0
    until = time.monotonic() + wait
    for run in TreeImport.objects.filter(applied_at__isnull=True):
        if _fell_silent(run, until):
            _remove(run)
            swept += 1
    return swept


def _fell_silent(run: TreeImport, until: float) -> bool:
    """Wait until a run has stopped or is done; whether it stopped half-way."""
    while run.touched_at > clock.now() - IMPORT_SILENCE:
        if time.monotonic() > until:
            raise TerritoryError("import_running")
        time.sleep(0.5)
        now = TreeImport.objects.filter(pk=run.pk).first()
        if now is None or now.applied_at is not None:
            return False
        run.touched_at = now.touched_at
    return True


def _remove(run: TreeImport) -> None:
    """Take away everything that a run has staged, and the run."""
    TerritoryDraft.objects.filter(batch=run.token).delete()
    _delete_staged(TerritoryState._meta.db_table, run.token)
    _delete_staged(Territory._meta.db_table, run.token)
    run.delete()


def _delete_staged(table: str, token: str) -> None:
    # In plain SQL: staged rows are known to nobody, so there is nothing to cascade to. The newest go first,
    # since a part is always younger than what it is part of.
    statement = (
        f"DELETE FROM {table} WHERE id IN "  # noqa: S608 -- the table's name comes from the model
        f"(SELECT id FROM {table} WHERE staged = %s ORDER BY id DESC LIMIT {AT_ONCE})"
    )
    with connection.cursor() as cursor:
        while True:
            with transaction.atomic():
                cursor.execute(statement, [token])
            if cursor.rowcount < AT_ONCE:
                return


def _touch(run: TreeImport) -> None:
    TreeImport.objects.filter(pk=run.pk).update(touched_at=clock.now())


def _by_depth(plan: Plan) -> list[list[Record]]:
    """New rows in layers, each after what it is part of."""
    waiting = {record.code: record for record in plan.new}
    depths: dict[str, int] = {}

    def depth(code: str) -> int:
        chain = []
        while code in waiting and code not in depths:
            chain.append(code)
            code = parent_code_of(waiting[code])
        below = depths.get(code, -1)
        for place, each in enumerate(reversed(chain), start=1):
            depths[each] = below + place
        return depths[chain[0]] if chain else below

    layers: dict[int, list[Record]] = {}
    for each in plan.new:
        layers.setdefault(depth(each.code), []).append(each)
    return [layers[level] for level in sorted(layers)]


def _stage_new(plan: Plan, run: TreeImport) -> dict[str, tuple[int, str, int]]:
    """Write new territories and their states, invisible; returns id, path and depth by code of the whole tree."""
    known = {
        node.columns["code"]: (node.id, node.columns["path"], node.columns["depth"]) for node in plan.nodes.values()
    }
    today = clock.today()
    for layer in _by_depth(plan):
        for rows in _slices(layer, AT_ONCE):
            # Worked out first, so that the transaction only writes.
            drawn = [_drawn(plan, run, row, known, today) for row in rows]
            with transaction.atomic():
                _stage_rows(rows, drawn, known)
                _touch(run)
    return known


def _drawn(
    plan: Plan, run: TreeImport, row: Record, known: dict[str, tuple[int, str, int]], today: dt.date
) -> tuple[Territory, State]:
    """An unsaved territory and its first state."""
    parent_id, _path, depth = known.get(parent_code_of(row), NOWHERE)
    # A later edition's new rows began between two lists: its own day is the best that is known.
    unsaid = None if plan.first_edition and plan.series == KATO else plan.date
    state = State(
        code=row.code,
        kind=row.kind,
        parent_id=parent_id,
        valid_from=row.valid_from or unsaid,
        valid_to=row.valid_to,
        source=run.source,
        review=row.review,
        **{f"name_{language}": row.names.get(language) or None for language in LANGUAGES},  # type: ignore[arg-type]
    )
    territory = Territory(
        code=row.code,
        kind=row.kind,
        parent_id=parent_id,
        path="",
        depth=depth + 1,
        active=state.holds_on(today),
        lon=row.point.lon if row.point else None,
        lat=row.point.lat if row.point else None,
        point_source=row.point.source if row.point else "",
        said={plan.series: row.digest(plan.date)},
        staged=run.token,
        **{f"name_{language}": name for language, name in state.names.items()},
        **lookup_columns(state, []),
    )
    return territory, state


def _stage_rows(
    rows: Sequence[Record], drawn: Sequence[tuple[Territory, State]], known: dict[str, tuple[int, str, int]]
) -> None:
    Territory.everything.bulk_create([territory for territory, _state in drawn])
    paths, states = [], []
    for row, (territory, state) in zip(rows, drawn, strict=True):
        _pk, above, _depth = known.get(parent_code_of(row), NOWHERE)
        path = f"{above}{territory.pk}/"
        known[row.code] = (territory.pk, path, territory.depth)
        paths.append((path, territory.pk))
        states.extend(states_to_create(territory.pk, [state], token=territory.staged))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Territory._meta.db_table} SET path = %s WHERE id = %s",  # noqa: S608 -- the model's table
            paths,
        )
    TerritoryState.everything.bulk_create(states)


def _stage_changed(plan: Plan, run: TreeImport, known: dict[str, tuple[int, str, int]]) -> None:
    """Write changed states and the columns that follow from them, invisible."""
    rows = []
    for territory_id, states in plan.touched.items():
        for state, parent_code in states:
            if parent_code:
                state.parent_id = known[parent_code][0]
            if state.id is None or not state.source:
                state.source = run.source
        rows.extend(states_to_create(territory_id, [state for state, _parent in states], token=run.token))
    for part in _slices(rows, AT_ONCE):
        with transaction.atomic():
            TerritoryState.everything.bulk_create(part)
            _touch(run)
    for part in _slices(differences(plan.nodes, clock.today()), AT_ONCE):
        with transaction.atomic():
            write_drafts(run.token, part)
            _touch(run)


def _slices(rows: Sequence, size: int) -> Iterator[Sequence]:  # type: ignore[type-arg]
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


@verb
def _publish(*, run: TreeImport, report: Report, by: Actor) -> None:
    """The switch: a handful of statements, however long the list."""
    staged = TerritoryState.everything.filter(staged=run.token)
    if report.changed:
        replaced = staged.filter(replaces__isnull=False).values("replaces")
        TerritoryState.objects.filter(pk__in=replaced).delete()
    staged.update(staged="", replaces=None)
    Territory.everything.filter(staged=run.token).update(staged="")
    publish_drafts(run.token)
    run.counts = report.counts
    run.touched_at = clock.now()
    TreeImport.objects.filter(pk=run.pk).update(
        counts=run.counts, applied_at=run.touched_at, touched_at=run.touched_at, claim=None
    )
    data = {"sha256": run.sha256, "series": run.series, "date": run.date and run.date.isoformat(), **report.counts}
    record("territories.imported", run, by=by, data=data)
