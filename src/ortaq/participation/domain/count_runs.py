"""Counts of large votes in the background: one at a time, and every end is told."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import structlog
from django.utils.translation import gettext as _

from ortaq.audit.verbs import record, verb
from ortaq.core import clock
from ortaq.core.actors import Actor, require
from ortaq.core.errors import DomainError
from ortaq.participation.domain.counting import COUNT, count_cycle
from ortaq.participation.domain.lifecycle import lock_cycle
from ortaq.participation.enums import CountRunState
from ortaq.participation.errors import CountError
from ortaq.participation.models import CountRun, Cycle

STARTS_WITHIN = dt.timedelta(minutes=1)
"""A count that has not begun after this time waits for a worker that does not come."""
TAKES = dt.timedelta(minutes=30)
"""A count that has not ended after this time was interrupted: a million ballots take a third of it."""
STOPPED, FAILED = "stopped", "failed"
_OPEN = (CountRunState.QUEUED, CountRunState.WORKING)

_log = structlog.get_logger(__name__)


@verb
def ask_for_count(*, cycle: Cycle, by: Actor) -> CountRun | None:
    """Note that somebody wants a large vote counted; the caller enqueues the task with what is returned.

    Returns:
        The new run; None where one is under way, so that a second click changes nothing.

    Raises:
        NotAllowed: the actor may not count here.
    """
    locked = lock_cycle(cycle)
    require(by, COUNT, locked)
    under_way = CountRun.objects.filter(cycle=locked, state__in=_OPEN).first()
    if under_way is not None:
        if not stalled(under_way):
            return None
        _move(under_way, under_way.state, CountRunState.REFUSED, error={"code": STOPPED, "params": {}})
    run = CountRun.objects.create(cycle=locked, requested_by_id=by.pk)
    record("cycle.count_asked", locked, by=by, data={"run": run.pk})
    return run


def work(run: CountRun) -> None:
    """Count in the name of whoever asked, and keep how it ended. Called by the background task."""
    if not _move(run, CountRunState.QUEUED, CountRunState.WORKING):
        return
    told: dict[str, Any]
    try:
        count_cycle(cycle=run.cycle, by=run.requested_by)
    except DomainError as error:
        told = {"code": error.code, "params": {name: str(value) for name, value in error.params.items()}}
        _log.warning("count.refused", cycle=run.cycle_id, code=error.code)
    except Exception:  # noqa: BLE001 -- whoever waits has to be told, whatever it was
        told = {"code": FAILED, "params": {}}
        _log.exception("count.failed", cycle=run.cycle_id)
    else:
        _move(run, CountRunState.WORKING, CountRunState.DONE)
        return
    _move(run, CountRunState.WORKING, CountRunState.REFUSED, error=told)


def _move(run: CountRun, before: str, after: str, **fields: Any) -> bool:
    """Take a run one step on; False where it is not in `before` any more."""
    rows = CountRun.objects.filter(pk=run.pk, state=before)
    return bool(rows.update(state=after, updated_at=clock.now(), **fields))


def stalled(run: CountRun) -> bool:
    """Whether a run gave no sign of life for so long that it must be broken."""
    silent: dt.timedelta = clock.now() - run.updated_at
    return run.state in _OPEN and silent > (STARTS_WITHIN if run.state == CountRunState.QUEUED else TAKES)


@dataclass(frozen=True)
class Progress:
    """The last count in the background as a page shows it.

    Args:
        working: it is under way; the page looks again by itself.
        stalled: it is under way and silent; it may be asked for again.
        refusal: why it ended without a count, "" otherwise.
    """

    working: bool
    stalled: bool
    refusal: str


def progress(cycle: Cycle) -> Progress | None:
    """How the last count in the background stands; None where there was none. One query."""
    run = CountRun.objects.filter(cycle=cycle).order_by("-id").first()
    if run is None or run.state == CountRunState.DONE:
        return None
    silent = stalled(run)
    return Progress(working=run.state in _OPEN and not silent, stalled=silent, refusal=_refusal(run.error))


def _refusal(error: dict[str, Any]) -> str:
    if not error:
        return ""
    code = error["code"]
    if code in CountError.messages:
        return CountError(code, **error["params"]).message
    if code == STOPPED:
        return _("The count stopped half-way. No ballot was opened. Count again.")
    if code == FAILED:
        return _(
            "Something went wrong on the platform. No ballot was opened and none was lost. Count again; if it "
            "happens again, tell the operator of the installation: the log says what it was."
        )
    return _("The ballots could not be counted (%(code)s). No ballot was opened.") % {"code": code}
