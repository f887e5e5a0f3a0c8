"""The thing one can buy: one SKU with its options, price and stock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.money import Money
from catalog.pricing import VARIANT_LISTED


class Variant(models.Model):
    """One SKU of a product; ``options`` tells it apart from its siblings ({"Colour": "Oak"})."""

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="variants")
    sku = models.CharField(_("SKU"), max_length=80, unique=True)
    ean = models.CharField(_("EAN"), max_length=14, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    price_minor = models.BigIntegerField(_("price in minor units"))
    compare_at_minor = models.BigIntegerField(
        _("price before, in minor units"), null=True, blank=True
    )
    cost_minor = models.BigIntegerField(
        _("what one costs the shop, in minor units"), null=True, blank=True
    )
    tax_class = models.CharField(_("tax class"), max_length=20, default="standard")
    is_active = models.BooleanField(_("for sale"), default=True)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0),
                name="catalog_variant_price_not_negative",
                violation_error_message=_("A price cannot be below zero."),
            ),
            models.CheckConstraint(
                condition=models.Q(cost_minor=None) | models.Q(cost_minor__gte=0),
                name="catalog_variant_cost_not_negative",
                violation_error_message=_("A cost cannot be below zero."),
            ),
            models.CheckConstraint(
                condition=models.Q(compare_at_minor=None)
                | models.Q(compare_at_minor__gt=models.F("price_minor")),
                name="catalog_variant_compare_at_higher",
                violation_error_message=_(
                    "The price before must be higher than the price now; leave it empty otherwise."
                ),
            ),
        ]
        indexes = [
            # A typed article number and its beginning, however it is written.
            models.Index(
                OpClass(
                    models.Func(models.F("sku"), function="shop_code"), name="text_pattern_ops"
                ),
                name="catalog_variant_code",
            ),
            # A scanned or typed EAN and its beginning, with or without leading zeros.
            models.Index(
                OpClass(
                    models.Func(models.F("ean"), models.Value("0"), function="ltrim"),
                    name="text_pattern_ops",
                ),
                condition=~models.Q(ean=""),
                name="catalog_variant_ean_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.option_label}".strip()

    @property
    def listed(self) -> dict[str, str | int | None]:
        """The columns that a price list decides."""
        return {name: getattr(self, name) for name in VARIANT_LISTED}

    @listed.setter
    def listed(self, columns: Mapping[str, Any]) -> None:
        """Take over what ``catalog.querysets.priced_variants`` read from a price list."""
        for name in VARIANT_LISTED:
            setattr(self, name, columns[name])

    @property
    def price(self) -> Money:
        """What one costs."""
        return Money(self.price_minor, self.currency)

    @property
    def compare_at(self) -> Money | None:
        """The struck-through price beside it."""
        return (
            None if self.compare_at_minor is None else Money(self.compare_at_minor, self.currency)
        )

    @property
    def option_label(self) -> str:
        """Its options in words: "Oak, large"."""
        return option_label(self.options)


def option_label(options: Mapping[str, object]) -> str:
    """Return the options of a variant in words: "Oak, large"."""
    return ", ".join(str(value) for value in options.values())


class Stock(models.Model):
    """How many units of a variant lie in the shop. A row of its own, so that buying locks nothing else."""

    variant = models.OneToOneField(Variant, models.CASCADE, primary_key=True, related_name="stock")
    on_hand = models.IntegerField(_("on hand"), default=0)
    low_at = models.PositiveIntegerField(
        _("low at"), default=3, help_text=_("Staff are warned at this number or below.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on_hand__gte=0),
                name="catalog_stock_not_negative",
                violation_error_message=_("There cannot be fewer than zero units in stock."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.on_hand}"
