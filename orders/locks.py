"""The one place that takes row locks, always in the same order, so that no two shoppers can block each other.

Order: cart, order, payment, promotions, stock; several rows of one kind by ascending primary key. A transaction that asks
out of order, or outside :func:`transaction`, is a mistake in the program and is refused at once.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import transaction as database
from django.db.models import Q

from catalog.models import Stock
from orders.models import Cart, Order, Payment, Promotion
from orders.models.payment import UNFINISHED_STATUSES
from orders.shoppers import Shopper


class LockOrderBroken(RuntimeError):
    """Rows were asked for in an order that could end in a deadlock."""


class Rank(enum.IntEnum):
    """What is locked before what."""

    CART = 1
    ORDER = 2
    PAYMENT = 3
    PROMOTION = 4
    STOCK = 5


class Locks:
    """The locks of one transaction; each kind of row may be asked for once, in the order of :class:`Rank`."""

    def __init__(self) -> None:
        self._last: Rank | None = None

    def cart(self, cart_id: int) -> Cart:
        """Lock one cart. One query.

        Raises: Cart.DoesNotExist: if it is gone.
        """
        self._advance(Rank.CART)
        return Cart.objects.select_for_update().get(pk=cart_id)

    def cart_of(self, shopper: Shopper, cart_id: int) -> Cart:
        """Lock one cart of a shopper. One query.

        Raises: Cart.DoesNotExist: if it is gone, or somebody else's.
        """
        self._advance(Rank.CART)
        return Cart.objects.select_for_update().of(shopper).get(pk=cart_id)

    def active_cart(self, shopper: Shopper) -> Cart:
        """Lock the shopper's active cart; a shopper without one gets it here. One to three queries."""
        self._advance(Rank.CART)
        carts = Cart.objects.select_for_update().of(shopper).active()
        while (cart := carts.first()) is None:
            # Somebody may create it, or order it, between the two statements: then look again.
            Cart.objects.bulk_create(
                [Cart(user_id=shopper.user_id, visitor_id=shopper.visitor_id)],
                ignore_conflicts=True,
            )
        return cart

    def carts_at_sign_in(self, shopper: Shopper) -> list[Cart]:
        """Lock the active guest cart of the browser and that of the account, where they exist. One query."""
        self._advance(Rank.CART)
        return list(
            Cart.objects.select_for_update()
            .active()
            .filter(Q(user=None, visitor_id=shopper.visitor_id) | Q(user_id=shopper.user_id))
            .order_by("pk")
        )

    def order(self, order_id: int) -> Order:
        """Lock one order. One query.

        Raises: Order.DoesNotExist: if there is none.
        """
        self._advance(Rank.ORDER)
        return Order.objects.select_for_update().get(pk=order_id)

    def payment(self, payment_id: int) -> Payment:
        """Lock one payment. One query.

        Raises: Payment.DoesNotExist: if there is none.
        """
        self._advance(Rank.PAYMENT)
        return Payment.objects.select_for_update().get(pk=payment_id)

    def open_payments(self, cart_id: int) -> list[Payment]:
        """Lock the payments of a cart that are neither finished nor given up. One query."""
        self._advance(Rank.PAYMENT)
        return list(
            Payment.objects.select_for_update()
            .filter(cart_id=cart_id, status__in=UNFINISHED_STATUSES)
            .order_by("pk")
        )

    def promotions(self, promotion_ids: Collection[int]) -> None:
        """Lock promotions, so that their uses and those of their coupons are counted by one cart at a time. One query."""
        self._advance(Rank.PROMOTION)
        rows = Promotion.objects.select_for_update().filter(pk__in=promotion_ids)
        list(rows.order_by("pk").values_list("pk"))

    def stock(self, variant_ids: Collection[int]) -> dict[int, Stock]:
        """Lock the stock of variants; those without a stock row are left out. One query."""
        self._advance(Rank.STOCK)
        rows = Stock.objects.select_for_update().filter(pk__in=variant_ids).order_by("pk")
        return {row.pk: row for row in rows}

    def _advance(self, rank: Rank) -> None:
        if self._last is not None and rank <= self._last:
            raise LockOrderBroken(f"{rank.name} was asked for after {self._last.name}")
        self._last = rank


@contextmanager
def transaction() -> Iterator[Locks]:
    """Open the transaction of one business fact and hand out its locks; never inside another one."""
    with database.atomic(durable=True):
        yield Locks()
