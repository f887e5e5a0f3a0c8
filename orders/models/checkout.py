"""What a shopper has told the checkout so far."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Checkout(models.Model):
    """Contact, address and delivery choice of one cart; an order copies them, this row is only a draft.

    Addresses are stored in the shape of :class:`orders.addresses.Address`; empty until they are given.
    """

    cart = models.OneToOneField(
        "orders.Cart", models.CASCADE, primary_key=True, related_name="checkout"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    delivery_address = models.JSONField(_("delivery address"), default=dict, blank=True)
    billing_address = models.JSONField(_("billing address"), default=dict, blank=True)
    delivery_method = models.ForeignKey(
        "orders.DeliveryMethod", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("note to the shop"), blank=True)
    changed_at = models.DateTimeField(_("changed"), db_default=Now())

    class Meta:
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")

    def __str__(self) -> str:
        return f"{self.cart_id}"
