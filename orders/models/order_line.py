"""One article of an order, as it was sold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.money import Money


class OrderLine(models.Model):
    """A snapshot: title, article number, price, tax and discount as they were; a removed product leaves it whole.

    ``total = unit price × quantity - discount``, plus ``tax`` where prices are without tax.

    History may be written by COPY. Required columns: ``order_id``, ``title``, ``unit_price_minor``,
    ``quantity``, ``total_minor``; wanted: ``product_id``, ``variant_id``, ``sku``, ``quantity_returned``.
    """

    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="lines")
    # The order line stays when the article goes.
    variant = models.ForeignKey(
        "catalog.Variant", models.SET_NULL, null=True, blank=True, related_name="order_lines"
    )
    product_id = models.BigIntegerField(_("product"), null=True, blank=True)
    sku = models.CharField(_("SKU"), max_length=80, blank=True, db_default="")
    title = models.CharField(_("title"), max_length=255)
    options = models.CharField(_("options"), max_length=255, blank=True, db_default="")
    picture = models.CharField(_("picture"), max_length=255, blank=True, db_default="")

    unit_price_minor = models.BigIntegerField(_("price of one"))
    quantity = models.PositiveIntegerField(_("quantity"))
    quantity_shipped = models.PositiveIntegerField(_("shipped"), default=0, db_default=0)
    quantity_cancelled = models.PositiveIntegerField(_("cancelled"), default=0, db_default=0)
    quantity_returned = models.PositiveIntegerField(_("returned"), default=0, db_default=0)
    discount_minor = models.BigIntegerField(_("discount"), default=0, db_default=0)
    tax_class = models.CharField(
        _("tax class"), max_length=20, default="standard", db_default="standard"
    )
    tax_percent = models.DecimalField(
        _("tax in percent"), max_digits=6, decimal_places=3, default=0, db_default=0
    )
    tax_minor = models.BigIntegerField(_("tax"), default=0, db_default=0)
    is_tax_included = models.BooleanField(_("price with tax"), default=True, db_default=True)
    total_minor = models.BigIntegerField(_("total"))
    slate_id = models.UUIDField(_("recommended by slate"), null=True, blank=True)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="orders_orderline_quantity_positive",
                violation_error_message=_("An order line has at least one unit."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("quantity_returned") + F("quantity_cancelled")),
                name="orders_orderline_returned_at_most_sold",
                violation_error_message=_("No more units can come back than were sold."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("quantity_shipped") + F("quantity_cancelled")),
                name="orders_orderline_shipped_at_most_sold",
                violation_error_message=_("No more units can be shipped than were sold."),
            ),
            models.CheckConstraint(
                condition=Q(unit_price_minor__gte=0)
                & Q(discount_minor__gte=0)
                & Q(tax_minor__gte=0)
                & Q(tax_percent__gte=0)
                & Q(total_minor__gte=0),
                name="orders_orderline_amounts_not_negative",
                violation_error_message=_("No amount of an order line can be below zero."),
            ),
            models.CheckConstraint(
                condition=Q(
                    is_tax_included=True,
                    total_minor=F("unit_price_minor") * F("quantity") - F("discount_minor"),
                )
                | Q(
                    is_tax_included=False,
                    total_minor=F("unit_price_minor") * F("quantity")
                    - F("discount_minor")
                    + F("tax_minor"),
                ),
                name="orders_orderline_total_adds_up",
                violation_error_message=_(
                    "A line's total must be price times quantity, less discount, plus tax where it is not included."
                ),
            ),
        ]
        indexes = [
            # Who bought this product: verified reviews, "buy again".
            models.Index(fields=["product_id", "order"], name="orders_orderline_of_product"),
            # What was bought from carousels, on the dashboard: few lines of many.
            models.Index(
                fields=["order"],
                include=["total_minor"],
                condition=Q(slate_id__isnull=False),
                name="orders_orderline_recommended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    def unit_price(self, currency: str) -> Money:
        """What one cost, in the order's currency."""
        return Money(self.unit_price_minor, currency)
