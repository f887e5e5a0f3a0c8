"""One article in a cart."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from orders.models.cart import MAX_QUANTITY


class CartLine(models.Model):
    """A variant and how many; ``seen_price_minor`` is the price the shopper last saw, for a notice when it moved."""

    cart = models.ForeignKey("orders.Cart", models.CASCADE, related_name="lines")
    variant = models.ForeignKey("catalog.Variant", models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    seen_price_minor = models.BigIntegerField(_("price when last seen"))
    seen_currency = models.CharField(_("its currency"), max_length=3)
    is_saved = models.BooleanField(_("saved for later"), default=False, db_default=False)
    slate_id = models.UUIDField(_("recommended by slate"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"), db_default=Now())

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        constraints = [
            models.UniqueConstraint(
                fields=["cart", "variant"],
                name="orders_cartline_variant_once",
                violation_error_message=_("This article is in the cart: change its quantity."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__range=(1, MAX_QUANTITY)),
                name="orders_cartline_quantity_range",
                violation_error_message=_("Choose a quantity between 1 and 999."),
            ),
            models.CheckConstraint(
                condition=models.Q(seen_price_minor__gte=0),
                name="orders_cartline_price_not_negative",
                violation_error_message=_("A price cannot be below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
