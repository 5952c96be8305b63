"""`ortaq daily`: what each day needs, done once however often this runs."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Publish yesterday's turnout, bring the territories' present state up to date, clear old sessions and deleted "
        "drafts, destroy keys that are left of finished votes."
    )

    def handle(self, **options: Any) -> None:
        # The keys last: what cannot be destroyed is reported as a failure of the whole.
        for command in (
            "publish_turnout", "refresh_territories", "sweep_files", "clearsessions", "sweep_drafts", "sweep_keys",
        ):  # fmt: skip
            call_command(command, stdout=StringIO(), verbosity=0)
