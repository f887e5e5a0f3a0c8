"""Buying once more what an order contained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orders import carts
from orders.carts import NotForSale, NothingLeft
from orders.models import Order
from orders.shoppers import Shopper


@dataclass(frozen=True, slots=True)
class Again:
    """How many articles came into the cart, and the titles of those that cannot be had."""

    added: int
    missing: tuple[str, ...]


def buy_again(shopper: Shopper, *, order: Order, now: datetime) -> Again:
    """Put everything of an order that is still sold into the shopper's cart. Some ten queries an article."""
    added, missing = 0, []
    for line in order.lines.order_by("pk"):
        try:
            if line.variant_id is None:
                raise NotForSale
            carts.add(shopper, variant_id=line.variant_id, quantity=line.quantity, now=now)
        except (NotForSale, NothingLeft):
            missing.append(line.title)
        else:
            added += 1
    return Again(added=added, missing=tuple(missing))
