"""`ortaq setup`: make an installation ready, or bring it up to date. It can be run again safely."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prepare the database, translations, static files and seed tables."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        settings.KEY_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.step("Translations", lambda: call_command("catalogs", "compile", stdout=self.stderr, verbosity=0))
        self.step("Database tables", lambda: call_command("migrate", interactive=False, verbosity=0))
        self.step("Cache table", lambda: call_command("createcachetable", verbosity=0))
        self.step("Static files", lambda: call_command("collectstatic", interactive=False, verbosity=0))
        self.step("Territories", lambda: call_command("seed_territories", verbosity=0))
        self.step("Norms", lambda: call_command("seed_norms", verbosity=0))

    def step(self, title: str, work: Callable[[], object]) -> None:
        """Do one part and say how long it took."""
        self.stdout.write(f"    {title} …", ending=" ")
        self.stdout.flush()
        begun = time.monotonic()
        work()
        self.stdout.write(f"{time.monotonic() - begun:.1f} s")
