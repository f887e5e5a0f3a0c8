"""How an order reaches the customer, and what that costs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.money import Money


class DeliveryMethod(models.Model):
    """One way of delivery with its price in one currency, free from a cart value on where staff say so."""

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=255, blank=True)
    countries = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        verbose_name=_("countries"),
        help_text=_("Two-letter codes; empty means everywhere."),
    )
    currency = models.CharField(_("currency"), max_length=3)
    price_minor = models.BigIntegerField(_("price in minor units"))
    free_from_minor = models.BigIntegerField(
        _("free from, in minor units"),
        null=True,
        blank=True,
        help_text=_("Value of the articles from which delivery is free; empty means never."),
    )
    tax_class = models.CharField(_("tax class"), max_length=20, default="standard")
    days_min = models.PositiveSmallIntegerField(_("days, at least"), default=1)
    days_max = models.PositiveSmallIntegerField(_("days, at most"), default=3)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "currency"],
                name="orders_deliverymethod_once",
                violation_error_message=_("This method has a price in that currency already."),
            ),
            models.CheckConstraint(
                condition=Q(price_minor__gte=0)
                & (Q(free_from_minor=None) | Q(free_from_minor__gte=0)),
                name="orders_deliverymethod_price_not_negative",
                violation_error_message=_("A price cannot be below zero."),
            ),
            models.CheckConstraint(
                condition=Q(days_max__gte=F("days_min")),
                name="orders_deliverymethod_days_in_order",
                violation_error_message=_("The longest time cannot be below the shortest."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def price(self) -> Money:
        """What it costs below the threshold."""
        return Money(self.price_minor, self.currency)
