"""Every price every article ever had, written by the database itself. Append-only."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PriceChange(models.Model):
    """The price of a variant from a moment on, its own or on a price list; triggers write it whoever changed it.

    No foreign keys: the history of a removed article, or list, stays.
    """

    variant_id = models.BigIntegerField(_("variant"))
    currency = models.CharField(_("currency"), max_length=3)
    price_minor = models.BigIntegerField(_("price"))
    price_list = models.CharField(
        _("price list"), max_length=40, blank=True, default="", db_default=""
    )
    """The code of the list; empty for the article's own price."""
    changed_at = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price log")
        indexes = [
            # The lowest price of a period.
            models.Index(fields=["variant_id", "-changed_at"], name="orders_pricechange_period"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.price_minor} {self.currency}"
