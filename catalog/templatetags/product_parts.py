"""The parts of a product page that are the same for everybody: ``{% product_part "catalog/_gallery.html" page %}``."""

from __future__ import annotations

from collections.abc import Hashable

from django import template
from django.utils.safestring import SafeString

from catalog import drawings
from catalog.product_page import ProductPage

register = template.Library()


@register.simple_tag
def product_part(part: str, page: ProductPage, **inputs: Hashable) -> SafeString:
    """Draw a part from the page, its product and these inputs; kept under all that the page was read from."""
    return drawings.drawn(
        part,
        (page.told, *inputs.items()),
        lambda: {"page": page, "product": page.product, **inputs},
    )
