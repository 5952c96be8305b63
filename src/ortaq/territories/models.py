"""The administrative tree: lasting territories and the dated facts about them.

An import stages its rows with a token in `staged`; the managers leave such rows out, so nobody meets half an
import. Publishing empties the column in one statement.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ortaq.territories.enums import Kind


class TerritoryManager(models.Manager["Territory"]):
    """Published territories: those of an unfinished import are not there."""

    def get_queryset(self) -> models.QuerySet["Territory"]:
        return super().get_queryset().filter(staged="")


class StateManager(models.Manager["TerritoryState"]):
    """Published states: those of an unfinished import are not there."""

    def get_queryset(self) -> models.QuerySet["TerritoryState"]:
        return super().get_queryset().filter(staged="")


class Territory(models.Model):  # type: ignore[django-manager-missing] # modeltranslation makes managers at run time
    """One lasting entity. Facts of other apps point here and carry their own date.

    Code, names, kind, parent and path repeat today's `TerritoryState` row, so that lists and addresses need
    no join; `territories.domain.current.refresh_current` keeps them.
    """

    code = models.CharField(_("KATO code"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(_("path"), max_length=120, db_index=True, help_text=_("Ids from the root: /1/5/33/"))
    depth = models.PositiveSmallIntegerField(_("depth"), default=0)
    name = models.CharField(_("name"), max_length=200)
    search_text = models.TextField(_("search text"), blank=True)
    sort_key = models.CharField(_("sort key"), max_length=400, blank=True)
    active = models.BooleanField(_("exists today"), default=True)
    lon = models.DecimalField(_("longitude"), max_digits=9, decimal_places=5, null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    point_source = models.CharField(_("source of the point"), max_length=200, blank=True)
    said = models.JSONField(
        _("last said by each list"), default=dict, blank=True, help_text=_("Digest of the row by series of lists")
    )
    staged = models.CharField(_("being imported"), max_length=32, blank=True, default="")

    objects: ClassVar[TerritoryManager] = TerritoryManager()
    everything: ClassVar[models.Manager["Territory"]] = models.Manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["sort_key", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("place", args=[self.code])

    def contains(self, other: "Territory") -> bool:
        """Whether the other territory is this one or lies in it, as of today."""
        return other.path.startswith(self.path)

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to this territory itself."""
        return [int(part) for part in self.path.strip("/").split("/") if part]


class TerritoryState(models.Model):
    """What a territory was from one day to another (`valid_to` is the first day it no longer was)."""

    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.CASCADE, related_name="states"
    )
    code = models.CharField(_("KATO code"), max_length=12, db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        Territory, verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    review = models.CharField(_("languages to review"), max_length=20, blank=True)
    confirmed = models.BooleanField(_("names confirmed by a person"), default=False)
    staged = models.CharField(_("being imported"), max_length=32, blank=True, default="")
    replaces = models.BigIntegerField(_("row it will replace"), null=True, blank=True)

    objects: ClassVar[StateManager] = StateManager()
    everything: ClassVar[models.Manager["TerritoryState"]] = models.Manager()

    class Meta:
        verbose_name = _("state of a territory")
        verbose_name_plural = _("states of territories")
        ordering = [F("valid_from").asc(nulls_first=True), "id"]
        constraints = [
            models.CheckConstraint(
                name="territories_state_period",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["territory", "valid_from"], condition=Q(staged=""), name="territories_state_start"
            ),
            models.UniqueConstraint(
                fields=["territory"],
                condition=Q(valid_from__isnull=True, staged=""),
                name="territories_state_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class TerritoryDraft(models.Model):
    """The next columns of a territory, written ahead so that publishing them is one statement.

    Its columns are those of `Territory` that lists and imports set (`DRAFT_COLUMNS`).
    """

    batch = models.CharField(max_length=32, db_index=True)
    territory_id = models.BigIntegerField()
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    parent_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=120)
    depth = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    name_kk = models.CharField(max_length=200, null=True)
    name_ru = models.CharField(max_length=200, null=True)
    name_en = models.CharField(max_length=200, null=True)
    search_text = models.TextField()
    sort_key = models.CharField(max_length=400)
    sort_key_kk = models.CharField(max_length=400)
    sort_key_ru = models.CharField(max_length=400)
    sort_key_en = models.CharField(max_length=400)
    active = models.BooleanField()
    lon = models.DecimalField(max_digits=9, decimal_places=5, null=True)
    lat = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    point_source = models.CharField(max_length=200, blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("draft of a territory")
        verbose_name_plural = _("drafts of territories")

    def __str__(self) -> str:
        return self.code


DRAFT_COLUMNS = tuple(
    field.attname
    for field in TerritoryDraft._meta.concrete_fields
    if field.attname not in ("id", "batch", "territory_id")
)


class TreeImport(models.Model):
    """One import of a list of territories. `touched_at` moves while it runs; `applied_at` says it is visible."""

    token = models.CharField(_("token"), max_length=32, unique=True)
    series = models.CharField(_("series of lists"), max_length=20)
    source = models.CharField(_("source"), max_length=300)
    date = models.DateField(_("in force from"), null=True, blank=True)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("checksum"), max_length=64)
    counts = models.JSONField(_("counts"), default=dict)
    touched_at = models.DateTimeField(_("last sign of life"))
    applied_at = models.DateTimeField(_("visible since"), null=True, blank=True)
    claim = models.PositiveSmallIntegerField(
        _("at work"), unique=True, null=True, default=1, help_text=_("1 while it runs, so that there is one at a time")
    )

    class Meta:
        verbose_name = _("import of territories")
        verbose_name_plural = _("imports of territories")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class Succession(models.Model):
    """A split or merger: the older territory's people and land went to the newer one."""

    older = models.ForeignKey(Territory, verbose_name=_("from"), on_delete=models.PROTECT, related_name="successions")
    newer = models.ForeignKey(Territory, verbose_name=_("to"), on_delete=models.PROTECT, related_name="origins")
    date = models.DateField(_("date"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [models.UniqueConstraint(fields=["older", "newer", "date"], name="territories_succession_once")]

    def __str__(self) -> str:
        return f"{self.older_id} → {self.newer_id}"


class Population(models.Model):
    """A count of people, with its day and its source; there is none without both."""

    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.CASCADE, related_name="populations"
    )
    value = models.PositiveIntegerField(_("people"))
    date = models.DateField(_("on"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("population")
        verbose_name_plural = _("populations")
        ordering = ["-date"]
        constraints = [models.UniqueConstraint(fields=["territory", "date"], name="territories_population_once")]

    def __str__(self) -> str:
        return f"{self.value}"


class Outline(models.Model):
    """A territory's shape: GeoJSON Polygon or MultiPolygon in WGS 84, with its box for quick refusal."""

    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.CASCADE, related_name="outlines"
    )
    geometry = models.JSONField(_("geometry"))
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    valid_from = models.DateField(_("from"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    sha256 = models.CharField(_("checksum"), max_length=64)

    class Meta:
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "valid_from"], name="territories_outline_start"),
            models.UniqueConstraint(
                fields=["territory"], condition=Q(valid_from__isnull=True), name="territories_outline_origin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id}"
