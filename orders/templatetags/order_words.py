"""Parts of an order in words."""

from __future__ import annotations

from django import template

from catalog.money import Money
from catalog.templatetags.money import money
from orders.models import OrderLine

register = template.Library()


@register.filter
def line_value(line: OrderLine, currency: str) -> str:
    """Write price times quantity; what promotions take off stands in the sums."""
    return money(Money(line.unit_price_minor * line.quantity, currency))


@register.filter
def in_currency(minor: int, currency: str) -> str:
    """Write minor units of a currency."""
    return money(Money(minor, currency))
