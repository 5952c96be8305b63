"""`ortaq demo`: put the demo into an empty database."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from ortaq.portal.demo.build import build


class Command(BaseCommand):
    help = "Fill an empty database with invented people and votes (needs ORTAQ_DEMO)."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data need ORTAQ_DEMO=true; a real installation never has it.")
        if get_user_model().objects.exists():
            raise CommandError("This database already has accounts; demo data go only into an empty one.")
        begun = time.monotonic()

        def tell(step: str) -> None:
            self.stdout.write(f"    Demo: {step} ({time.monotonic() - begun:.1f} s)")

        build(tell)
