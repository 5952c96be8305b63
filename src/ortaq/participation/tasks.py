"""Work that takes longer than a page may: checking and importing archives, counting large votes."""

from django_tasks import task

from ortaq.participation.domain import count_runs
from ortaq.participation.imports import runs
from ortaq.participation.models import CountRun, ImportRun


@task()
def check_archive(run_id: int) -> None:
    """Read a file that was handed over and keep the report."""
    runs.check_run(_run(run_id))


@task()
def import_archive(run_id: int) -> None:
    """Import a file whose report was seen."""
    runs.import_run(_run(run_id))


@task()
def count_votes(run_id: int) -> None:
    """Open and count the ballots of a large vote in the name of the person who asked for it."""
    count_runs.work(CountRun.objects.select_related("cycle", "requested_by").get(pk=run_id))


def _run(run_id: int) -> ImportRun:
    return ImportRun.objects.select_related("territory", "file", "requested_by").get(pk=run_id)
