"""Keeping wishes: several lists, shared by link, brought along at sign-in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product
from orders.models import Wish, WishList
from orders.shoppers import Shopper

MOST_LISTS = 20
MOST_WISHES = 500


class TooMany(Exception):
    """There are as many lists, or wishes on one, as there may be."""


class NameTaken(Exception):
    """The shopper has a list of that name."""


def create(shopper: Shopper, *, name: str) -> WishList:
    """Begin a list.

    Raises:
        TooMany: if the shopper has twenty lists.
        NameTaken: if one has that name.
    """
    own = WishList.objects.of(shopper)
    if own.count() >= MOST_LISTS:
        raise TooMany
    if own.filter(name=name).exists():
        raise NameTaken
    return WishList.objects.create(
        user_id=shopper.user_id, visitor_id=shopper.visitor_id, name=name[:80]
    )


def add(
    shopper: Shopper, *, product_id: int, now: datetime, list_id: UUID | None = None
) -> WishList:
    """Put a product on a list, the shopper's first one unless another is named.

    Raises:
        Product.DoesNotExist: if shoppers cannot see the product.
        WishList.DoesNotExist: if the shopper has no such list.
        TooMany: if the list is full.
    """
    product = Product.objects.visible(now=now).only("pk").get(pk=product_id)
    own = WishList.objects.of(shopper).order_by("pk")
    chosen = own.get(public_id=list_id) if list_id is not None else own.first()
    chosen = chosen or create(shopper, name=_("My wishes"))
    if chosen.wishes.count() >= MOST_WISHES:
        raise TooMany
    Wish.objects.bulk_create(
        [Wish(wish_list=chosen, product=product, added_at=now)], ignore_conflicts=True
    )
    return chosen


def remove(shopper: Shopper, *, list_id: UUID, product_id: int) -> None:
    """Take a product off a list.

    Raises: WishList.DoesNotExist: if the shopper has no such list.
    """
    WishList.objects.of(shopper).get(public_id=list_id).wishes.filter(product=product_id).delete()


def share(shopper: Shopper, *, list_id: UUID, is_shared: bool) -> None:
    """Let everybody with the link see a list, or nobody any more.

    Raises: WishList.DoesNotExist: if the shopper has no such list.
    """
    if not WishList.objects.of(shopper).filter(public_id=list_id).update(is_shared=is_shared):
        raise WishList.DoesNotExist


def delete(shopper: Shopper, *, list_id: UUID) -> None:
    """Throw a list away.

    Raises: WishList.DoesNotExist: if the shopper has no such list.
    """
    WishList.objects.of(shopper).get(public_id=list_id).delete()


def bring_along(shopper: Shopper) -> None:
    """Let the lists of a browser become the account's at sign-in; lists of one name become one."""
    with transaction.atomic(durable=True):
        guests = WishList.objects.select_for_update().filter(
            user=None, visitor_id=shopper.visitor_id
        )
        own = {each.name: each for each in WishList.objects.of(shopper)}
        for each in guests.order_by("pk"):
            if each.name not in own:
                each.user_id = shopper.user_id
                each.save(update_fields=["user"])
                continue
            Wish.objects.bulk_create(
                [
                    Wish(
                        wish_list=own[each.name], product_id=wish.product_id, added_at=wish.added_at
                    )
                    for wish in each.wishes.all()
                ],
                ignore_conflicts=True,
            )
            each.delete()
