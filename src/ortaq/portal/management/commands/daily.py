"""`ortaq daily`: what each day needs, done once however often this runs."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Publish yesterday's turnout, bring the territories' present state up to date, clear old sessions."

    def handle(self, **options: Any) -> None:
        for command in ("publish_turnout", "refresh_territories", "sweep_files", "clearsessions"):
            call_command(command, stdout=StringIO(), verbosity=0)
