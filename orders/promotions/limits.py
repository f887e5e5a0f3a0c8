"""Limited promotions and coupons are reserved like units of stock while somebody pays, and claimed by the order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from orders.models import Coupon, Order, Promotion, PromotionUse
from orders.promotions import words


class UsedUp(Exception):
    """A reservation expired, and somebody else used the promotion up."""


def is_limited(promotion: words.Promotion) -> bool:
    """Return whether uses of a promotion are counted."""
    return promotion.uses_left is not None or promotion.customer_uses_left is not None


def reserve(
    *, cart_id: int, promotions: Collection[words.Promotion], customer: str, until: datetime
) -> None:
    """Keep one use of each limited promotion for a cart until a moment, replacing what it kept. One or two queries.

    The promotions must be locked, and read under that lock.
    """
    limited = [promotion for promotion in promotions if is_limited(promotion)]
    PromotionUse.objects.filter(cart_id=cart_id, order=None).exclude(
        promotion_id__in=[promotion.promotion_id for promotion in limited]
    ).delete()
    PromotionUse.objects.bulk_create(
        [
            PromotionUse(
                promotion_id=promotion.promotion_id,
                coupon_id=promotion.coupon_id,
                cart_id=cart_id,
                customer=customer,
                reserved_until=until,
            )
            for promotion in sorted(limited, key=lambda each: each.promotion_id)
        ],
        update_conflicts=True,
        unique_fields=["promotion", "cart"],
        update_fields=["coupon", "customer", "reserved_until"],
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """One limited promotion that an order was priced with."""

    promotion_id: int
    coupon_id: int | None
    customer: str


def claim(*, cart_id: int | None, order: Order, claims: Collection[Claim], now: datetime) -> None:
    """Turn what the cart reserved into uses by its order. One query a claim, more when a reservation expired.

    Raises: UsedUp: if a reservation expired and others used the promotion up.
    """
    for each in claims:
        own = PromotionUse.objects.filter(cart=cart_id, promotion_id=each.promotion_id, order=None)
        if cart_id is not None and own.filter(reserved_until__gt=now).update(
            order=order, reserved_until=None
        ):
            continue
        own.delete()
        if not _has_uses_left(each, now=now):
            raise UsedUp
        PromotionUse.objects.create(
            promotion_id=each.promotion_id,
            coupon_id=each.coupon_id,
            cart_id=cart_id,
            order=order,
            customer=each.customer,
        )


def _has_uses_left(wanted: Claim, *, now: datetime) -> bool:
    """Return whether one more use is within every limit; the promotion and the coupon are locked. Up to four queries."""
    live = PromotionUse.objects.filter(Q(order__isnull=False) | Q(reserved_until__gt=now))
    promotion = Promotion.objects.get(pk=wanted.promotion_id)
    owners: list[tuple[Promotion | Coupon, QuerySet[PromotionUse]]] = [
        (promotion, live.filter(promotion=promotion))
    ]
    if wanted.coupon_id is not None:
        coupon = Coupon.objects.get(pk=wanted.coupon_id)
        owners.append((coupon, live.filter(coupon=coupon)))
    for owner, uses in owners:
        own_uses = uses.filter(customer=wanted.customer)
        if owner.usage_limit is not None and uses.count() >= owner.usage_limit:
            return False
        per_customer = owner.usage_limit_per_customer
        if per_customer is not None and wanted.customer and own_uses.count() >= per_customer:
            return False
    return True


def release(*, cart_id: int) -> None:
    """Give up what a cart kept. One query."""
    PromotionUse.objects.filter(cart_id=cart_id, order=None).delete()


def give_back(order: Order) -> None:
    """Let the uses of a cancelled order be used again. One query."""
    PromotionUse.objects.filter(order=order).delete()
