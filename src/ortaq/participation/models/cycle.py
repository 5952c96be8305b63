"""A cycle: one run of the participatory budget in one territory."""

import datetime as dt

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ortaq.core import clock
from ortaq.core.money import Money
from ortaq.participation.enums import BallotType, CycleState, PhaseKind
from ortaq.territories.models import Territory


def default_languages() -> list[str]:
    return ["kk", "ru"]


class Cycle(models.Model):
    """What is voted on, how, and by which act. From opening on, only the four public acts change anything.

    `rule` is a `ortaq.tally.Rule` as data, without the lot's seed. `frozen` is the canonical text that was
    hashed at opening. The private key and the seed are never here: `participation.custody` keeps them.
    """

    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.PROTECT, related_name="cycles"
    )
    slug = models.SlugField(_("address"), max_length=60)
    year = models.PositiveSmallIntegerField(_("budget year"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.TextField(_("in short"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CycleState.choices, default=CycleState.DRAFT)
    currency = models.CharField(_("currency"), max_length=3, default="KZT")
    languages = models.JSONField(_("languages required"), default=default_languages)

    ballot_type = models.CharField(
        _("kind of ballot"), max_length=10, choices=BallotType.choices, default=BallotType.APPROVAL
    )
    max_choices = models.PositiveSmallIntegerField(_("choices at most"), null=True, blank=True)
    max_points = models.PositiveSmallIntegerField(_("points to share"), null=True, blank=True)
    changeable = models.BooleanField(_("a cast vote may be changed"), default=False)

    rule = models.JSONField(_("binding rule"), default=dict)
    rule_act = models.CharField(_("act that sets the rule"), max_length=300, blank=True)
    rule_act_url = models.URLField(_("link to the act"), max_length=500, blank=True)
    comparisons = models.JSONField(_("rules for comparison"), default=list, blank=True)

    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    frozen = models.TextField(_("frozen definition"), blank=True)
    frozen_hash = models.CharField(_("hash of the definition"), max_length=64, blank=True)
    public_key = models.CharField(_("sealing key"), max_length=64, blank=True)
    seed_commitment = models.CharField(_("commitment to the seed"), max_length=64, blank=True)
    seed = models.CharField(_("seed, once revealed"), max_length=64, blank=True)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    is_demo = models.BooleanField(_("demo data"), default=False)
    cloned_from = models.ForeignKey(
        "self", verbose_name=_("copied from"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("begun by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "slug"], name="participation_cycle_address"),
            models.CheckConstraint(
                name="participation_cycle_frozen",
                condition=Q(state__in=[CycleState.DRAFT, CycleState.STAGING])
                | Q(opened_at__isnull=True)  # a public archive was never opened here
                | ~Q(frozen_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    @property
    def is_draft(self) -> bool:
        return self.state == CycleState.DRAFT

    @property
    def is_released(self) -> bool:
        return self.state == CycleState.RELEASED

    def phase(self, kind: str) -> "Phase | None":
        """The phase of this kind, from the prefetched ones if there are any."""
        return next((phase for phase in self.phases.all() if phase.kind == kind), None)

    def voting_now(self, at: dt.datetime | None = None) -> bool:
        """Whether a ballot would be accepted at this moment, by the server's clock."""
        vote = self.phase(PhaseKind.VOTE)
        return self.state == CycleState.OPENED and vote is not None and vote.is_on(at)

    def voting_over(self, at: dt.datetime | None = None) -> bool:
        vote = self.phase(PhaseKind.VOTE)
        return vote is not None and vote.ends_at is not None and (at or clock.now()) >= vote.ends_at


class Phase(models.Model):
    """A dated stretch of a cycle: from `starts_at` to before `ends_at`, by the server's clock."""

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(_("phase"), max_length=15, choices=PhaseKind.choices)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind"], name="participation_phase_once"),
            models.CheckConstraint(
                name="participation_phase_period",
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def is_on(self, at: dt.datetime | None = None) -> bool:
        at = at or clock.now()
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at < self.ends_at)


class Category(models.Model):
    """A kind of project, where the cycle has kinds."""

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(_("code"), max_length=100)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="participation_category_once")]

    def __str__(self) -> str:
        return self.name


class Pot(models.Model):
    """A share of money inside a cycle, perhaps for a part of the territory or one category only."""

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.CASCADE, related_name="pots")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    name = models.CharField(_("name"), max_length=200, blank=True)
    amount_minor = models.BigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    territory = models.ForeignKey(
        Territory, verbose_name=_("only for"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("only in"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("pot")
        verbose_name_plural = _("pots")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="participation_pot_number"),
            models.CheckConstraint(name="participation_pot_amount", condition=Q(amount_minor__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name or str(self.number)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.cycle.currency)
