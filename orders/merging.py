"""What happens to a guest's cart when its owner signs in: it joins the account's cart, visibly and revocably."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orders import locks, stock
from orders.models import (
    MAX_QUANTITY,
    Cart,
    CartCoupon,
    CartLine,
    CartStatus,
    Payment,
)
from orders.models.payment import OPEN_STATUSES
from orders.shoppers import Shopper

SAVED = "saved"
"""Beside the units by variant, the note of a cart keeps how many of each were saved for later before."""


@dataclass(frozen=True, slots=True)
class MergeNote:
    """How many units of how many articles came along from this browser."""

    units: int
    articles: int


def note(cart: Cart | None) -> MergeNote | None:
    """Return what the last sign-in added, until the shopper agreed or took it back. No query."""
    if cart is None or not cart.merge_note:
        return None
    added = _units(cart).values()
    return MergeNote(units=sum(added), articles=len(added))


def merge(shopper: Shopper, *, now: datetime) -> None:
    """Bring the browser's guest cart into the account: as its cart, or line by line into the one it has.

    Quantities add up, capped at what is free and at the limit of a line. A guest cart that is just being paid for
    stays as it is: its payment decides.
    """
    with locks.transaction() as lock:
        found = lock.carts_at_sign_in(shopper)
        guest = next((cart for cart in found if cart.user_id is None), None)
        own = next((cart for cart in found if cart.user_id is not None), None)
        if guest is None or _is_being_paid(guest):
            return
        if own is None:
            guest.user_id = shopper.user_id
            guest.save(update_fields=["user"])
            return
        own.merge_note = _pour(guest, into=own, now=now)
        _bring_coupons(guest, into=own)
        own.changed_at = now
        own.save(update_fields=["merge_note", "changed_at"])
        guest.status, guest.merged_into = CartStatus.MERGED, own
        guest.save(update_fields=["status", "merged_into"])


def undo(shopper: Shopper, *, now: datetime) -> None:
    """Take out of the cart what the last sign-in added, as far as it is still there."""
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        units, saved = _units(cart), cart.merge_note.get(SAVED, {})
        for line in cart.lines.filter(variant_id__in=[int(key) for key in units]):
            line.quantity -= units[str(line.variant_id)]
            if line.quantity <= 0 and str(line.variant_id) in saved:
                line.quantity, line.is_saved = saved[str(line.variant_id)], True
            if line.quantity > 0:
                line.save(update_fields=["quantity", "is_saved"])
            else:
                line.delete()
        cart.merge_note = {}
        cart.changed_at = now
        cart.save(update_fields=["merge_note", "changed_at"])


def keep(shopper: Shopper, *, now: datetime) -> None:
    """Agree with what the last sign-in added."""
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        cart.merge_note = {}
        cart.changed_at = now
        cart.save(update_fields=["merge_note", "changed_at"])


def _is_being_paid(cart: Cart) -> bool:
    return Payment.objects.filter(cart=cart, status__in=OPEN_STATUSES).exists()


def _units(cart: Cart) -> dict[str, int]:
    """Return how many units the last sign-in added, by variant."""
    return {key: units for key, units in cart.merge_note.items() if key != SAVED}


def _pour(guest: Cart, *, into: Cart, now: datetime) -> dict[str, Any]:
    """Add the guest's lines to the account's cart; return its note: what came, and what was saved before."""
    coming = list(guest.lines.order_by("added_at", "pk"))
    there = {line.variant_id: line for line in into.lines.all()}
    free = stock.free_units([line.variant_id for line in coming], cart_id=into.pk, now=now)
    added: dict[str, Any] = {}
    saved: dict[str, int] = {}
    for line in coming:
        own, key = there.get(line.variant_id), str(line.variant_id)
        before = own.quantity if own is not None and own.is_saved else 0
        units = _join(own, line, into=into, limit=min(free[line.variant_id], MAX_QUANTITY))
        if units:
            added[key] = units
            if before:
                saved[key] = before
    return {**added, SAVED: saved} if saved else added


def _bring_coupons(guest: Cart, *, into: Cart) -> None:
    """Keep the codes that were entered before signing in."""
    CartCoupon.objects.bulk_create(
        [CartCoupon(cart=into, coupon_id=row.coupon_id) for row in guest.coupons.all()],
        ignore_conflicts=True,
    )


def _join(own: CartLine | None, line: CartLine, *, into: Cart, limit: int) -> int:
    """Add one guest line to its counterpart, or bring it along; return how many units came to be bought."""
    if own is None:
        line.pk = None
        line.cart = into
        if not line.is_saved:
            line.quantity = max(1, min(line.quantity, limit))
        line.save(force_insert=True)
        return 0 if line.is_saved else line.quantity
    if line.is_saved:
        return 0
    before = 0 if own.is_saved else own.quantity
    if own.is_saved:
        own.is_saved = False
        own.seen_price_minor, own.seen_currency = line.seen_price_minor, line.seen_currency
    own.quantity = max(before, 1, min(before + line.quantity, limit))
    own.save(update_fields=["quantity", "is_saved", "seen_price_minor", "seen_currency"])
    return own.quantity - before
