"""The double envelope: sealed casts before the count, unlinked ballots after it."""

import datetime as dt
import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from ortaq.participation.models.cycle import Cycle, Pot
from ortaq.participation.models.roll import RollEntry


class Cast(models.Model):
    """One person's ballot as it was received: sealed, with its receipt.

    `sealed` is erased when the ballots are opened; the row stays as the mark that this person has voted.
    There is no time here, only the day: the order of casts must not tell anything.
    """

    entry = models.OneToOneField(RollEntry, verbose_name=_("roll entry"), on_delete=models.PROTECT, related_name="cast")
    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="casts")
    sealed = models.BinaryField(_("sealed choices"), null=True)
    sealed_hash = models.CharField(_("hash of the sealed choices"), max_length=64)
    receipt = models.CharField(_("receipt code"), max_length=24, unique=True)
    request_id = models.UUIDField(_("request"))
    day = models.DateField(_("day of the first ballot"))
    replaced_day = models.DateField(_("day of the ballot that counts, if it took the place of another"), null=True)

    class Meta:
        verbose_name = _("cast")
        verbose_name_plural = _("casts")
        ordering = ["receipt"]
        constraints = [models.UniqueConstraint(fields=["cycle", "request_id"], name="participation_cast_request")]
        indexes = [models.Index(fields=["cycle", "day"], name="participation_cast_day")]

    def __str__(self) -> str:
        return self.receipt

    @property
    def last_day(self) -> dt.date:
        """The day on which the ballot that counts came in."""
        return self.replaced_day or self.day


class ReplacedReceipt(models.Model):
    """The receipt of a ballot whose owner cast another one later. It points to nobody."""

    cycle = models.ForeignKey(
        Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="replaced_receipts"
    )
    receipt = models.CharField(_("receipt code"), max_length=24, primary_key=True)
    day = models.DateField(_("day it was replaced"))

    class Meta:
        verbose_name = _("replaced receipt")
        verbose_name_plural = _("replaced receipts")
        ordering = ["receipt"]

    def __str__(self) -> str:
        return self.receipt


def random_id() -> int:
    return secrets.randbits(62)


class Ballot(models.Model):
    """An opened ballot of one pot: choices and nothing else. Written as Pabulib writes them.

    `vote` is project codes joined by commas, best first where order matters; `points` goes with it where
    points were given. `voter` and `attributes` are filled for public archives only.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="ballots")
    pot = models.ForeignKey(Pot, verbose_name=_("pot"), on_delete=models.PROTECT, related_name="ballots")
    position = models.PositiveIntegerField(_("place in the list"))
    vote = models.TextField(_("choices"), blank=True)
    points = models.TextField(_("points"), blank=True)
    voter = models.CharField(_("voter id in the archive"), max_length=100, blank=True)
    attributes = models.JSONField(_("columns of the archive"), null=True, blank=True)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["position"]
        indexes = [models.Index(fields=["pot", "position"], name="participation_ballot_order")]

    def __str__(self) -> str:
        return str(self.position)


class TurnoutDay(models.Model):
    """The whole cycle's turnout, published once a day."""

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.CASCADE, related_name="turnout")
    day = models.DateField(_("day"))
    casts = models.PositiveIntegerField(_("voted"))
    roll = models.PositiveIntegerField(_("on the roll"))

    class Meta:
        verbose_name = _("turnout of a day")
        verbose_name_plural = _("turnout by day")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["cycle", "day"], name="participation_turnout_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.casts}/{self.roll}"
