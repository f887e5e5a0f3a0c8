"""A shop under load, and shoppers who stand before the last step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db.models import Model
from django.utils import timezone

from catalog.models import Variant
from orders import coupons
from orders.models import Cart, CartCoupon, CartLine, Checkout, Coupon
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
        browser, floor = Browser(self.server.port), self.floor
        shopper = Shopper(visitor_id=browser.visitor_id)
        if code:
            coupons.enter(shopper, code=code, now=floor.now)
        cart = floor.ready_cart(dict(wanted), shopper=shopper)
        quote = floor.quote(cart)
        return Buyer(browser, cart.pk, Seal.of(quote, cart_id=cart.pk).sign(), quote)

    def crowd(self, lamp: Variant, *, size: int) -> list[Buyer]:
        """Bring shoppers who all want the same article to the last step."""
        return self.crowds([lamp], size=size)[0]

    def crowds(
        self, lamps: Sequence[Variant], *, size: int, codes: Sequence[Coupon] = ()
    ) -> list[list[Buyer]]:
        """Bring a crowd for each of several equal articles to the last step, each with its own code if there are codes.

        One shopper walks there; the others are made like them, for a thousand rounds need many.
        """
        first = self.buyer({lamps[0]: 1}, code=codes[0].code if codes else "")
        walked = Cart.objects.get(pk=first.cart_id)
        browsers = [Browser(self.server.port) for _ in range(len(lamps) * size - 1)]
        carts = Cart.objects.bulk_create(
            _twin(walked, visitor_id=each.visitor_id) for each in browsers
        )
        places = [at // size for at in range(1, len(lamps) * size)]
        _fill(
            walked,
            carts,
            [lamps[place] for place in places],
            [codes[place] for place in places] if codes else [],
        )
        buyers = [first]
        for browser, cart, place in zip(browsers, carts, places, strict=True):
            quote = _of_another(first.quote, lamps[place])
            seal = Seal.of(quote, cart_id=cart.pk).sign()
            buyers.append(Buyer(browser, cart.pk, seal, quote))
        return [buyers[at : at + size] for at in range(0, len(buyers), size)]


def _fill(walked: Cart, carts: list[Cart], lamps: list[Variant], codes: list[Coupon]) -> None:
    """Put into carts what lies in the one that walked, with articles and codes of their own. Six queries."""
    line, draft = walked.lines.get(), Checkout.objects.get(cart=walked)
    CartLine.objects.bulk_create(
        _twin(line, cart_id=cart.pk, variant_id=lamp.pk)
        for cart, lamp in zip(carts, lamps, strict=True)
    )
    Checkout.objects.bulk_create(_twin(draft, cart_id=cart.pk) for cart in carts)
    if codes:
        CartCoupon.objects.bulk_create(
            CartCoupon(cart=cart, coupon=code) for cart, code in zip(carts, codes, strict=True)
        )


def _of_another(quote: Quote, lamp: Variant) -> Quote:
    """Return the same offer for an article of the same price."""
    (line,) = quote.lines
    assert lamp.price_minor == line.unit_price_minor
    return replace(quote, lines=(replace(line, variant_id=lamp.pk, sku=lamp.sku),))


def _twin(row: Row, **changes: object) -> Row:
    """Return an unsaved copy of a row with some columns changed."""
    columns = (field for field in row._meta.concrete_fields if not field.primary_key)
    return type(row)(**{each.attname: getattr(row, each.attname) for each in columns} | changes)
