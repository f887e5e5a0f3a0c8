"""Reads of carts and orders that several pages share."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from orders.models import Cart, Order, StockHold, WishList  # noqa: F401 - named in quotes below
    from orders.shoppers import Shopper


class CartQuerySet(models.QuerySet["Cart"]):
    """Chainable reads of carts."""

    def of(self, shopper: Shopper) -> Self:
        """Keep the shopper's carts: the account's once they are signed in, else the browser's guest carts."""
        if shopper.user_id is not None:
            return self.filter(user_id=shopper.user_id)
        return self.filter(user=None, visitor_id=shopper.visitor_id)

    def active(self) -> Self:
        """Keep carts that can still be changed."""
        return self.filter(status="active")


class OrderQuerySet(models.QuerySet["Order"]):
    """Chainable reads of orders."""

    def visible_to(self, shopper: Shopper) -> Self:
        """Keep the orders that the shopper may open: their account's, and those placed as a guest from this browser."""
        from_here = Q(user=None, visitor_id=shopper.visitor_id)
        if shopper.user_id is None:
            return self.filter(from_here)
        return self.filter(from_here | Q(user_id=shopper.user_id))

    def from_shop(self) -> Self:
        """Keep orders that were placed here, not imported history."""
        return self.filter(origin="shop")


class WishListQuerySet(models.QuerySet["WishList"]):
    """Chainable reads of wish lists."""

    def of(self, shopper: Shopper) -> Self:
        """Keep the shopper's lists: the account's once they are signed in, else the browser's."""
        if shopper.user_id is not None:
            return self.filter(user_id=shopper.user_id)
        return self.filter(user=None, visitor_id=shopper.visitor_id)


class StockHoldQuerySet(models.QuerySet["StockHold"]):
    """Chainable reads of stock holds."""

    def live(self, *, now: datetime) -> Self:
        """Keep holds that have not expired."""
        return self.filter(expires_at__gt=now)
