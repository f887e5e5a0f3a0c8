"""Putting several articles into the cart at once: the box "bought together" of a product page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from catalog.models import Variant
from catalog.querysets import cheapest_first
from orders import carts
from orders.carts import CartChange, NotForSale, NothingLeft
from orders.shoppers import Shopper

MOST = 6


@dataclass(frozen=True, slots=True)
class Together:
    """What came into the cart, and how many of the wanted articles cannot be had."""

    added: tuple[CartChange, ...]
    missing: int


def add_together(
    shopper: Shopper,
    *,
    variant_ids: Sequence[int],
    product_ids: Sequence[int],
    now: datetime,
    slate_id: UUID | None = None,
) -> Together:
    """Put one unit of each variant, and of each product's cheapest variant in stock, into the cart.

    One query beside those of ``carts.add`` for each article.
    """
    added = []
    chosen = list(dict.fromkeys([*variant_ids, *_cheapest(product_ids)]))
    for variant_id in chosen:
        try:
            added.append(
                carts.add(shopper, variant_id=variant_id, quantity=1, now=now, slate_id=slate_id)
            )
        except (NotForSale, NothingLeft):
            continue
    wanted = len(set(variant_ids)) + len(set(product_ids))
    return Together(added=tuple(added), missing=wanted - len(added))


def _cheapest(product_ids: Sequence[int]) -> list[int]:
    """Return the variant of each product that its card's price is the price of."""
    on_shelf = Variant.objects.filter(
        product_id__in=product_ids, is_active=True, stock__on_hand__gt=0
    )
    offered = cheapest_first(on_shelf).distinct("product_id").values_list("product_id", "pk")
    by_product = dict(offered)
    return [by_product[product_id] for product_id in product_ids if product_id in by_product]
