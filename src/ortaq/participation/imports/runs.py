"""Archives handed over on the Desk: stored, checked in the background, imported once the report was seen."""

import datetime as dt

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
    """Read the file and keep the report: the dry run. Called by the background task."""
    _set(run, ImportState.CHECKING)
    try:
        checked = _read(run)
        run.report = checked.report()
        checked.refuse()
        refuse_twice(checked.pb.sha256, run.territory)
    except DomainError as error:
        return _refused(run, error)
    run.rows_total = len(checked.pb.sections.votes.rows)
    return _set(run, ImportState.CHECKED)


@verb
def start(*, run: ImportRun, by: Actor) -> ImportRun:
    """Let a checked file be imported; the caller enqueues the task.

    Raises:
        NotAllowed: the actor may not import archives here.
        ImportRefused: `not_checked`: the report is not there yet, or the import runs already.
    """
    locked = ImportRun.objects.select_for_update(of=("self",)).select_related("territory").get(pk=run.pk)
    require(by, IMPORT, locked.territory)
    if locked.state != ImportState.CHECKED and not stalled(locked):
        raise ImportRefused("not_checked")
    locked.state, locked.rows_done = ImportState.IMPORTING, 0
    locked.save(update_fields=["state", "rows_done", "updated_at"])
    record("archive.import_started", locked, by=by)
    return locked


def import_run(run: ImportRun) -> ImportRun:
    """Import the file in the name of whoever handed it over. Called by the background task."""

    def progress(done: int, total: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(rows_done=done, rows_total=total, updated_at=clock.now())

    try:
        run.cycle = import_archive(
            checked=_read(run),
            territory=run.territory,
            source=run.source,
            by=run.requested_by,
            title=run.title,
            progress=progress,
        )
    except DomainError as error:
        return _refused(run, error)
    run.rows_done = run.rows_total
    return _set(run, ImportState.DONE)


def stalled(run: ImportRun) -> bool:
    """Whether a running import gave no sign of life for so long that it must be broken."""
    silent: dt.timedelta = clock.now() - run.updated_at
    return run.state == ImportState.IMPORTING and silent > SILENT


def _read(run: ImportRun) -> Checked:
    with run.file.file.open("rb") as stored:
        return check(stored.read(), name=run.file.name)


def _refused(run: ImportRun, error: DomainError) -> ImportRun:
    run.error = {
        "code": error.code,
        "params": {name: str(value) for name, value in error.params.items() if name != "findings"},
    }
    return _set(run, ImportState.REFUSED)


def _set(run: ImportRun, state: ImportState) -> ImportRun:
    run.state = state
    run.save()
    return run
