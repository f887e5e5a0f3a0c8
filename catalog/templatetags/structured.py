"""Data for search engines: ``{% product_data page shop %}``, ``{% trail_data shelves %}``, ``{% website_data shop_name shop %}``."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from catalog import structured_data
from catalog.departments import Shelf
from catalog.product_page import ProductPage

register = template.Library()


@register.simple_tag
def product_data(page: ProductPage, shop: str) -> SafeString:
    """Describe the product of the page and the way to it, in a shop of that address."""
    described = structured_data.script(structured_data.product(page, origin=shop))
    return described + _trail(page.trail, shop)


@register.simple_tag(takes_context=True)
def trail_data(context: template.Context, shelves: Sequence[Shelf]) -> SafeString:
    """Describe the way to a department."""
    return _trail(shelves, origin_of(context))


@register.simple_tag
def website_data(name: str, shop: str) -> SafeString:
    """Describe the shop of that name and address."""
    return structured_data.script(structured_data.website(name=name, origin=shop))


@register.simple_tag(takes_context=True, name="origin")
def origin_of(context: template.Context) -> str:
    """Return the shop's address without a path: ``https://shop.example``."""
    request = context["request"]
    return f"{request.scheme}://{request.get_host()}"


@register.filter
def whole_address(url: str, origin: str) -> str:
    """Return an address with its host: ``{{ picture|media_url|whole_address:shop }}``."""
    return structured_data.whole_address(url, origin=origin)


def _trail(shelves: Sequence[Shelf], origin: str) -> SafeString:
    if not shelves:
        return SafeString("")
    return structured_data.script(structured_data.trail(shelves, origin=origin))
