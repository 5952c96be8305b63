"""The local outbox on the operator's screen, messages to staff included."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ortaq.notices.models import OutboxMessage


class Command(BaseCommand):
    help = "Show the newest messages of the local outbox (development and demo)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--last", type=int, default=5, help="how many, 5 if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        messages = list(OutboxMessage.objects.all()[: max(options["last"], 0)])
        if not messages:
            self.stdout.write("The outbox is empty.")
        for message in messages:
            at = timezone.localtime(message.created_at)
            self.stdout.write(f"{at:%Y-%m-%d %H:%M:%S}  {message.channel}  {message.recipient}")
            for line in filter(None, [message.subject, *message.text.splitlines()]):
                self.stdout.write(f"    {line}")
