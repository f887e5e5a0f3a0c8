"""Keeping addresses: an account's own, with one that parcels and one that invoices go to by default."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from orders.addresses import Address
from orders.models import SavedAddress

MOST_ADDRESSES = 30


class BookFull(Exception):
    """There are as many addresses as an account may keep."""


def entries(user_id: int | None) -> Sequence[SavedAddress]:
    """Return what an account keeps, the default for deliveries first; guests keep nothing. One query."""
    if user_id is None:
        return ()
    return list(
        SavedAddress.objects.filter(user_id=user_id).order_by("-is_delivery_default", "-pk")
    )


def add(
    *, user_id: int, address: Address, for_delivery: bool = False, for_bills: bool = False
) -> SavedAddress:
    """Keep an address; one that is kept already is not kept twice, and the first is the default for both.

    Raises: BookFull: if there are thirty.
    """
    with transaction.atomic():
        own = _locked(user_id)
        same = next((each for each in own if each.address == address), None)
        if same is None and len(own) >= MOST_ADDRESSES:
            raise BookFull
        entry = same or SavedAddress.objects.create(user_id=user_id, content=address.to_json())
        _choose(entry, for_delivery=for_delivery or not own, for_bills=for_bills or not own)
    return entry


def change(
    entry_id: int, *, user_id: int, address: Address, for_delivery: bool, for_bills: bool
) -> None:
    """Write an address anew; a default stays one until another takes its place.

    Raises: SavedAddress.DoesNotExist: if the account keeps no such address.
    """
    with transaction.atomic():
        _locked(user_id)
        entry = SavedAddress.objects.get(pk=entry_id, user_id=user_id)
        entry.content = address.to_json()
        entry.save(update_fields=["content"])
        _choose(entry, for_delivery=for_delivery, for_bills=for_bills)


def remove(entry_id: int, *, user_id: int) -> None:
    """Throw an address away; what it was the default for falls to the newest that is left.

    Raises: SavedAddress.DoesNotExist: if the account keeps no such address.
    """
    with transaction.atomic():
        own = _locked(user_id)
        gone = SavedAddress.objects.get(pk=entry_id, user_id=user_id)
        left = [each for each in own if each.pk != gone.pk]
        was_for_delivery, was_for_bills = gone.is_delivery_default, gone.is_billing_default
        gone.delete()
        if left:
            _choose(left[-1], for_delivery=was_for_delivery, for_bills=was_for_bills)


def _locked(user_id: int) -> list[SavedAddress]:
    """Return an account's addresses, oldest first, while nobody else changes them."""
    User.objects.select_for_update().only("pk").get(pk=user_id)
    return list(SavedAddress.objects.filter(user_id=user_id).order_by("pk"))


def _choose(entry: SavedAddress, *, for_delivery: bool, for_bills: bool) -> None:
    """Make an entry the default for what is said; the one before steps back first."""
    others = SavedAddress.objects.filter(user_id=entry.user_id).exclude(pk=entry.pk)
    if for_delivery:
        others.filter(is_delivery_default=True).update(is_delivery_default=False)
        entry.is_delivery_default = True
    if for_bills:
        others.filter(is_billing_default=True).update(is_billing_default=False)
        entry.is_billing_default = True
    if for_delivery or for_bills:
        entry.save(update_fields=["is_delivery_default", "is_billing_default"])
