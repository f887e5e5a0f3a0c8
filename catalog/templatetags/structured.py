"""Data for search engines: ``{% product_data page %}``, ``{% trail_data shelves %}``, ``{% website_data %}``."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from catalog import structured_data
from catalog.departments import Shelf
from catalog.product_page import ProductPage

register = template.Library()


@register.simple_tag(takes_context=True)
def product_data(context: template.Context, page: ProductPage) -> SafeString:
    """Describe the product of the page and the way to it."""
    origin = _origin(context)
    described = structured_data.script(structured_data.product(page, origin=origin))
    return described + _trail(page.trail, origin)


@register.simple_tag(takes_context=True)
def trail_data(context: template.Context, shelves: Sequence[Shelf]) -> SafeString:
    """Describe the way to a department."""
    return _trail(shelves, _origin(context))


@register.simple_tag(takes_context=True)
def website_data(context: template.Context) -> SafeString:
    """Describe the shop."""
    data = structured_data.website(name=context["shop_name"], origin=_origin(context))
    return structured_data.script(data)


@register.simple_tag(takes_context=True)
def origin(context: template.Context) -> str:
    """Return the shop's address without a path: ``https://shop.example``."""
    return _origin(context)


def _trail(shelves: Sequence[Shelf], origin: str) -> SafeString:
    if not shelves:
        return SafeString("")
    return structured_data.script(structured_data.trail(shelves, origin=origin))


def _origin(context: template.Context) -> str:
    request = context["request"]
    return f"{request.scheme}://{request.get_host()}"
