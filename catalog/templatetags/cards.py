"""Product cards: ``{% load cards %}{% product_card product slate=slate position=forloop.counter0 %}``.

A list page draws 24 cards, and most of them were drawn a moment ago for somebody else. The card's markup depends on
the values it shows and on the language, on nothing else, so it is kept under exactly those: it cannot be stale.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

if TYPE_CHECKING:
    from catalog.models import Product

register = template.Library()

NEW_FOR = timedelta(days=30)
"""How long a product is called new."""
KEPT_CARDS = 8192
"""About 12 MB of markup in a process."""

CARD = "components/_product_card.html"

_kept: dict[Hashable, SafeString] = {}


def card_facts(product: Product, *, is_new: bool, language: str) -> tuple[Hashable, ...]:
    """Return everything that a card shows."""
    return (
        product.pk,
        product.title,
        product.slug,
        product.brand.name if product.brand_id and product.brand else "",
        product.currency,
        product.price_minor,
        product.compare_at_minor,
        product.has_price_range,
        product.is_in_stock,
        product.rating_average,
        product.rating_count,
        product.picture,
        product.picture_alt,
        is_new,
        language,
    )


def rendered(product: Product) -> SafeString:
    """Return the card's markup, drawing it only when one of its facts is new."""
    published_at = product.published_at
    is_new = published_at is not None and timezone.now() - published_at < NEW_FOR
    facts = card_facts(product, is_new=is_new, language=get_language() or "en")
    html = _kept.get(facts)
    if html is None:
        html = mark_safe(render_to_string(CARD, {"product": product, "is_new": is_new}))
        if len(_kept) >= KEPT_CARDS:
            _kept.clear()
        _kept[facts] = html
    return html


@register.simple_tag
def product_card(
    product: Product, *, slate: UUID | str | None = None, position: int | None = None
) -> SafeString:
    """Draw one card. ``slate`` and ``position`` say which recommendation it answers; the page's script reports them."""
    html = rendered(product)
    if slate is None:
        return html
    return format_html(
        '<div class="product-card__slot" data-slate="{}" data-position="{}">{}</div>',
        slate, position if position is not None else "", html,
    )  # fmt: skip
