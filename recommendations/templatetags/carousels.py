"""The one place where pages meet the recommender: ``{% carousel "similar_products" product=product %}``."""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Protocol

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalog.models import Product
from catalog.templatetags import cards
from recommendations import metrics
from recommendations.serving.headings import heading
from recommendations.serving.page import Page, Row
from recommendations.serving.seal import seal
from recommendations.serving.shelf import Facts
from recommendations.vocabulary import ItemId, Placement

register = template.Library()
logger = logging.getLogger(__name__)

TEMPLATE = "recommendations/_carousel.html"
KEPT_CARDS = 8_192
"""About 12 MB of markup in a process."""

_kept: dict[Hashable, SafeString] = {}


class HasLines(Protocol):
    """A cart as its page shows it (``orders.contents.Contents``)."""

    @property
    def lines(self) -> Iterable[HasProduct]: ...


class HasProduct(Protocol):
    """A line that names its product."""

    @property
    def product_id(self) -> int: ...


@register.simple_tag(takes_context=True)
def carousel(
    context: template.Context,
    placement: str,
    *,
    product: Product | HasProduct | None = None,
    cart: HasLines | None = None,
) -> SafeString:
    """Draw one row of products, or nothing: a page never fails because of its recommendations."""
    try:
        now = timezone.now()
        row = Page.of(context.get("request"), now=now).row(
            Placement(placement),
            subject=_subject(product, cart),
            department_id=getattr(product, "department_id", None),
        )
        return mark_safe("") if row is None else _drawn(row, now=now)
    except Exception:
        metrics.failures.labels(step="carousel").inc()
        logger.exception("carousel_failed", extra={"placement": placement})
        return mark_safe("")


def _subject(product: Product | HasProduct | None, cart: HasLines | None) -> tuple[ItemId, ...]:
    if isinstance(product, Product):
        return (ItemId(product.pk),)
    if product is not None:
        return (ItemId(product.product_id),)
    lines = cart.lines if cart is not None else ()
    return tuple(dict.fromkeys(ItemId(line.product_id) for line in lines))


def _drawn(row: Row, *, now: datetime) -> SafeString:
    return render_to_string(
        TEMPLATE,
        {
            "row_id": row.row_id,
            "heading": heading(row),
            "slate": seal(row.slate),
            "cards": _cards(row, now=now),
        },
    )


def _cards(row: Row, *, now: datetime) -> SafeString:
    """Return the items of the list; a loop in the template would take most of the row's time."""
    return mark_safe(
        "".join(
            f'<li class="carousel__item" data-position="{position}">{_card(facts, now=now)}</li>'
            for position, facts in enumerate(row.cards)
        )
    )


def _card(facts: Facts, *, now: datetime) -> SafeString:
    """Return a card's markup, kept under everything it shows, so that it cannot be stale."""
    published_at = facts.published_at
    is_new = published_at is not None and now - published_at < cards.NEW_FOR
    key = (facts.columns, is_new, get_language())
    html = _kept.get(key)
    if html is None:
        html = cards.rendered(facts.product)
        if len(_kept) >= KEPT_CARDS:
            _kept.clear()
        _kept[key] = html
    return html
