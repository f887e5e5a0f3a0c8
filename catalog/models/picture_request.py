"""An address from which the picture of a product is to be fetched."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PictureRequest(models.Model):
    """One address that a product file names for one product, and how far the worker came with it."""

    class Status(models.TextChoices):
        """How far it came."""

        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="picture_requests")
    run = models.ForeignKey(
        "catalog.ImportRun", models.SET_NULL, null=True, related_name="picture_requests"
    )
    row_number = models.PositiveBigIntegerField(_("row"))
    url = models.CharField(_("address"), max_length=1_000)
    status = models.CharField(_("status"), max_length=10, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    reason = models.CharField(_("reason"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("picture to be fetched")
        verbose_name_plural = _("pictures to be fetched")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["product", "url"], name="catalog_picturerequest_once"),
        ]
        indexes = [
            # What the worker still has to fetch of an import.
            models.Index(
                fields=["run", "tries", "row_number"],
                condition=models.Q(status="waiting"),
                name="catalog_picturerequest_next",
            ),
        ]

    def __str__(self) -> str:
        return self.url
