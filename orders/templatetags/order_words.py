"""Parts of an order in words."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from catalog.money import Money
from catalog.templatetags.money import money
from orders.models import OrderLine

register = template.Library()

_SEAM = re.compile(r"(?<=[@._+-])")


@register.filter
def line_value(line: OrderLine, currency: str) -> str:
    """Write price times quantity; what promotions take off stands in the sums."""
    return money(Money(line.unit_price_minor * line.quantity, currency))


@register.filter
def in_currency(minor: int, currency: str) -> str:
    """Write minor units of a currency."""
    return money(Money(minor, currency))


@register.filter
def breakable(address: str) -> SafeString:
    """Let a long e-mail address break at its dots, dashes and the @, and nowhere else."""
    parts = (str(conditional_escape(part)) for part in _SEAM.split(address))
    return mark_safe("<wbr>".join(parts))
