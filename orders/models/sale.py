"""Catalogue sales: for a time, articles cost less, and say what they cost before."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from orders.models.promotion import id_array


class Sale(models.Model):
    """A share off the price of articles between two moments; ``orders.sales`` starts and ends it.

    Prices are really changed, so lists, search, product pages and carts all show the same one.
    """

    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("switched on"), default=True)
    percent = models.DecimalField(_("percent"), max_digits=6, decimal_places=3)
    products = id_array(_("products"))
    departments = id_array(_("departments"))
    brands = id_array(_("brands"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0) & Q(percent__lte=100),
                name="orders_sale_percent_range",
                violation_error_message=_("A sale takes more than 0 and at most 100 percent off."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="orders_sale_period_in_order",
                violation_error_message=_("A sale ends after it starts."),
            ),
            models.CheckConstraint(
                condition=~(Q(products=[]) & Q(departments=[]) & Q(brands=[])),
                name="orders_sale_has_aim",
                violation_error_message=_("Name products, departments or brands."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SalePrice(models.Model):
    """The price an article had before a sale, kept until the sale ends; an article is in one sale at a time."""

    sale = models.ForeignKey(Sale, models.PROTECT, related_name="prices")
    variant = models.OneToOneField("catalog.Variant", models.CASCADE, related_name="+")
    regular_price_minor = models.BigIntegerField(_("regular price"))
    regular_compare_at_minor = models.BigIntegerField(_("regular price before"), null=True)
    sale_price_minor = models.BigIntegerField(_("sale price"))

    class Meta:
        verbose_name = _("sale price")
        verbose_name_plural = _("sale prices")
        constraints = [
            models.CheckConstraint(
                condition=Q(sale_price_minor__gte=0)
                & Q(sale_price_minor__lt=F("regular_price_minor")),
                name="orders_saleprice_is_lower",
                violation_error_message=_("A sale price is below the regular one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.sale_price_minor}"
