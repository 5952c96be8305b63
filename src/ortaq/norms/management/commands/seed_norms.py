"""`ortaq seed_norms`: the parameters shipped with the platform."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ortaq.core.actors import SYSTEM
from ortaq.norms.domain.seeding import seed_norms
from ortaq.norms.errors import NormError


class Command(BaseCommand):
    help = "Add the legal parameters shipped with the platform; what somebody has edited stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = seed_norms(by=SYSTEM)
        except NormError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"norms: {done.added} added, {done.present} present, {done.kept} kept as edited here")
        if done.absent:
            self.stdout.write(f"norms: not in the tree, left out: {', '.join(done.absent)}")
