"""`ortaq refresh_territories`: show today's state of every territory; part of `ortaq daily`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ortaq.territories.domain.current import refresh_current


class Command(BaseCommand):
    help = "Bring codes, names and places in the tree up to today's dated states."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="work search texts and sort keys out anew")

    def handle(self, *, rebuild: bool, verbosity: int, **options: Any) -> None:
        changed = refresh_current(rebuild=rebuild)
        if verbosity:
            self.stdout.write(f"{changed} territories changed.")
