"""Legal parameters: what a number is, from when, where, and by which act."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ortaq.norms.catalogue import Parameter, parameter
from ortaq.territories.models import Territory


class Evidence(models.TextChoices):
    READ = "read", _("the article itself was read")
    EXCERPT = "excerpt", _("only an excerpt was seen")
    PRESS = "press", _("press or another third party")
    RECALLED = "recalled", _("from memory, to be checked")
    DESIGN = "design", _("a choice of this platform, no act found")


class Norm(models.Model):
    """One value of a parameter, in one territory and everywhere below it unless overridden, for a period.

    `value` is JSON of the type its `norms.catalogue` entry names; null says that nothing is limited. `valid_to`
    is the first day without it. Periods of one parameter in one territory never overlap: the verbs in
    `norms.domain` see to it.
    """

    code = models.CharField(_("code"), max_length=60, db_index=True)
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.PROTECT, related_name="norms"
    )
    value = models.JSONField(_("value"), null=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    basis = models.CharField(_("legal basis"), max_length=500)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    seeded = models.BooleanField(_("as shipped with the platform"), default=False)

    objects: ClassVar[models.Manager["Norm"]] = models.Manager()

    class Meta:
        verbose_name = _("norm")
        verbose_name_plural = _("norms")
        ordering = ["code", "territory", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "territory", "valid_from"], name="norms_norm_start"),
            models.CheckConstraint(
                name="norms_norm_period", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"

    @property
    def parameter(self) -> Parameter:
        return parameter(self.code)

    @property
    def typed(self) -> Any:
        """The value as code uses it: `int`, `bool`, `str`, `MonthDay`, `Fraction`, a list, or None for no limit."""
        return self.parameter.to_python(self.value)

    @property
    def shown(self) -> str:
        """The value as people read it, in the active language."""
        return self.parameter.show(self.value)

    def in_force(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)
