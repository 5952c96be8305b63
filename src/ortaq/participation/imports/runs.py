"""Archives handed over on the Desk: stored, checked in the background, imported once the report was seen."""

import datetime as dt
from typing import Any

import structlog
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.core.errors import DomainError
from ortaq.files.verbs import store_bytes
from ortaq.participation.enums import ImportState
from ortaq.participation.errors import ImportRefused
from ortaq.participation.imports.archive import IMPORT, import_archive, refuse_twice
from ortaq.participation.imports.reading import MAX_BYTES, Checked, check
from ortaq.participation.imports.staging import SILENT
from ortaq.participation.models import ImportRun
from ortaq.territories.models import Territory

CHECK_TAKES = dt.timedelta(minutes=1)
"""A check that has not ended after this time waits for a worker that does not come, or stopped."""
FAILED = "failed"
"""The code of an end that nobody foresaw."""

_log = structlog.get_logger(__name__)


def hand_over(*, name: str, content: bytes, territory: Territory, title: str, source: str, by: Actor) -> ImportRun:
    """Keep a file so that it can be checked.

    Args:
        name: the file's own name.
        content: all of it.
        source: where it was published.

    Raises:
        NotAllowed: the actor may not import archives here.
        ImportRefused: `empty`, `too_large`, `no_source`.
    """
    require(by, IMPORT, territory)
    if not content.strip():
        raise ImportRefused("empty")
    if len(content) > MAX_BYTES:
        raise ImportRefused("too_large", size=len(content) // 1024**2, limit=MAX_BYTES // 1024**2)
    if not source.strip():
        raise ImportRefused("no_source")
    return _hand_over(name=name, content=content, territory=territory, title=title, source=source, by=by)


@verb
def _hand_over(*, name: str, content: bytes, territory: Territory, title: str, source: str, by: Actor) -> ImportRun:
    stored = store_bytes(name=name, content=content, content_type="text/plain; charset=utf-8", by=by)
    run = ImportRun.objects.create(
        territory=territory, file=stored, title=title.strip(), source=source.strip(), requested_by_id=by.pk
    )
    record("archive.handed_over", run, by=by, data={"sha256": stored.sha256, "territory": territory.pk})
    return run


def check_run(run: ImportRun) -> ImportRun:
    """Read the file and keep the report: the dry run. Called by the background task.

    Does nothing where the run is no longer `run.attempt` waiting to be checked: somebody else took it.
    """
    if not _move(run, ImportState.QUEUED, ImportState.CHECKING):
        return run
    report: dict[str, Any] = {}
    try:
        checked = _read(run)
        report = checked.report()
        checked.refuse()
        refuse_twice(checked.pb.sha256, run.territory)
    except Exception as error:  # noqa: BLE001 -- whoever waits has to be told, whatever it was
        _refuse(run, ImportState.CHECKING, error, report=report)
    else:
        rows = len(checked.pb.sections.votes.rows)
        _move(run, ImportState.CHECKING, ImportState.CHECKED, report=report, rows_total=rows)
    return run


@verb
def start(*, run: ImportRun, by: Actor) -> ImportRun:
    """Let a checked file be imported, or a stalled import begin again; the caller enqueues the task.

    Raises:
        NotAllowed: the actor may not import archives here.
        ImportRefused: `not_checked`: the report is not there yet, or the import runs already.
    """
    locked = _locked(run, by)
    if locked.state != ImportState.CHECKED and not (locked.state == ImportState.IMPORTING and stalled(locked)):
        raise ImportRefused("not_checked")
    locked.state, locked.rows_done, locked.attempt = ImportState.IMPORTING, 0, locked.attempt + 1
    locked.save(update_fields=["state", "rows_done", "attempt", "updated_at"])
    record("archive.import_started", locked, by=by)
    return locked


@verb
def check_again(*, run: ImportRun, by: Actor) -> ImportRun:
    """Queue a check once more that never began, stopped half-way or broke; the caller enqueues the task.

    Raises:
        NotAllowed: the actor may not import archives here.
        ImportRefused: `not_checked`: the check has not been silent for long enough.
    """
    locked = _locked(run, by)
    if not may_check_again(locked):
        raise ImportRefused("not_checked")
    locked.state, locked.error, locked.attempt = ImportState.QUEUED, {}, locked.attempt + 1
    locked.save(update_fields=["state", "error", "attempt", "updated_at"])
    record("archive.checked_again", locked, by=by)
    return locked


def _locked(run: ImportRun, by: Actor) -> ImportRun:
    locked = ImportRun.objects.select_for_update(of=("self",)).select_related("territory").get(pk=run.pk)
    require(by, IMPORT, locked.territory)
    return locked


def import_run(run: ImportRun) -> ImportRun:
    """Import the file in the name of whoever handed it over. Called by the background task."""
    mine = _still(run, ImportState.IMPORTING)
    if not mine.exists():
        return run

    def progress(done: int, total: int) -> None:
        mine.update(rows_done=done, rows_total=total, updated_at=clock.now())

    try:
        cycle = import_archive(
            checked=_read(run),
            territory=run.territory,
            source=run.source,
            by=run.requested_by,
            title=run.title,
            progress=progress,
        )
    except Exception as error:  # noqa: BLE001 -- whoever waits has to be told, whatever it was
        _refuse(run, ImportState.IMPORTING, error)
    else:
        _move(run, ImportState.IMPORTING, ImportState.DONE, cycle=cycle, rows_done=F("rows_total"))
    return run


def stalled(run: ImportRun) -> bool:
    """Whether a run gave no sign of life for so long that it must be broken."""
    silent: dt.timedelta = clock.now() - run.updated_at
    if run.state == ImportState.IMPORTING:
        return silent > SILENT
    return run.state in (ImportState.QUEUED, ImportState.CHECKING) and silent > CHECK_TAKES


def may_check_again(run: ImportRun) -> bool:
    """Whether a check may be queued anew: it stalled, or broke for a reason that is not the file's."""
    broke = run.state == ImportState.REFUSED and run.error.get("code") == FAILED
    return broke or (run.state != ImportState.IMPORTING and stalled(run))


def _read(run: ImportRun) -> Checked:
    with run.file.file.open("rb") as stored:
        return check(stored.read(), name=run.file.name)


def _refuse(run: ImportRun, before: ImportState, error: Exception, **fields: Any) -> None:
    """Keep why a run ended; call it while the error is handled, so that one nobody foresaw is logged whole."""
    told: dict[str, Any] = {"code": FAILED, "params": {"time": date_format(timezone.localtime(), "DATETIME_FORMAT")}}
    if isinstance(error, DomainError):
        params = {name: str(value) for name, value in error.params.items() if name != "findings"}
        told = {"code": error.code, "params": params}
    else:
        _log.exception("archive.failed", run=run.pk, state=before)
    _move(run, before, ImportState.REFUSED, error=told, **fields)


def _still(run: ImportRun, state: ImportState) -> QuerySet[ImportRun]:
    """The run, as long as nobody else moved it or began it anew."""
    return ImportRun.objects.filter(pk=run.pk, attempt=run.attempt, state=state)


def _move(run: ImportRun, before: ImportState, after: ImportState, **fields: Any) -> bool:
    """Take a run one step on, whole or not at all; False where it is not in `before` any more.

    A worker that comes late, twice or after somebody began anew changes nothing: no state ever goes back.
    """
    moved = _still(run, before).update(state=after, updated_at=clock.now(), **fields)
    run.refresh_from_db()
    return bool(moved)
