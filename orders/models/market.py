"""Where the shop sells, in which currency, and whether its prices contain the tax."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Market(models.Model):
    """A group of countries with one currency; exactly one market is the default."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3)
    price_list = models.ForeignKey(
        "catalog.PriceList",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("price list"),
        help_text=_("Empty: the articles' own prices. What is not on the list is not sold here."),
    )
    countries = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        verbose_name=_("countries"),
        help_text=_("Two-letter codes; empty means every country no other market names."),
    )
    home_country = models.CharField(
        _("home country"),
        max_length=2,
        help_text=_("Taxes are estimated for it until the delivery address is known."),
    )
    seller = models.TextField(
        _("seller"),
        blank=True,
        help_text=_("Name, address and VAT number as they stand on invoices, a line each."),
    )
    is_tax_included = models.BooleanField(_("prices with tax"), default=True)
    is_default = models.BooleanField(_("default market"), default=False)

    class Meta:
        verbose_name = _("market")
        verbose_name_plural = _("markets")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="orders_market_one_default",
                violation_error_message=_("Another market is the default."),
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(price_list=None),
                name="orders_market_default_has_own_prices",
                violation_error_message=_("The default market sells at the articles' own prices."),
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                name="orders_market_currency_code",
                violation_error_message=_("A currency is three capital letters (ISO 4217)."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a price list in another currency than the market's."""
        if self.price_list is not None and self.price_list.currency != self.currency:
            raise ValidationError(
                {"price_list": _("This list is in another currency than the market.")}
            )
