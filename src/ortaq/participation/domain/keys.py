"""Destroying keys that nobody may use any more, however the work that should have done so ended."""

import datetime as dt

import structlog

from ortaq.participation import custody
from ortaq.participation.enums import CycleState
from ortaq.participation.models import Cycle

DONE = (CycleState.COUNTED, CycleState.RELEASED, CycleState.ANNULLED)
"""In these states the ballots are opened or must never be."""
UNUSED_KEPT = dt.timedelta(days=1)
"""A key of an interrupted opening is kept so long, in case the database was put back to an older state."""
_log = structlog.get_logger(__name__)


def sweep_keys() -> list[int]:
    """Destroy the keys of all votes that are counted, published or annulled, and old keys that were never used.

    It can run at any time and again: right after a count or an annulment, and every day for what failed then (the
    process died between the commit and the destruction, the disk refused). Nothing is raised for a key that cannot
    be destroyed: the act it belongs to is done.

    Returns:
        Ids of the votes whose keys are still there though they must not be; 0 stands for unused ones.
    """
    left = []
    kept = custody.kept()
    for cycle_id in Cycle.objects.filter(pk__in=kept, state__in=DONE).order_by("pk").values_list("pk", flat=True):
        try:
            custody.destroy(cycle_id)
        except OSError as error:
            _log.error("key.not_destroyed", cycle=cycle_id, reason=str(error))
            left.append(cycle_id)
    try:
        custody.destroy_unused(UNUSED_KEPT.total_seconds())
    except OSError as error:
        _log.error("key.not_destroyed", cycle=0, reason=str(error))
        left.append(0)
    return left
