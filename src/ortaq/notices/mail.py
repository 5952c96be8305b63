"""E-mail backends. `OutboxBackend` keeps messages in the local outbox instead of sending them."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from ortaq.notices.models import Channel, OutboxMessage


class OutboxBackend(BaseEmailBackend):
    """Development and demo: the message can be read at /dev/outbox/ and with `ortaq outbox`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [
            OutboxMessage(
                channel=Channel.EMAIL, recipient=to[:254], subject=str(message.subject)[:300], text=str(message.body)
            )
            for message in email_messages
            for to in message.recipients()
        ]
        OutboxMessage.objects.bulk_create(rows)
        return len(email_messages)
