"""What leaves the platform: messages waiting or sent."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

# A one-time code stands alone: not a part of a phone number, a sum or an address.
_CODE = re.compile(r"(?<![\w+/=-])\d{6}(?![\w/=-])")


class Channel(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", _("e-mail")


class OutboxMessage(models.Model):
    """A message of the local outbox: the development stand-in for a gateway, shown at /dev/outbox/."""

    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    recipient = models.CharField(_("to"), max_length=254, db_index=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"

    @property
    def code(self) -> str:
        """The one-time code in the text, or nothing."""
        found = _CODE.search(self.text)
        return found[0] if found else ""
