"""SMS backends. `OutboxBackend` keeps messages in the local outbox instead of sending them.

A gateway's backend is a class with the same `send` (see `ortaq.core.sms.SmsBackend`), named in ORTAQ_SMS_BACKEND.
"""

from ortaq.notices.models import Channel, OutboxMessage


class OutboxBackend:
    """Development and demo: the message can be read at /dev/outbox/ and with `ortaq outbox`."""

    def send(self, *, to: str, text: str) -> None:
        OutboxMessage.objects.create(channel=Channel.SMS, recipient=to, text=text)
