"""Product cards: ``{% load cards %}{% product_card product slate=slate position=forloop.counter0 %}``."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalog import drawings
from catalog.templatetags.media import avif_source, media_url, srcset
from catalog.templatetags.money import written

if TYPE_CHECKING:
    from catalog.models import Product

register = template.Library()

CARD = "components/_product_card.html"
SIZES = "(min-width: 60rem) 20rem, 50vw"
"""How wide its picture is: on a desk, on a phone."""
NEW_FOR = timedelta(days=30)
"""How long a product is called new."""
IN_SIGHT = 4
"""The first cards of a list that are seen at once: a row on a desk, two on a phone. Their pictures come first."""


@register.simple_tag
def product_card(
    product: Product, *, slate: UUID | str | None = None, position: int | None = None
) -> SafeString:
    """Draw one card. ``slate`` and ``position`` say which recommendation it answers; the page's script reports them."""
    if slate is None:
        return rendered(product)
    return format_html(
        '<div class="product-card__slot" data-slate="{}" data-position="{}">{}</div>',
        slate,
        "" if position is None else position,
        rendered(product),
    )


@register.simple_tag
def product_cards(products: Iterable[Product]) -> SafeString:
    """Draw the cards of a list as its items; a loop in the template would take most of the list's time."""
    now, language = timezone.now(), get_language()
    cards = (
        rendered(product, is_in_sight=place < IN_SIGHT, now=now, language=language)
        for place, product in enumerate(products)
    )
    return mark_safe("".join(f"<li>{card}</li>\n" for card in cards))


def rendered(
    product: Product,
    *,
    is_in_sight: bool = False,
    now: datetime | None = None,
    language: str | None = None,
) -> SafeString:
    """Return the card's markup, drawing it only when one of its facts is new; now and in the language of the page."""
    language = language or get_language()
    is_new = is_new_at(product, now or timezone.now())
    facts = (*card_facts(product, is_new=is_new), is_in_sight)
    return drawings.kept(
        CARD, facts, lambda: _drawn(product, is_new, is_in_sight, language), language=language
    )


def _drawn(product: Product, is_new: bool, is_in_sight: bool, language: str | None) -> SafeString:
    """Draw a card. Its template runs once for cards of one shape, and most cards of a large shop are drawn once only."""
    shape = {
        "is_in_stock": product.is_in_stock,
        "is_new": is_new,
        "is_in_sight": is_in_sight,
        "is_from": product.has_price_range,
    }
    return drawings.filled(CARD, shape, _texts(product, language), language=language)


def _texts(product: Product, language: str | None) -> dict[str, str]:
    """Write what a card shows; empty where the product has no such thing."""
    picture, discount = product.picture, product.discount_percent
    texts = {
        "item": str(product.pk),
        "title": product.title,
        "url": product.get_absolute_url(),
        "brand": product.brand.name if product.brand else "",
        "price": _amount(product.price_minor, product.currency, language),
        "compare_at": _amount(product.compare_at_minor, product.currency, language),
        "discount": str(discount) if discount else "",
    }
    if picture:
        texts["picture"] = media_url(picture)
        texts["picture_alt"] = product.picture_alt
        texts["avif"] = avif_source(picture, SIZES)
        texts["srcset"] = srcset(picture, SIZES)
    if product.rating_count:
        texts["average"] = _mean(product.rating_average, language)
        texts["count"] = _number(product.rating_count, language)
    return texts


def _amount(minor: int | None, currency: str, language: str | None) -> str:
    return "" if minor is None else written(minor, currency, language or "en")


@functools.lru_cache(maxsize=512)
def _mean(average: Decimal | None, language: str | None) -> str:
    """Write a mean rating as people of the page's language do."""
    return floatformat(average, 1)


@functools.lru_cache(maxsize=4_096)
def _number(count: int, language: str | None) -> str:
    """Write a number as people of the page's language do."""
    return str(intcomma(count))


def is_new_at(product: Product, now: datetime) -> bool:
    """Return whether the product came to the shop lately."""
    return product.published_at is not None and now - product.published_at < NEW_FOR


def card_facts(product: Product, *, is_new: bool) -> tuple[Hashable, ...]:
    """Return everything that a card shows."""
    return (
        product.pk,
        product.title,
        product.slug,
        product.brand.name if product.brand else "",
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
    )
