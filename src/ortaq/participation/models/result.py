"""What the count gave, the files that let a stranger repeat it, and where an archive came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ortaq.files.models import StoredFile
from ortaq.participation.enums import DownloadFormat, OutcomeRole
from ortaq.participation.models.cycle import Cycle, Pot


class Outcome(models.Model):
    """One count of one pot by one rule. `result` is `ortaq.tally.Outcome` as data, trace and all.

    An outcome `declared` by an archive has winners only.
    """

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="outcomes")
    pot = models.ForeignKey(Pot, verbose_name=_("pot"), on_delete=models.PROTECT, related_name="outcomes")
    role = models.CharField(_("role"), max_length=10, choices=OutcomeRole.choices)
    rule = models.JSONField(_("rule"), default=dict)
    result = models.JSONField(_("result"), default=dict)
    ballots = models.PositiveIntegerField(_("ballots counted"))
    sha256 = models.CharField(_("hash of the result"), max_length=64)
    computed_at = models.DateTimeField(_("counted"), auto_now_add=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["pot", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pot", "role"],
                condition=models.Q(role__in=[OutcomeRole.BINDING, OutcomeRole.DECLARED]),
                name="participation_outcome_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


class Download(models.Model):
    """A file of the published result, made once at release."""

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="downloads")
    pot = models.ForeignKey(
        Pot, verbose_name=_("pot"), on_delete=models.PROTECT, null=True, blank=True, related_name="downloads"
    )
    format = models.CharField(_("format"), max_length=5, choices=DownloadFormat.choices)
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["pot", "format"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "pot", "format"], name="participation_download_pot"),
            models.UniqueConstraint(
                fields=["cycle", "format"], condition=models.Q(pot__isnull=True), name="participation_download_cycle"
            ),
        ]

    def __str__(self) -> str:
        return self.format


class Archive(models.Model):
    """Where an imported election comes from. Such a cycle is left out of the place's own figures."""

    cycle = models.OneToOneField(Cycle, verbose_name=_("cycle"), on_delete=models.CASCADE, related_name="archive")
    country = models.CharField(_("country"), max_length=100)
    unit = models.CharField(_("place"), max_length=300)
    instance = models.CharField(_("edition"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=500)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("checksum of the file"), max_length=64, db_index=True)
    meta = models.JSONField(_("all META lines, in order"), default=list)
    project_columns = models.JSONField(_("columns of PROJECTS, in order"), default=list)
    vote_columns = models.JSONField(_("columns of VOTES, in order"), default=list)
    accounting = models.JSONField(_("what was read and what was used"), default=dict)
    defects = models.JSONField(_("defects of the file"), default=list)
    declared_rule = models.CharField(_("rule the file names"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("public archive")
        verbose_name_plural = _("public archives")

    def __str__(self) -> str:
        return self.file_name
