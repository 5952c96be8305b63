"""The electoral roll of a cycle."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ortaq.participation.enums import Basis, ListState
from ortaq.participation.models.cycle import Cycle
from ortaq.territories.models import Territory


class RollList(models.Model):
    """A list of people brought as a file. Neither the file nor a number of a person is kept.

    Its entries are written in small batches and become part of the roll by one switch of `state`.
    """

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.CASCADE, related_name="roll_lists")
    name = models.CharField(_("which list"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=ListState.choices, default=ListState.READING)
    rows = models.PositiveIntegerField(_("people"), default=0)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("brought by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    brought_at = models.DateTimeField(_("brought"), auto_now_add=True)

    class Meta:
        verbose_name = _("list for the roll")
        verbose_name_plural = _("lists for the roll")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=~Q(state=ListState.ADDED), name="participation_roll_list_pending"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RollManager(models.Manager["RollEntry"]):
    """The roll itself: without the people of lists that are still being read or wait for a decision."""

    def get_queryset(self) -> "models.QuerySet[RollEntry]":
        waiting = RollList.objects.exclude(state=ListState.ADDED).order_by().values("id")
        return super().get_queryset().exclude(roll_list_id__in=waiting)


class RollEntry(models.Model):
    """The right of one person to vote in one cycle, and why. Numbers of persons and phones are keyed hashes only."""

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="roll")
    territory = models.ForeignKey(Territory, verbose_name=_("lives in"), on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="roll_entries",
    )  # fmt: skip
    initials = models.CharField(_("initials"), max_length=10, blank=True)
    iin_key = models.CharField(_("keyed hash of the IIN"), max_length=64, null=True, blank=True)
    phone_key = models.CharField(_("keyed hash of the phone"), max_length=64, null=True, blank=True)
    roll_list = models.ForeignKey(
        RollList, verbose_name=_("list"), on_delete=models.CASCADE, null=True, blank=True, related_name="entries"
    )
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices)
    basis_note = models.CharField(_("document or list"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = RollManager()
    everything = models.Manager["RollEntry"]()

    class Meta:
        verbose_name = _("roll entry")
        verbose_name_plural = _("electoral roll")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "user"], name="participation_roll_user"),
            models.UniqueConstraint(fields=["cycle", "iin_key"], name="participation_roll_iin"),
            models.UniqueConstraint(fields=["cycle", "phone_key"], name="participation_roll_phone"),
            models.CheckConstraint(
                name="participation_roll_someone",
                condition=Q(user__isnull=False) | Q(iin_key__isnull=False) | Q(phone_key__isnull=False)
                | Q(basis=Basis.DEMO),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"№ {self.pk}"
