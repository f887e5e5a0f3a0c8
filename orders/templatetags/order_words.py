"""Parts of an order in words."""

from __future__ import annotations

from django import template

from catalog.money import Money
from catalog.templatetags.money import money
from orders.models import OrderLine

register = template.Library()


@register.filter
def line_value(line: OrderLine, currency: str) -> str:
    """Write what a line costs before order-wide sums: price times quantity, less its discount."""
    return money(Money(line.unit_price_minor * line.quantity - line.discount_minor, currency))


@register.filter
def in_currency(minor: int, currency: str) -> str:
    """Write minor units of a currency."""
    return money(Money(minor, currency))
