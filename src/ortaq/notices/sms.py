"""SMS backends. `OutboxBackend` keeps messages in the local outbox instead of sending them."""

from ortaq.notices.models import Channel, OutboxMessage


class OutboxBackend:
    """Development and demo: the message can be read at /dev/outbox/."""

    def send(self, *, to: str, text: str) -> None:
        OutboxMessage.objects.create(channel=Channel.SMS, recipient=to, text=text)
