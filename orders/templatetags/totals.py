"""What an offer or an order costs: ``{% sums totals has_delivery=offer.method discounts=offer.outcome.applied %}``."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe

from catalog import drawings
from catalog.money import Money
from catalog.templatetags.money import money
from orders.models import DeliveryMethod, Order, OrderDiscount
from orders.promotions.words import Verdict
from orders.totals import Totals

register = template.Library()

SUMS = "orders/_totals.html"
DISCOUNT = "orders/_discount.html"


@register.simple_tag
def sums(
    totals: Totals | Order,
    *,
    has_delivery: DeliveryMethod | bool | None,
    discounts: Iterable[Verdict | OrderDiscount],
) -> SafeString:
    """Draw the sums. Hardly two carts cost the same, so that no sums are kept: only the words around them are."""
    shape = {
        "has_delivery": bool(has_delivery),
        "is_tax_included": totals.is_tax_included,
    }
    return drawings.filled(
        SUMS,
        shape,
        {
            "items": money(totals.items),
            "discounts": _discounts(totals, discounts),
            "delivery": money(totals.delivery or None),
            "tax": money(totals.tax),
            "included_tax": money(totals.tax or None),
            "total": money(totals.total),
        },
    )


def _discounts(totals: Totals | Order, discounts: Iterable[Verdict | OrderDiscount]) -> SafeString:
    """Draw a row for each promotion; where none is named, one for what was taken off."""
    rows = [_discount(_name(each), Money(each.amount_minor, totals.currency)) for each in discounts]
    if not rows and totals.discount:
        rows.append(_discount("", totals.discount))
    return mark_safe("".join(rows))


def _discount(name: str, amount: Money) -> SafeString:
    return drawings.filled(DISCOUNT, {}, {"name": name, "amount": money(amount or None)})


def _name(discount: Verdict | OrderDiscount) -> str:
    return discount.name if isinstance(discount, OrderDiscount) else discount.promotion.name
