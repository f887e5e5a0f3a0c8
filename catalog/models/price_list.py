"""What articles cost in another currency, where staff decide each price; nothing is ever converted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.money import Money


class PriceList(models.Model):
    """Prices in one currency beside the articles' own; what is not on it is not sold by it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        help_text=_("Cannot change any more once there are prices on the list."),
    )

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                name="catalog_pricelist_currency_code",
                violation_error_message=_("A currency is three capital letters (ISO 4217)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.currency})"


class ListPrice(models.Model):
    """What one article costs on one list."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices")
    variant = models.ForeignKey("catalog.Variant", models.CASCADE, related_name="list_prices")
    price_minor = models.BigIntegerField(_("price in minor units"))
    compare_at_minor = models.BigIntegerField(
        _("price before, in minor units"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("list price")
        verbose_name_plural = _("list prices")
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "variant"],
                name="catalog_listprice_once",
                violation_error_message=_("This article is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(price_minor__gte=0),
                name="catalog_listprice_not_negative",
                violation_error_message=_("A price cannot be below zero."),
            ),
            models.CheckConstraint(
                condition=Q(compare_at_minor=None) | Q(compare_at_minor__gt=F("price_minor")),
                name="catalog_listprice_compare_at_higher",
                violation_error_message=_(
                    "The price before must be higher than the price now; leave it empty otherwise."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.price_minor}"

    @property
    def currency(self) -> str:
        """The currency of its list, which must be loaded; nothing while no list is chosen."""
        return self.price_list.currency if self.price_list_id is not None else ""

    @property
    def price(self) -> Money:
        """What one costs; its list must be loaded."""
        return Money(self.price_minor, self.currency)


class ProductPrice(models.Model):
    """What the card of a product shows on one list: its lowest price there. Written by triggers alone."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="+")
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="market_prices")
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    compare_at_minor = models.BigIntegerField(null=True)
    has_price_range = models.BooleanField()

    class Meta:
        verbose_name = _("product price")
        verbose_name_plural = _("product prices")
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "product"], name="catalog_productprice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.price_minor} {self.currency}"
