"""The files of a published result: CSV for people, JSON for programs, Pabulib `.pb` for a second count."""

from collections.abc import Iterator

from ortaq.participation.domain.queries.results import archive_of, load_pots
from ortaq.participation.domain.releasing import Prepared
from ortaq.participation.enums import DownloadFormat
from ortaq.participation.exports.csv_table import csv_bytes
from ortaq.participation.exports.json_document import json_bytes
from ortaq.participation.exports.pabulib import pabulib_bytes, pabulib_refusal
from ortaq.participation.models import Cycle


def files_of(cycle: Cycle) -> Iterator[Prepared]:
    """Every file of a counted cycle, one after another. A `.pb` is left out where it could tell who voted how."""
    archive = archive_of(cycle)
    pots = load_pots(cycle)
    name = f"{cycle.territory.code}-{cycle.slug}"
    table = csv_bytes(cycle, pots, archive)
    yield Prepared(DownloadFormat.CSV, None, f"{name}.csv", table, "text/csv; charset=utf-8")
    document = json_bytes(cycle, pots, archive)
    yield Prepared(DownloadFormat.JSON, None, f"{name}.json", document, "application/json")
    for pot in pots:
        if pabulib_refusal(cycle, pot.ballots, archive) is None:
            part = name if len(pots) == 1 else f"{name}-{pot.pot.number}"
            content = pabulib_bytes(cycle, pot, archive)
            yield Prepared(DownloadFormat.PABULIB, pot.pot, f"{part}.pb", content, "text/plain; charset=utf-8")
