"""`ortaq daily`: what each day needs, done once however often this runs."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Publish yesterday's turnout, bring the territories' present state up to date, clear old sessions."

    def handle(self, **options: Any) -> None:
        call_command("publish_turnout", verbosity=0)
        call_command("refresh_territories", verbosity=0)
        call_command("clearsessions", verbosity=0)
