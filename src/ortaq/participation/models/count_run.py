"""A count in the background, so that whoever asked for it sees how it ended."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ortaq.participation.enums import CountRunState
from ortaq.participation.models.cycle import Cycle


class CountRun(models.Model):
    """One request to open and count the ballots of a large vote; at most one is under way.

    `error` holds the code and parameters of a refusal.
    """

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.CASCADE, related_name="count_runs")
    state = models.CharField(_("state"), max_length=10, choices=CountRunState.choices, default=CountRunState.QUEUED)
    error = models.JSONField(_("why it was refused"), default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked for by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last sign of life"), auto_now=True)

    class Meta:
        verbose_name = _("count in the background")
        verbose_name_plural = _("counts in the background")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"],
                condition=Q(state__in=[CountRunState.QUEUED, CountRunState.WORKING]),
                name="participation_count_run_open",
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()
