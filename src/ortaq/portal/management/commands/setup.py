"""`ortaq setup`: make an installation ready, or bring it up to date. It can be run again safely."""

import time
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prepare the database, translations, static files and seed tables."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings.KEY_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.step("Translations", "catalogs", "compile")
        self.step("Database tables", "migrate", interactive=False)
        self.step("Cache table", "createcachetable")
        self.step("Static files", "collectstatic", interactive=False)
        self.step("Territories", "seed_territories")
        self.step("Norms", "seed_norms")

    def step(self, title: str, command: str, *arguments: str, **options: Any) -> None:
        """Do one part quietly and say how long it took."""
        self.stdout.write(f"    {title} …", ending=" ")
        self.stdout.flush()
        begun = time.monotonic()
        call_command(command, *arguments, stdout=StringIO(), verbosity=0, **options)
        self.stdout.write(f"{time.monotonic() - begun:.1f} s")
