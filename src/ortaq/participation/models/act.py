"""Acts that need two people and a public reason."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ortaq.core import clock
from ortaq.participation.enums import ActKind, ActState
from ortaq.participation.models.cycle import Cycle


class Act(models.Model):
    """One person proposes, another confirms; the reason is public. `params` holds ids and values the act needs."""

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(_("act"), max_length=10, choices=ActKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=ActState.choices, default=ActState.PROPOSED)
    params = models.JSONField(_("what exactly"), default=dict)
    reason = models.TextField(_("public reason"), max_length=1000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("act of two persons")
        verbose_name_plural = _("acts of two persons")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="participation_act_two_people",
                condition=~Q(state=ActState.CONFIRMED) | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
            models.UniqueConstraint(
                fields=["cycle", "kind"], condition=Q(state=ActState.PROPOSED, kind__in=[ActKind.RELEASE, ActKind.ANNUL]),
                name="participation_act_pending",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
