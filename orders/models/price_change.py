"""Every price every article ever had, written by the database itself. Append-only."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PriceChange(models.Model):
    """The price of a variant from a moment on; a trigger writes it whoever changed the price.

    No foreign key: the history of a removed article stays.
    """

    variant_id = models.BigIntegerField(_("variant"))
    currency = models.CharField(_("currency"), max_length=3)
    price_minor = models.BigIntegerField(_("price"))
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
