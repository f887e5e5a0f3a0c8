"""What the shopper tells the checkout, step by step; nothing here is binding until they pay."""

from __future__ import annotations

from datetime import datetime

from orders.addresses import Address
from orders.models import Cart, Checkout, DeliveryMethod


def write_contact(cart: Cart, *, email: str, now: datetime) -> None:
    """Remember where the confirmation goes. One query."""
    _store(cart, email=email, changed_at=now)


def write_delivery(
    cart: Cart,
    *,
    address: Address,
    method: DeliveryMethod,
    note: str,
    now: datetime,
    billing: Address | None = None,
) -> None:
    """Remember where the parcel goes and how, and the address for the invoice if one is given. One query."""
    also = {} if billing is None else {"billing_address": billing.to_json()}
    _store(
        cart,
        delivery_address=address.to_json(),
        delivery_method=method,
        note=note,
        changed_at=now,
        **also,
    )


def write_billing(cart: Cart, *, address: Address, now: datetime) -> None:
    """Remember whom the invoice is made out to; an empty address means the recipient of the parcel. One query."""
    _store(cart, billing_address=address.to_json(), changed_at=now)


def _store(cart: Cart, **said: object) -> None:
    Checkout.objects.bulk_create(
        [Checkout(cart=cart, **said)],
        update_conflicts=True,
        unique_fields=["cart"],
        update_fields=list(said),
    )
