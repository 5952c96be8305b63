"""`ortaq import_territories FILE`: take a KATO table or a list of later changes in."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError
from ortaq.territories.domain.importing import import_records
from ortaq.territories.imports.kato import read_listing
from ortaq.territories.management.reports import day_option, stop_on_problems, write_report
from ortaq.territories.models import Territory


def stored_kinds(codes: Iterable[str]) -> dict[str, str]:
    """Kinds by code of the territories that are stored."""
    wanted = set(codes)
    return {code: kind for code, kind in Territory.objects.order_by().values_list("code", "kind") if code in wanted}


class Command(BaseCommand):
    help = "Import a KATO table (CSV, UTF-8), or a list of codes that came later. All rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="columns code, name_ru, parent_code; or kato, name_kk, name_ru, name_en")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would change")
        parser.add_argument("--source", default="", help="where the list comes from; the file's name if not given")
        parser.add_argument(
            "--date", default="", help="first day of whatever differs from what is stored, as 2024-01-03; "
            "without it differences are corrections"
        )  # fmt: skip

    def handle(self, *, file: str, dry_run: bool, source: str, date: str, **options: Any) -> None:
        path = Path(file)
        try:
            from_day = day_option(date)
            listing = read_listing(path, kinds_of=stored_kinds)
            stop_on_problems(self.stderr, listing.problems)
            report = import_records(
                records=listing.records,
                series=listing.series,
                source=source or path.name,
                by=SYSTEM,
                file_name=path.name,
                sha256=listing.sha256,
                date=from_day,
                dry_run=dry_run,
            )
        except DomainError as error:
            raise CommandError(error.message) from None
        stop_on_problems(self.stderr, report.problems)
        write_report(self.stdout, report, dry_run=dry_run)
