"""The number beside the cart in the header of every page, as cheap as it can be.

Most page views come from browsers that never put anything into a cart. They are told apart by a cookie that the first
filled cart sets, so that their pages ask the database nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.visitors import COOKIE_AGE
from catalog.statements import Row, Statement
from orders.shoppers import Shopper

COOKIE = "cart"

# Served by the partial unique indexes of active carts.
_OF_USER = Statement("""
SELECT coalesce(sum(line.quantity), 0) FROM orders_cart AS cart
JOIN orders_cartline AS line ON line.cart_id = cart.id
WHERE cart.user_id = %(user_id)s AND cart.status = 'active' AND NOT line.is_saved
""")
_OF_VISITOR = Statement("""
SELECT coalesce(sum(line.quantity), 0) FROM orders_cart AS cart
JOIN orders_cartline AS line ON line.cart_id = cart.id
WHERE cart.visitor_id = %(visitor_id)s AND cart.user_id IS NULL AND cart.status = 'active' AND NOT line.is_saved
""")


def count_for(request: HttpRequest) -> int:
    """Return the number of units in the cart; writes nothing. One query, none for guests without a cart."""
    shopper = Shopper.of(request)
    if shopper.user_id is not None:
        return _units(_OF_USER.row(user_id=shopper.user_id))
    if COOKIE not in request.COOKIES:
        return 0
    return _units(_OF_VISITOR.row(visitor_id=shopper.visitor_id))


def mark(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell the browser that it has a cart, so that the header of its next pages counts it."""
    if COOKIE in request.COOKIES:
        return
    response.set_cookie(
        COOKIE, "1", max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.IS_HTTPS
    )


def _units(row: Row | None) -> int:
    """Read the sum; a sum has one row in any case."""
    return 0 if row is None else int(row[0])
