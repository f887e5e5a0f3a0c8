"""The box with price, choices and button: ``{% buy_box page %}``."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from catalog import drawings
from catalog.product_page import ProductPage

register = template.Library()

BOX = "catalog/_buy_box.html"
PLACE = "\ue000"
"""Stands in a kept box where each answer writes the token of its own forms; from Unicode's private area."""


@register.simple_tag(takes_context=True)
def buy_box(context: template.Context, page: ProductPage) -> SafeString:
    """Draw the box; one that can be bought from is the same for everybody but for the tokens of its forms."""
    request = context["request"]
    if page.offer is None or not page.offer.is_in_stock or "slate" in request.GET:
        return render_to_string(BOX, {"page": page, "product": page.product}, request)
    markup = drawings.drawn(
        BOX,
        page.told,
        lambda: {"page": page, "product": page.product, "csrf_token": PLACE},
    )
    return SafeString(markup.replace(PLACE, str(context["csrf_token"])))
