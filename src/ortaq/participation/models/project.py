"""A project on the ballot."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ortaq.core.money import Money
from ortaq.files.models import StoredFile
from ortaq.participation.models.cycle import Category, Cycle, Pot
from ortaq.territories.models import Territory


class Project(models.Model):
    """One choice on the ballot. `code` is its id in ballots and exports; `number` is what people see."""

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.CASCADE, related_name="projects")
    pot = models.ForeignKey(Pot, verbose_name=_("pot"), on_delete=models.PROTECT, related_name="projects")
    code = models.CharField(_("id"), max_length=100)
    number = models.PositiveIntegerField(_("number"))
    title = models.TextField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    place = models.CharField(_("where"), max_length=300, blank=True)
    cost_minor = models.BigIntegerField(_("cost"), validators=[MinValueValidator(0)])
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="projects"
    )
    territory = models.ForeignKey(
        Territory, verbose_name=_("village or part"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lon = models.DecimalField(_("longitude"), max_digits=9, decimal_places=5, null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    photo = models.ForeignKey(
        StoredFile, verbose_name=_("photo"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    photo_alt = models.CharField(_("what the photo shows"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("why withdrawn"), blank=True)
    # Columns of a public archive that have no place of their own here, as text, in the file's order.
    archive_fields = models.JSONField(_("other columns of the archive"), default=dict, blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="participation_project_code"),
            models.UniqueConstraint(fields=["cycle", "number"], name="participation_project_number"),
            models.CheckConstraint(name="participation_project_cost", condition=Q(cost_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    @property
    def cost(self) -> Money:
        return Money(self.cost_minor, self.cycle.currency)
