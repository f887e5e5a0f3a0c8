"""Putting things into a cart and taking them out.

Every verb locks the shopper's cart first, so two tabs or two clicks cannot overwrite each other, and announces
:data:`orders.signals.cart_changed` once its transaction is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from catalog.models import Variant
from catalog.money import Money
from catalog.statements import SOME_ID, SOME_UUID, QueryStatement, Row
from orders import contents, locks, markets, stock
from orders.models import MAX_QUANTITY, Cart, CartLine
from orders.shoppers import Shopper
from orders.signals import cart_changed


class NotForSale(Exception):
    """The article cannot be bought (any more)."""


class NothingLeft(Exception):
    """No further unit can be had: ``free`` units are all there is for this cart."""

    def __init__(self, free: int) -> None:
        super().__init__(f"{free} units free")
        self.free = free


@dataclass(frozen=True, slots=True)
class Removed:
    """A line that was taken out, as far as it takes to put it back."""

    variant_id: int
    quantity: int
    is_saved: bool
    slate_id: UUID | None


@dataclass(frozen=True, slots=True)
class CartChange:
    """What one change did to one article."""

    variant_id: int
    product_id: int
    title: str
    before: int
    after: int
    wanted: int
    removed: Removed | None = None

    @property
    def difference(self) -> int:
        """Units that came; negative when they went."""
        return self.after - self.before

    @property
    def is_capped(self) -> bool:
        """Whether there were fewer than wanted."""
        return self.after < self.wanted


def find(shopper: Shopper) -> Cart | None:
    """Return the shopper's active cart, if there is one. One query."""
    if shopper.user_id is not None:
        row = _OF_USER.row(user_id=shopper.user_id)
    else:
        row = _OF_VISITOR.row(visitor_id=shopper.visitor_id)
    return None if row is None else Cart.from_db(connection.alias, _COLUMNS, row)


def add(
    shopper: Shopper,
    *,
    variant_id: int,
    quantity: int,
    now: datetime,
    slate_id: UUID | None = None,
) -> CartChange:
    """Put units of a variant into the cart, as many as there are up to the wanted number.

    Raises:
        NotForSale: if it cannot be bought.
        NothingLeft: if not one more can be had.
    """
    variant, price = _for_sale(variant_id, now=now)
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        line = cart.lines.filter(variant=variant).first()
        before = 0 if line is None or line.is_saved else line.quantity
        limit = _limit(cart, variant_id, now=now)
        after = min(before + quantity, limit)
        if after <= before:
            raise NothingLeft(limit)
        _write(cart, line, variant, price, quantity=after, slate_id=slate_id, now=now)
    return _announced(
        shopper,
        variant,
        before=before,
        after=after,
        wanted=before + quantity,
        now=now,
        slate_id=slate_id,
    )


def change(shopper: Shopper, *, line_id: int, quantity: int, now: datetime) -> CartChange:
    """Set the quantity of a line, as many as there are up to the wanted number; zero removes it.

    Raises:
        CartLine.DoesNotExist: if the shopper's cart has no such line.
        NothingLeft: if not one can be had.
    """
    if quantity <= 0:
        return remove(shopper, line_id=line_id, now=now)
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        line = _line_of(cart, line_id)
        limit = _limit(cart, line.variant_id, now=now)
        after = min(quantity, limit)
        if after <= 0:
            raise NothingLeft(limit)
        before, slate_id = line.quantity, line.slate_id
        price = contents.price_in(line.variant, market=markets.current())
        _write(cart, line, line.variant, price, quantity=after, slate_id=slate_id, now=now)
    return _announced(
        shopper,
        line.variant,
        before=before,
        after=after,
        wanted=quantity,
        now=now,
        slate_id=slate_id,
    )


def remove(shopper: Shopper, *, line_id: int, now: datetime) -> CartChange:
    """Take a line out of the cart.

    Raises: CartLine.DoesNotExist: if the shopper's cart has no such line.
    """
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        line = _line_of(cart, line_id)
        cart.lines.filter(pk=line.pk).delete()
        _touch(cart, now=now)
    before = 0 if line.is_saved else line.quantity
    change = _announced(
        shopper, line.variant, before=before, after=0, wanted=0, now=now, slate_id=line.slate_id
    )
    removed = Removed(line.variant_id, line.quantity, line.is_saved, line.slate_id)
    return replace(change, removed=removed)


def lay_aside(
    shopper: Shopper, *, variant_id: int, quantity: int, slate_id: UUID | None, now: datetime
) -> None:
    """Put a line that was saved for later back beside the cart; one that is there again stays as it is.

    Raises: NotForSale: if there is no such article.
    """
    variant = Variant.objects.filter(pk=variant_id).first()
    if variant is None:
        raise NotForSale
    price = contents.price_in(variant, market=markets.current()) or variant.price
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        line = CartLine(
            cart=cart,
            variant=variant,
            quantity=quantity,
            is_saved=True,
            slate_id=slate_id,
            seen_price_minor=price.minor,
            seen_currency=price.currency,
            added_at=now,
        )
        CartLine.objects.bulk_create([line], ignore_conflicts=True)
        _touch(cart, now=now)


def save_for_later(shopper: Shopper, *, line_id: int, now: datetime) -> CartChange:
    """Keep a line beside the cart instead of in it.

    Raises: CartLine.DoesNotExist: if the shopper's cart has no such line.
    """
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        line = _line_of(cart, line_id)
        before = 0 if line.is_saved else line.quantity
        cart.lines.filter(pk=line.pk).update(is_saved=True)
        _touch(cart, now=now)
    return _announced(
        shopper, line.variant, before=before, after=0, wanted=0, now=now, slate_id=line.slate_id
    )


def restore(shopper: Shopper, *, line_id: int, now: datetime) -> CartChange:
    """Put a saved line back into the cart, as many as there are.

    Raises:
        CartLine.DoesNotExist: if the shopper's cart has no such line.
        NothingLeft: if not one can be had.
    """
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        line = _line_of(cart, line_id)
        wanted = line.quantity
        after = min(wanted, _limit(cart, line.variant_id, now=now))
        if after <= 0:
            raise NothingLeft(0)
        before = 0 if line.is_saved else wanted
        price = contents.price_in(line.variant, market=markets.current())
        _write(cart, line, line.variant, price, quantity=after, slate_id=line.slate_id, now=now)
    return _announced(
        shopper,
        line.variant,
        before=before,
        after=after,
        wanted=wanted,
        now=now,
        slate_id=line.slate_id,
    )


def carry_over(cart: Cart, *, sold: Mapping[int, int], now: datetime) -> None:
    """Move what was not sold with a closed cart to a fresh one: saved lines, and what came while paying.

    Runs inside the transaction that closed the cart. One query when nothing is left, else four.
    """
    left = [
        line
        for line in cart.lines.order_by("added_at", "pk")
        if line.quantity > sold.get(line.variant_id, 0)
    ]
    if not left:
        return
    fresh = Cart.objects.create(
        user_id=cart.user_id, visitor_id=cart.visitor_id, created_at=now, changed_at=now
    )
    for line in left:
        line.pk = None
        line.cart = fresh
        line.quantity -= sold.get(line.variant_id, 0)
    CartLine.objects.bulk_create(left)


def _for_sale(variant_id: int, *, now: datetime) -> tuple[Variant, Money]:
    """Return a variant and its price in this market."""
    variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
    if variant is None or not contents.is_for_sale(variant, now=now):
        raise NotForSale
    price = contents.price_in(variant, market=markets.current())
    if price is None:
        raise NotForSale
    return variant, price


def _line_of(cart: Cart, line_id: int) -> CartLine:
    return cart.lines.select_related("variant__product").get(pk=line_id)


def _limit(cart: Cart, variant_id: int, *, now: datetime) -> int:
    """Return how many units of a variant this cart may hold."""
    free = stock.free_units([variant_id], cart_id=cart.pk, now=now)[variant_id]
    return min(free, MAX_QUANTITY)


def _write(
    cart: Cart,
    line: CartLine | None,
    variant: Variant,
    price: Money | None,
    *,
    quantity: int,
    slate_id: UUID | None,
    now: datetime,
) -> None:
    """Store a line at today's price, as far as it is sold in this market, and mark the cart as changed."""
    line = line or CartLine(cart=cart, variant=variant, added_at=now)
    line.quantity = quantity
    line.is_saved = False
    if price is not None:
        line.seen_price_minor, line.seen_currency = price.minor, price.currency
    line.slate_id = slate_id or line.slate_id
    line.save()
    _touch(cart, now=now)


def _touch(cart: Cart, *, now: datetime) -> None:
    cart.changed_at = now
    cart.save(update_fields=["changed_at"])


def _announced(
    shopper: Shopper,
    variant: Variant,
    *,
    before: int,
    after: int,
    wanted: int,
    now: datetime,
    slate_id: UUID | None,
) -> CartChange:
    """Tell the other floors what changed, and return it."""
    change = CartChange(
        variant_id=variant.pk,
        product_id=variant.product_id,
        title=variant.product.title,
        before=before,
        after=after,
        wanted=wanted,
    )
    if change.difference:
        cart_changed.send(
            sender=Cart,
            visitor_id=shopper.visitor_id,
            user_id=shopper.user_id,
            product_id=variant.product_id,
            quantity=change.difference,
            slate_id=slate_id,
            now=now,
        )
    return change


_COLUMNS = tuple(column.attname for column in Cart._meta.concrete_fields)


def _active(shopper: Shopper) -> QuerySet[Cart, Row]:
    return Cart.objects.of(shopper).active().values_list(*_COLUMNS)


_OF_USER = QueryStatement(lambda: _active(Shopper(SOME_UUID, SOME_ID)), {"user_id": SOME_ID})
_OF_VISITOR = QueryStatement(lambda: _active(Shopper(SOME_UUID)), {"visitor_id": SOME_UUID})
