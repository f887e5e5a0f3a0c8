"""Units kept aside for somebody who is paying."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.querysets import StockHoldQuerySet


class StockHold(models.Model):
    """Units of one variant kept for one cart until a moment; after it they count as free."""

    cart = models.ForeignKey("orders.Cart", models.CASCADE, related_name="holds")
    variant = models.ForeignKey("catalog.Variant", models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    expires_at = models.DateTimeField(_("kept until"))

    objects = StockHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock hold")
        verbose_name_plural = _("stock holds")
        constraints = [
            models.UniqueConstraint(
                fields=["cart", "variant"],
                name="orders_stockhold_once_per_cart",
                violation_error_message=_("This cart holds units of that article already."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="orders_stockhold_quantity_positive",
                violation_error_message=_("Hold at least one unit."),
            ),
        ]
        indexes = [
            # Live holds of a variant: what is free to sell.
            models.Index(fields=["variant", "expires_at"], name="orders_stockhold_live"),
            # The sweeper's look for expired holds.
            models.Index(fields=["expires_at"], name="orders_stockhold_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
