"""A small shop for tests: articles with meaningful names, shoppers, carts that are ready to be paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from django.test import Client
from django.utils.text import slugify

from catalog.models import Product, ProductStatus, Stock, Variant
from orders import carts, checkout, drafts, offers
from orders.addresses import Address
from orders.models import Cart, DeliveryMethod, Payment
from orders.payments.gateway import decide
from orders.quotes import Quote, Seal
from orders.shoppers import Shopper

BERLIN = Address(
    name="Ada Lovelace", line1="Unter den Linden 1", postcode="10117", city="Berlin", country="DE"
)
RETURN_URL = "http://testserver/checkout/return/{payment}/"

Staff = Callable[[str], Client]
"""Signs in as somebody of a role: the ``staff`` fixture."""

_numbers = count(1)


def stranger() -> Shopper:
    """Return a visitor nobody has seen before."""
    return Shopper(visitor_id=uuid4())


@dataclass
class Shopfloor:
    """Fills shelves and walks shoppers through the shop."""

    now: datetime
    variants: dict[str, Variant] = field(default_factory=dict)

    def article(
        self,
        title: str,
        *,
        price: int = 1000,
        stock: int | None = 10,
        currency: str = "EUR",
        tax_class: str = "standard",
        status: str = ProductStatus.PUBLISHED,
    ) -> Variant:
        """Put an article on the shelf."""
        product = Product.objects.create(
            title=title,
            slug=f"{slugify(title)}-{next(_numbers)}",
            status=status,
            published_at=self.now - timedelta(days=100),
        )
        variant = Variant.objects.create(
            product=product,
            sku=f"SKU-{next(_numbers)}",
            currency=currency,
            price_minor=price,
            tax_class=tax_class,
            options={"Colour": "Oak"},
        )
        if stock is not None:
            Stock.objects.create(variant=variant, on_hand=stock)
        return variant

    def cart_of(self, shopper: Shopper, wanted: dict[Variant, int]) -> Cart:
        """Fill a shopper's cart."""
        for variant, quantity in wanted.items():
            carts.add(shopper, variant_id=variant.pk, quantity=quantity, now=self.now)
        cart = carts.find(shopper)
        assert cart is not None
        return cart

    def ready_cart(
        self,
        wanted: dict[Variant, int],
        *,
        shopper: Shopper | None = None,
        method: str = "standard",
    ) -> Cart:
        """Fill a cart and answer every question of checkout."""
        cart = self.cart_of(shopper or stranger(), wanted)
        self.answer(cart, method=method)
        return cart

    def answer(self, cart: Cart, *, method: str = "standard") -> None:
        """Answer every question of checkout."""
        drafts.write_contact(cart, email="ada@example.org", now=self.now)
        drafts.write_delivery(
            cart,
            address=BERLIN,
            method=DeliveryMethod.objects.get(code=method),
            note="",
            now=self.now,
        )

    def quote(self, cart: Cart) -> Quote:
        """Return the offer for a cart."""
        return offers.quote(offers.read(cart, now=self.now), language="en")

    def agree(self, cart: Cart) -> str:
        """Return what the form of the last step would send."""
        return Seal.of(self.quote(cart), cart_id=cart.pk).sign()

    def begin(
        self, cart: Cart, *, expected: str | None = None, now: datetime | None = None
    ) -> Payment:
        """Press "Pay"."""
        return checkout.begin(
            Shopper(visitor_id=cart.visitor_id or uuid4(), user_id=cart.user_id),
            cart_id=cart.pk,
            agreed=Seal.read(self.agree(cart) if expected is None else expected),
            language="en",
            return_url=RETURN_URL,
            now=now or self.now,
        )

    def buy(self, wanted: dict[Variant, int], *, shopper: Shopper | None = None) -> Payment:
        """Fill a cart, pay for it, and come back."""
        payment = self.begin(self.ready_cart(wanted, shopper=shopper))
        decide(payment.provider_reference, status="authorised")
        return checkout.settle(payment.pk, now=self.now)


def on_hand(variant: Variant) -> int:
    """Count the units on the shelf."""
    return Stock.objects.get(pk=variant.pk).on_hand
