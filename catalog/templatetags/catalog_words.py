"""Facts about products in words."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalog.product_facts import AttributeFacts

register = template.Library()


@register.filter
def attribute_value(row: AttributeFacts) -> str:
    """Write the value of an attribute with its unit."""
    value = row.value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, float):
        return f"{number_format(int(value) if value.is_integer() else value)} {row.unit}".strip()
    return value
