"""Stored documents and images."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ortaq.core import clock

CHECK_LENGTH = 20
"""Characters of the checksum in an address: nobody finds a file by counting numbers."""


class StoredFile(models.Model):
    """A file as it was accepted: never changed, only followed by another.

    A photo is stored upright and without metadata in two sizes: `file` is the one for a page of its own, `card`
    the small one for lists. A document has no `card`.
    """

    file = models.FileField(_("file"), upload_to="%Y/%m/")
    card = models.FileField(_("small picture"), upload_to="%Y/%m/", blank=True)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    language = models.CharField(_("language"), max_length=5, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    width = models.PositiveIntegerField(_("width"), null=True)
    height = models.PositiveIntegerField(_("height"), null=True)
    card_width = models.PositiveIntegerField(_("width of the small picture"), null=True)
    card_height = models.PositiveIntegerField(_("height of the small picture"), null=True)
    # Plain number: people are a higher layer.
    uploaded_by = models.BigIntegerField(_("uploaded by"), null=True)
    created_at = models.DateTimeField(_("stored at"), default=clock.now)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return bool(self.card)

    @property
    def url(self) -> str:
        """Where the file is served; the address never changes its content."""
        return reverse("files:file", args=[self.pk, self.sha256[:CHECK_LENGTH], self.name])

    @property
    def card_url(self) -> str:
        """Where a photo's small picture is served; empty for a document."""
        return reverse("files:card", args=[self.pk, self.sha256[:CHECK_LENGTH], self.name]) if self.card else ""

    @property
    def format(self) -> str:
        """The ending of the name in capitals, for document rows."""
        return self.name.rpartition(".")[2].upper()
