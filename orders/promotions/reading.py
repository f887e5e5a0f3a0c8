"""Reads promotions from the database into the values the engine works with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from catalog import departments
from catalog.statements import SOME_ID, SOME_TEXT, SOME_TIME, QueryStatement, Row
from orders import models
from orders.models import PromotionUse
from orders.promotions.words import Benefit, BenefitKind, Conditions, Promotion, Target


def standing(*, cart_id: int, customer: str, now: datetime) -> list[Promotion]:
    """Return the promotions that may concern a cart, with how often each may still be used. One query."""
    rows = _STANDING.rows(cart_id=cart_id, customer=customer, now=now)
    return [_value(row, customer=customer) for row in rows]


def every(*, customer: str, now: datetime) -> list[Promotion]:
    """Return every promotion, also those that are over, off or wait for a coupon: for a dry run. One query."""
    rows = _counted(models.Promotion.objects.all(), cart_id=None, customer=customer, now=now)
    return [_value(row, customer=customer) for row in rows]


def _running(*, cart_id: int, customer: str, now: datetime) -> QuerySet[models.Promotion, Row]:
    """Return those that are on at that moment, and open without a coupon or with one of the cart's."""
    running = models.Promotion.objects.filter(is_active=True).filter(
        Q(starts_at=None) | Q(starts_at__lte=now), Q(ends_at=None) | Q(ends_at__gt=now)
    )
    is_open = Q(needs_coupon=False) | Exists(_entered(cart_id))
    return _counted(running.filter(is_open), cart_id=cart_id, customer=customer, now=now)


def _counted(
    promotions: QuerySet[models.Promotion], *, cart_id: int | None, customer: str, now: datetime
) -> QuerySet[models.Promotion, Row]:
    """Return each promotion's columns, how often it was used, and the coupons that the cart has for it."""
    return (
        promotions.annotate(
            use_count=_uses("promotion", OuterRef("pk"), cart_id=cart_id, now=now),
            customer_use_count=_uses(
                "promotion", OuterRef("pk"), cart_id=cart_id, now=now, customer=customer
            ),
            entered=ArraySubquery(
                _entered(cart_id)
                .order_by("pk")
                .values(row=_coupon(cart_id=cart_id, customer=customer, now=now))
            ),
        )
        .order_by("pk")
        .values_list(*_COLUMNS, "use_count", "customer_use_count", "entered")
    )


def _entered(cart_id: int | None) -> QuerySet[models.CartCoupon]:
    return models.CartCoupon.objects.filter(
        cart=cart_id, coupon__promotion=OuterRef("pk"), coupon__is_active=True
    )


def _coupon(*, cart_id: int | None, customer: str, now: datetime) -> JSONObject:
    """Return a code of the cart with its limits and uses."""
    owner = OuterRef("coupon_id")
    return JSONObject(
        id="coupon_id",
        code="coupon__code",
        limit="coupon__usage_limit",
        customer_limit="coupon__usage_limit_per_customer",
        uses=_uses("coupon", owner, cart_id=cart_id, now=now),
        customer_uses=_uses("coupon", owner, cart_id=cart_id, now=now, customer=customer),
    )


def _uses(
    owner: str, key: OuterRef, *, cart_id: int | None, now: datetime, customer: str | None = None
) -> Coalesce:
    """Count the claimed uses of a promotion or a coupon, and the live reservations of other carts."""
    counted = PromotionUse.objects.filter(Q(order__isnull=False) | Q(reserved_until__gt=now))
    counted = counted.filter(**{owner: key})
    if customer is not None:
        counted = counted.filter(customer=customer)
    if cart_id is not None:
        counted = counted.exclude(order=None, cart_id=cart_id)
    number = counted.order_by().values(owner).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def _value(columns: Row, *, customer: str) -> Promotion:
    *own, uses, customer_uses, entered = columns
    row = models.Promotion.from_db(connection.alias, _COLUMNS, own)
    coupon = _best_coupon(entered)
    return Promotion(
        promotion_id=row.pk,
        name=row.name,
        benefit=_benefit(row),
        target=_target(row),
        conditions=_conditions(row),
        priority=row.priority,
        exclusivity_group=row.exclusivity_group,
        is_on=row.is_active,
        coupon=coupon.get("code", ""),
        coupon_id=coupon.get("id"),
        uses_left=_least(
            _left(row.usage_limit, uses), _left(coupon.get("limit"), coupon.get("uses", 0))
        ),
        customer_uses_left=_least(
            _left(row.usage_limit_per_customer, customer_uses if customer else 0),
            _left(coupon.get("customer_limit"), coupon.get("customer_uses", 0) if customer else 0),
        ),
    )


def _best_coupon(entered: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Of several entered codes for one promotion take the first that is not used up."""
    fresh = [row for row in entered if row["limit"] is None or row["uses"] < row["limit"]]
    return next(iter(fresh or entered), {})


def _left(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(0, limit - used)


def _least(one: int | None, other: int | None) -> int | None:
    known = [number for number in (one, other) if number is not None]
    return min(known) if known else None


def _benefit(row: models.Promotion) -> Benefit:
    return Benefit(
        kind=BenefitKind(row.kind),
        percent=row.percent,
        amount_minor=row.amount_minor,
        buy=row.buy,
        get=row.get,
        bundle={int(product_id): int(number) for product_id, number in row.bundle.items()},
        tiers=tuple((int(value), Decimal(str(share))) for value, share in row.tiers),
    )


def _target(row: models.Promotion) -> Target:
    shelves = departments.tree().by_id
    below = (shelves[id_].ids if id_ in shelves else (id_,) for id_ in row.departments)
    return Target(
        products=frozenset(row.products),
        departments=frozenset(each for ids in below for each in ids),
        brands=frozenset(row.brands),
    )


def _conditions(row: models.Promotion) -> Conditions:
    return Conditions(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        currency=row.currency,
        markets=frozenset(row.markets),
        channels=frozenset(row.channels),
        groups=frozenset(row.groups),
        is_first_order_only=row.is_first_order_only,
        needs_coupon=row.needs_coupon,
        min_value_minor=row.min_value_minor,
        min_quantity=row.min_quantity,
    )


_COLUMNS = tuple(column.attname for column in models.Promotion._meta.concrete_fields)
_STANDING = QueryStatement(
    lambda: _running(cart_id=SOME_ID, customer=SOME_TEXT, now=SOME_TIME),
    {"cart_id": SOME_ID, "customer": SOME_TEXT, "now": SOME_TIME},
)
