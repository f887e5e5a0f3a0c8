"""The shopper's own part of a search: what fits their session moves up a little. An upper floor says what fits.

It comes last and touches one page: the order of an answer is kept for everybody, and nobody's taste gets into it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from catalog.listing import Listing
from catalog.search import rules
from catalog.search.answer import Found

logger = logging.getLogger(__name__)

MOST_PLACES = 3.0
"""Places that a product gains which fits the session best of the page: neighbours change, the page stays."""

Likes = Callable[[HttpRequest, Sequence[int], datetime], Mapping[int, float]]
"""Who asks, products, now → how well each fits the session, 0 to 1; products that do not fit are left out."""
_registered: list[Likes] = []


def register(likes: Likes) -> None:
    """Say who knows what fits a session; it answers nothing for shoppers who want no personalisation."""
    _registered[:] = [likes]


def likes_of(
    request: HttpRequest, product_ids: Sequence[int], *, now: datetime
) -> Mapping[int, float]:
    """Return how well products fit the session of whoever asks; nothing where that is switched off or fails."""
    if not settings.SEARCH_PERSONAL or not _registered:
        return {}
    try:
        return _registered[0](request, product_ids, now)
    except Exception:
        # A page of results is worth more than its order.
        logger.exception("personal_search_failed")
        return {}


def arranged(listing: Listing, found: Found, request: HttpRequest, *, now: datetime) -> Listing:
    """Return the first page of an answer with what fits the session moved up; other pages and orders stay."""
    selection = listing.selection
    if selection.sort or selection.page > 1:
        return listing
    by_id = {product.pk: product for product in listing.products}
    liked = likes_of(request, list(by_id), now=now)
    if not liked:
        return listing
    ids = moved(list(by_id), liked, fixed=decided(found))
    return replace(listing, products=[by_id[product_id] for product_id in ids])


def decided(found: Found) -> Set[int]:
    """Return the products whose places are not for taste to change: what staff placed, and what only means the same."""
    rule = rules.rule_for(found.typed, found.query)
    return found.similar | rule.buried | set(rule.pinned)


def moved(
    product_ids: Sequence[int], liked: Mapping[int, float], *, fixed: Set[int] = frozenset()
) -> list[int]:
    """Return products with each one up to :data:`MOST_PLACES` places higher, as far as it is liked; fixed ones stay."""
    free = [product_id for product_id in product_ids if product_id not in fixed]
    wanted = {
        product_id: place - MOST_PLACES * liked.get(product_id, 0.0)
        for place, product_id in enumerate(free)
    }
    order = iter(sorted(free, key=lambda product_id: wanted[product_id]))
    return [product_id if product_id in fixed else next(order) for product_id in product_ids]
