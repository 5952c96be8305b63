"""`ortaq publish_turnout`: publish the turnout of the days that are over. Run it once a day, after midnight."""

from typing import Any

from django.core.management.base import BaseCommand

from ortaq.core.actors import SYSTEM
from ortaq.participation.domain.turnout import publish_due_turnout


class Command(BaseCommand):
    help = "Publish how many have voted, for every day of every vote that is over and not published yet."

    def handle(self, **options: Any) -> None:
        published = publish_due_turnout(by=SYSTEM)
        for row in published:
            self.stdout.write(f"{row.day} cycle {row.cycle_id}: {row.casts} / {row.roll}")
        if not published:
            self.stdout.write("Nothing to publish.")
