"""The one place where pages meet the recommender: ``{% carousel "similar_products" product=product %}``."""

from __future__ import annotations

import functools
import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog import drawings
from catalog.models import Product
from catalog.money import Money, exponent
from catalog.templatetags import cards
from recommendations import metrics
from recommendations.serving.headings import heading
from recommendations.serving.page import Page, Row
from recommendations.serving.plan import LEAST
from recommendations.serving.seal import seal
from recommendations.serving.shelf import Facts
from recommendations.vocabulary import ItemId, Placement

register = template.Library()
logger = logging.getLogger(__name__)

TEMPLATE = "recommendations/_carousel.html"
BOX = "recommendations/_together.html"
PARTNERS = 2
"""How many articles the box offers beside the product itself; three fit beside each other on a phone."""
KEPT_CARDS = 8_192
"""Of one generation; about 12 MB of markup in a process."""

_kept = drawings.Generations(KEPT_CARDS)


class HasOffer(Protocol):
    """The variant chosen on a product page (``catalog.product_facts.Offer``)."""

    @property
    def pk(self) -> int: ...
    @property
    def price(self) -> Money: ...
    @property
    def is_in_stock(self) -> bool: ...


class HasLines(Protocol):
    """A cart as its page shows it (``orders.contents.Contents``)."""

    @property
    def lines(self) -> Iterable[HasProduct]: ...


class HasKey(Protocol):
    """A product, or what shows one (``storefront.window.Favourite``)."""

    @property
    def pk(self) -> int: ...


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


@register.simple_tag(takes_context=True)
def leave_out(context: template.Context, products: Iterable[HasKey]) -> str:
    """Keep products that the page shows elsewhere out of its rows; say nothing, and fail nothing."""
    try:
        page = Page.of(context.get("request"), now=timezone.now())
        page.leave_out(ItemId(product.pk) for product in products)
    except Exception:
        metrics.failures.labels(step="leave_out").inc()
        logger.exception("carousel_failed")
    return ""


@register.simple_tag(takes_context=True)
def bought_together(
    context: template.Context, *, product: Product, offer: HasOffer | None
) -> SafeString:
    """Draw what is often bought with a product: a box to buy them at once, and the rest as a row."""
    try:
        now = timezone.now()
        row = Page.of(context.get("request"), now=now).row(
            Placement.BOUGHT_TOGETHER,
            subject=_subject(product, None),
            department_id=product.department_id,
        )
        if row is None:
            return mark_safe("")
        partners = _partners(row, offer)
        if offer is None or not partners:
            return _drawn(row, now=now)
        box = _box(product, offer, partners).replace(_SLATE, str(row.slate.slate_id))
        box = box.replace(_TOKEN, str(context.get("csrf_token", "")))
        rest = len(row.cards) - len(partners)
        left_out = partners if rest >= LEAST else range(len(row.cards))
        return _drawn(row, now=now, above=box, left_out=left_out)
    except Exception:
        metrics.failures.labels(step="bought_together").inc()
        logger.exception("carousel_failed", extra={"placement": Placement.BOUGHT_TOGETHER})
        return mark_safe("")


def _box(product: Product, offer: HasOffer, partners: Mapping[int, Facts]) -> SafeString:
    """Draw the box; kept under all it shows but for the slate and the token of its form."""
    prices = (partner.price for partner in partners.values())
    total = sum((price for price in prices if price), offer.price)
    told = tuple((position, partner.columns) for position, partner in partners.items())
    return drawings.drawn(
        BOX,
        (product.pk, product.title, product.picture, offer.pk, offer.price, told),
        lambda: {
            "product": product,
            "offer": offer,
            "partners": [(position, partner.product) for position, partner in partners.items()],
            "articles": 1 + len(partners),
            "slate_id": _SLATE,
            "csrf_token": _TOKEN,
            "total": total,
            "places": exponent(total.currency),
        },
    )


def _partners(row: Row, offer: HasOffer | None) -> dict[int, Facts]:
    """Return the first products of a row that cost one price whichever variant is taken, by their position."""
    if offer is None or not offer.is_in_stock:
        return {}
    found: dict[int, Facts] = {}
    for position, partner in enumerate(row.cards):
        price = partner.price
        if price and price.currency == offer.price.currency and not partner.has_price_range:
            found[position] = partner
        if len(found) == PARTNERS:
            break
    return found


def _subject(product: Product | HasProduct | None, cart: HasLines | None) -> tuple[ItemId, ...]:
    if isinstance(product, Product):
        return (ItemId(product.pk),)
    if product is not None:
        return (ItemId(product.product_id),)
    lines = cart.lines if cart is not None else ()
    return tuple(dict.fromkeys(ItemId(line.product_id) for line in lines))


def _drawn(
    row: Row, *, now: datetime, above: SafeString | str = "", left_out: Collection[int] = ()
) -> SafeString:
    """Draw a row; what stands in a part above the cards is left out of them, by its position."""
    items = _cards(row, now=now, left_out=left_out)
    frame = drawings.drawn(
        TEMPLATE, (bool(above), bool(items)), lambda: _places(has_cards=bool(items))
    )
    return mark_safe(
        frame.replace(_ROW_ID, row.row_id)
        .replace(_HEADING, conditional_escape(heading(row)))
        .replace(_SLATE, seal(row.slate))
        .replace(_ABOVE, above)
        .replace(_CARDS, items)
    )


_ROW_ID, _HEADING, _SLATE, _ABOVE, _CARDS, _TOKEN = "\ue001\ue002\ue003\ue004\ue005\ue006"
"""Where a kept frame takes what differs from row to row; from Unicode's private area."""


def _places(*, has_cards: bool) -> dict[str, str]:
    return {
        "row_id": _ROW_ID,
        "heading": _HEADING,
        "slate": _SLATE,
        "above": _ABOVE,
        "cards": _CARDS if has_cards else "",
    }


def _cards(row: Row, *, now: datetime, left_out: Collection[int]) -> SafeString:
    """Return the items of the list; a loop in the template would take most of the row's time."""
    language = get_language()
    return mark_safe(
        "".join(
            f'<li class="carousel__item" data-position="{position}">{_card(facts, language, now=now)}'
            f'<button class="carousel__more" form="why-{row.row_id}" name="position" value="{position}"'
            f' aria-label="{_why_label(facts.title, language)}"></button></li>'
            for position, facts in enumerate(row.cards)
            if position not in left_out
        )
    )


@functools.lru_cache(maxsize=KEPT_CARDS)
def _why_label(title: str, language: str | None) -> str:
    """Return what the button beside a card says to who cannot see it, in the language of the page."""
    return conditional_escape(_("Why %(title)s? Not interested?") % {"title": title})


def _card(facts: Facts, language: str | None, *, now: datetime) -> SafeString:
    """Return a card's markup, kept under everything it shows, so that it cannot be stale."""
    published_at = facts.published_at
    is_new = published_at is not None and now - published_at < cards.NEW_FOR
    key = (facts.columns, is_new, language)
    html = _kept.get(key)
    if html is None:
        html = cards.rendered(facts.product, now=now, language=language)
        _kept.keep(key, html)
    return html
