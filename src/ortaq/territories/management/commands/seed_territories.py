"""`ortaq seed_territories`: load the territories that come with the platform. It can be run again safely."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ortaq.core.actors import SYSTEM
from ortaq.core.errors import DomainError
from ortaq.territories.imports.seed import load_seed
from ortaq.territories.management.reports import stop_on_problems, write_report


class Command(BaseCommand):
    help = "Load the country, its 20 regions, and Abai and Ulytau down to their rural districts."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        try:
            report = load_seed(by=SYSTEM)
        except DomainError as error:
            raise CommandError(error.message) from None
        stop_on_problems(self.stderr, report.problems)
        if verbosity:
            write_report(self.stdout, report, dry_run=False)
