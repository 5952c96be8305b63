"""`ortaq sweep_drafts`: finish deletions of drafts that were cut short."""

from typing import Any

from django.core.management.base import BaseCommand

from ortaq.participation.domain.drafting import sweep_drafts


class Command(BaseCommand):
    help = "Take away what is left of drafts whose deletion was cut short."

    def handle(self, **options: Any) -> None:
        sweep_drafts()
