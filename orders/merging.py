"""What happens to a guest's cart when its owner signs in: it joins the account's cart, visibly and revocably."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orders import locks, stock
from orders.models import (
    MAX_QUANTITY,
    Cart,
    CartCoupon,
    CartLine,
    CartStatus,
    Payment,
    PaymentStatus,
)
from orders.shoppers import Shopper


@dataclass(frozen=True, slots=True)
class MergeNote:
    """How many units of how many articles came along from this browser."""

    units: int
    articles: int


def note(cart: Cart | None) -> MergeNote | None:
    """Return what the last sign-in added, until the shopper agreed or took it back. No query."""
    if cart is None or not cart.merge_note:
        return None
    added = cart.merge_note.values()
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
        for line in cart.lines.filter(variant_id__in=[int(key) for key in cart.merge_note]):
            line.quantity -= cart.merge_note[str(line.variant_id)]
            if line.quantity > 0:
                line.save(update_fields=["quantity"])
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
    unfinished = [PaymentStatus.STARTED, PaymentStatus.PENDING]
    return Payment.objects.filter(cart=cart, status__in=unfinished).exists()


def _pour(guest: Cart, *, into: Cart, now: datetime) -> dict[str, int]:
    """Add the guest's lines to the account's cart; return the units that came, by variant."""
    coming = list(guest.lines.order_by("added_at", "pk"))
    there = {line.variant_id: line for line in into.lines.all()}
    free = stock.free_units([line.variant_id for line in coming], cart_id=into.pk, now=now)
    added: dict[str, int] = {}
    for line in coming:
        own = there.get(line.variant_id)
        units = _join(own, line, into=into, limit=min(free[line.variant_id], MAX_QUANTITY))
        if units:
            added[str(line.variant_id)] = units
    return added


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
    if line.is_saved or own.is_saved:
        return 0
    before = own.quantity
    own.quantity = max(before, min(before + line.quantity, limit))
    own.save(update_fields=["quantity"])
    return own.quantity - before
