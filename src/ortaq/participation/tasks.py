"""Work that takes longer than a page may: checking and importing archives, counting large votes."""

import structlog
from django_tasks import task

from ortaq.core.errors import DomainError
from ortaq.identity.models import User
from ortaq.participation.domain.counting import count_cycle
from ortaq.participation.imports import runs
from ortaq.participation.models import Cycle, ImportRun

_log = structlog.get_logger(__name__)


@task()
def check_archive(run_id: int) -> None:
    """Read a file that was handed over and keep the report."""
    runs.check_run(_run(run_id))


@task()
def import_archive(run_id: int) -> None:
    """Import a file whose report was seen."""
    runs.import_run(_run(run_id))


@task()
def count_votes(cycle_id: int, user_id: int) -> None:
    """Open and count the ballots of a large vote in the name of the person who asked for it."""
    try:
        count_cycle(cycle=Cycle(pk=cycle_id), by=User.objects.get(pk=user_id))
    except DomainError as error:
        _log.error("count.refused", cycle=cycle_id, code=error.code)


def _run(run_id: int) -> ImportRun:
    return ImportRun.objects.select_related("territory", "file", "requested_by").get(pk=run_id)
