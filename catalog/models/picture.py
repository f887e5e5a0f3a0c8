"""What a product looks like."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """One picture of a product, in the order of the gallery."""

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="pictures")
    variant = models.ForeignKey(
        "catalog.Variant", models.SET_NULL, null=True, blank=True, related_name="pictures"
    )
    file = models.FileField(_("file"), upload_to="products/", max_length=255)
    alt = models.CharField(_("description for those who cannot see it"), max_length=255, blank=True)
    width = models.PositiveIntegerField(_("width in pixels"), default=0)
    height = models.PositiveIntegerField(_("height in pixels"), default=0)
    digest = models.CharField(
        _("SHA-256 of what was handed in"), max_length=64, blank=True, editable=False
    )
    source_url = models.CharField(_("fetched from"), max_length=1_000, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "position"],
                name="catalog_picture_position_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two pictures cannot stand in the same place."),
            ),
        ]

    def __str__(self) -> str:
        return self.alt or str(self.file)
