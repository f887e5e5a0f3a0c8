"""Makes a cart fit what there is: fewer where fewer are left, saved for later where nothing is."""

from __future__ import annotations

from datetime import datetime

from orders import carts, contents, markets
from orders.carts import NothingLeft
from orders.contents import ContentLine
from orders.shoppers import Shopper


def fit(shopper: Shopper, *, now: datetime) -> int:
    """Reduce every line that is short to what is left; return how many lines changed.

    What is sold out, or no longer for sale, stays visible as saved for later. Some ten queries a line.
    """
    found = contents.read(carts.find(shopper), market=markets.current(), now=now)
    for line in found.short:
        _fit(shopper, line, now=now)
    return len(found.short)


def _fit(shopper: Shopper, line: ContentLine, *, now: datetime) -> None:
    if line.is_sold_out:
        carts.save_for_later(shopper, line_id=line.line_id, now=now)
        return
    try:
        carts.change(shopper, line_id=line.line_id, quantity=line.free, now=now)
    except NothingLeft:  # somebody was faster once more
        carts.save_for_later(shopper, line_id=line.line_id, now=now)
