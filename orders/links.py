"""Addresses that work from elsewhere: from a mail, signed so that a guest can open their own order, and from a payment page."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse

from orders.models import Order

_signer = Signer(salt="orders.links")


def signed_order_path(order: Order) -> str:
    """Return the order's address with the key that opens it without signing in."""
    return f"{order.get_absolute_url()}?key={key_of(order.public_id)}"


def key_of(public_id: UUID) -> str:
    """Return the key of an order."""
    return _signer.signature(public_id.hex)


def opens(public_id: UUID, key: str) -> bool:
    """Return whether a key opens an order."""
    try:
        _signer.unsign(f"{public_id.hex}:{key}")
    except BadSignature:
        return False
    return True


def payment_return(request: HttpRequest) -> str:
    """Return the address to come back to from a payment, with ``{payment}`` where its public id belongs."""
    pattern = reverse("orders:payment_return", kwargs={"public_id": UUID(int=0)})
    return request.build_absolute_uri(pattern).replace(str(UUID(int=0)), "{payment}")


def absolute(path: str) -> str:
    """Return the public address of a path of this shop."""
    return f"{settings.SHOP_URL.rstrip('/')}{path}"
