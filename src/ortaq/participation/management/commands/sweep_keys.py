"""`ortaq sweep_keys`: destroy the keys of votes that are counted, published or annulled."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ortaq.participation.domain.keys import sweep_keys


class Command(BaseCommand):
    help = "Destroy the keys of votes that are counted, published or annulled, if any are left."

    def handle(self, **options: Any) -> None:
        left = sweep_keys()
        if left:
            raise CommandError(
                _("Keys that must not exist any more could not be destroyed. Look at the key folder. Votes: %(votes)s")
                % {"votes": ", ".join(map(str, left))}
            )
