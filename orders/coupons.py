"""Codes that shoppers enter, one by one or printed by the thousand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from orders import locks
from orders.models import CartCoupon, Coupon, Promotion
from orders.numbers import ALPHABET
from orders.promotions.explaining import sentence
from orders.promotions.words import Outcome
from orders.shoppers import Shopper

MOST_IN_A_CART = 5
"""Codes in one cart; more is guessing."""


_NOT_RUNNING = gettext_lazy("It does not hold at the moment.")


@dataclass(frozen=True, slots=True)
class CouponNote:
    """A code in the cart, and whether it helps there."""

    code: str
    text: str | Promise
    is_applied: bool


class CouponUnknown(Exception):
    """There is no such code, or it is switched off."""


class TooManyCoupons(Exception):
    """The cart holds as many codes as it may."""


def enter(shopper: Shopper, *, code: str, now: datetime) -> Coupon:
    """Put a code into the shopper's cart; whether it helps there, the offer says. Five queries.

    Raises:
        CouponUnknown: if there is no such code.
        TooManyCoupons: if the cart holds five already.
    """
    wanted = "".join(code.replace("\0", "").split()).upper()
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        coupon = Coupon.objects.filter(
            code=wanted, is_active=True, promotion__is_active=True
        ).first()
        if coupon is None:
            raise CouponUnknown(wanted)
        there = set(cart.coupons.values_list("coupon_id", flat=True))
        if len(there) >= MOST_IN_A_CART and coupon.pk not in there:
            raise TooManyCoupons
        CartCoupon.objects.bulk_create(
            [CartCoupon(cart=cart, coupon=coupon)], ignore_conflicts=True
        )
    return coupon


def remove(shopper: Shopper, *, code: str) -> None:
    """Take a code out of the shopper's cart. Two queries."""
    with locks.transaction() as lock:
        cart = lock.active_cart(shopper)
        cart.coupons.filter(coupon__code=code.replace("\0", "")).delete()


def notes(codes: Iterable[str], *, outcome: Outcome, currency: str) -> tuple[CouponNote, ...]:
    """Say of every code in a cart what became of it. No query."""
    verdicts = {each.promotion.coupon: each for each in outcome.verdicts if each.promotion.coupon}
    return tuple(
        CouponNote(
            code=code,
            text=_NOT_RUNNING
            if code not in verdicts
            else sentence(verdicts[code], currency=currency),
            is_applied=code in verdicts and verdicts[code].is_applied,
        )
        for code in codes
    )


def print_batch(
    promotion: Promotion,
    *,
    count: int,
    prefix: str,
    batch: str,
    usage_limit: int | None,
    rng: Random,
) -> list[Coupon]:
    """Write many codes at once, each drawn from 30^8 possibilities after its prefix. One query, more if two collide."""
    codes: set[str] = set()
    while len(codes) < count:
        drawn = "".join(rng.choice(ALPHABET) for _ in range(8))
        codes.add(f"{prefix}-{drawn}" if prefix else drawn)
    taken = set(Coupon.objects.filter(code__in=codes).values_list("code", flat=True))
    fresh = [
        Coupon(promotion=promotion, code=code, batch=batch, usage_limit=usage_limit)
        for code in sorted(codes - taken)
    ]
    printed = Coupon.objects.bulk_create(fresh)
    if taken:
        printed += print_batch(
            promotion,
            count=len(taken),
            prefix=prefix,
            batch=batch,
            usage_limit=usage_limit,
            rng=rng,
        )
    return printed
