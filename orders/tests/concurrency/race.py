"""A shop under load, and shoppers who stand before the last step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from catalog.models import Variant
from orders import coupons, offers
from orders.models import Cart, Checkout
from orders.quotes import Quote, Seal
from orders.shoppers import Shopper
from orders.tests.concurrency.browser import Browser
from orders.tests.concurrency.server import Server
from orders.tests.shop import Shopfloor

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A browser with a full cart, and the offer it agreed to."""

    browser: Browser
    cart_id: int
    expected: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Race:
    """A shop under load."""

    server: Server

    @property
    def floor(self) -> Shopfloor:
        """The shelves, at the server's own time."""
        return Shopfloor(now=timezone.now())

    def buyer(self, wanted: Mapping[Variant, int], *, code: str = "") -> Buyer:
        """Bring a shopper to the last step."""
        return self.crowd(wanted, size=1, code=code)[0]

    def crowd(self, wanted: Mapping[Variant, int], *, size: int, code: str = "") -> list[Buyer]:
        """Bring shoppers with equal carts to the last step: one walks there, the others are made like them."""
        browsers = [Browser(self.server.port) for _ in range(size)]
        floor, shopper = self.floor, Shopper(visitor_id=browsers[0].visitor_id)
        if code:
            coupons.enter(shopper, code=code, now=floor.now)
        first = floor.ready_cart(dict(wanted), shopper=shopper)
        quote = offers.quote(offers.read(first, now=floor.now), language="en")
        carts = [first, *_like(first, [browser.visitor_id for browser in browsers[1:]])]
        return [
            Buyer(browser, cart.pk, Seal.of(quote, cart_id=cart.pk).sign(), quote)
            for browser, cart in zip(browsers, carts, strict=True)
        ]


def _like(first: Cart, visitor_ids: list[UUID]) -> list[Cart]:
    """Copy a cart with all that belongs to it, for other visitors. Up to seven queries."""
    carts = Cart.objects.bulk_create(_twin(first, visitor_id=each) for each in visitor_ids)
    draft = Checkout.objects.get(cart=first)
    parts: list[Model] = [*first.lines.all(), *first.coupons.all(), draft]
    for part in parts:
        type(part)._default_manager.bulk_create(_twin(part, cart_id=cart.pk) for cart in carts)
    return carts


def _twin(row: Row, **changes: object) -> Row:
    """Return an unsaved copy of a row with some columns changed."""
    columns = (field for field in row._meta.concrete_fields if not field.primary_key)
    return type(row)(**{each.attname: getattr(row, each.attname) for each in columns} | changes)
