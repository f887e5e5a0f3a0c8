"""Reviews by people who bought the thing here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from catalog.models import Product, Review
from orders.models import OrderLine, OrderStatus

ARRIVED = (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.PARTLY_SHIPPED)
"""Who has not got it yet cannot judge it."""


class NotBought(Exception):
    """Only who bought a product here may review it."""


class AlreadyReviewed(Exception):
    """One person has one opinion of a product."""


def to_write(user: User) -> QuerySet[Product]:
    """Return the products an account bought and has not reviewed, as cards. One query."""
    bought = OrderLine.objects.filter(order__user=user, order__status__in=ARRIVED)
    return (
        Product.objects.filter(pk__in=bought.values("product_id"))
        .exclude(reviews__author=user)
        .cards()
        .order_by("title", "pk")
    )


def write(
    user: User, *, product_id: int, rating: int, title: str, text: str, name: str, now: datetime
) -> Review:
    """Write a review; staff publish it. Three queries.

    Raises:
        NotBought: if the account did not buy the product, or has not got it yet.
        AlreadyReviewed: if it reviewed the product before.
    """
    has_bought = OrderLine.objects.filter(
        order__user=user, order__status__in=ARRIVED, product_id=product_id
    ).exists()
    if not has_bought:
        raise NotBought
    review, is_new = Review.objects.get_or_create(
        product_id=product_id,
        author=user,
        defaults={
            "author_name": name[:80],
            "rating": rating,
            "title": title[:120],
            "text": text,
            "is_verified": True,
            "is_published": False,
            "created_at": now,
        },
    )
    if not is_new:
        raise AlreadyReviewed
    return review
