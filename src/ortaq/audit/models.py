"""The log of who did what: append-only, each entry chained to the one before."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One act. It holds codes and internal ids only; there are no foreign keys, so nothing can pull it away.

    `hash` is SHA-256 over the canonical JSON of all fields and `previous`; see `ortaq.audit.chain`.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    personal_hash = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "seq"], name="audit_entry_object"),
            models.Index(fields=["verb", "seq"], name="audit_entry_verb"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    # The personal values, given by `audit.queries` to whoever may see them.
    personal: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.object_type}:{self.object_id}"


class PersonalNote(models.Model):
    """Personal values of an entry. Erasing the row leaves the chain whole: the entry holds its salted hash."""

    seq = models.BigIntegerField(primary_key=True)
    salt = models.CharField(max_length=64)
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("personal note")
        verbose_name_plural = _("personal notes")

    def __str__(self) -> str:
        return str(self.seq)


class Head(models.Model):
    """The chain's end: one row, locked last, just before commit."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("chain head")
        verbose_name_plural = _("chain heads")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_single")]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
