"""What a shopper was shown last: the measure of every "the price changed"."""

from __future__ import annotations

from datetime import datetime

from orders import contents, locks, markets
from orders.models import CartLine
from orders.shoppers import Shopper


def accept(shopper: Shopper, *, now: datetime) -> None:
    """Remember that the shopper has seen the prices of this moment, in this market. Four queries."""
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        found = contents.read(cart, market=markets.current(), now=now)
        seen = [
            CartLine(
                pk=line.line_id,
                seen_price_minor=line.unit_price.minor,
                seen_currency=line.unit_price.currency,
            )
            for line in (*found.lines, *found.saved)
            if line.is_sold_here
        ]
        CartLine.objects.bulk_update(seen, ["seen_price_minor", "seen_currency"])
