"""An archive on its way in: the file somebody handed over, what was found in it and how far the import is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ortaq.files.models import StoredFile
from ortaq.participation.enums import ImportState
from ortaq.participation.models.cycle import Cycle
from ortaq.territories.models import Territory


class ImportRun(models.Model):
    """One archive handed over on the Desk: first checked (a dry run), then imported.

    Whoever works on it moves it only from the state and the attempt it knows, so that a late or doubled worker
    changes nothing. `report` is `imports.reading.Checked.to_report()`; `error` holds the code and parameters of a refusal.
    """

    territory = models.ForeignKey(Territory, verbose_name=_("territory"), on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.QUEUED)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    rows_done = models.PositiveIntegerField(_("ballots stored"), default=0)
    rows_total = models.PositiveIntegerField(_("ballots in the file"), default=0)
    report = models.JSONField(_("what was found"), default=dict)
    error = models.JSONField(_("why it was refused"), default=dict)
    cycle = models.ForeignKey(
        Cycle, verbose_name=_("imported vote"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handed over by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("handed over"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last sign of life"), auto_now=True)

    class Meta:
        verbose_name = _("import of an archive")
        verbose_name_plural = _("imports of archives")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="participation_import_done",
                condition=~Q(state=ImportState.DONE) | Q(rows_done=models.F("rows_total")),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.file.name
