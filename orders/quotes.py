"""The offer a shopper agrees to: frozen, comparable, and all that an order is made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.core import signing

from orders.addresses import Address
from orders.amounts import Amounts

SALT = "orders.quotes"


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One article of the offer with everything its order line will say."""

    variant_id: int
    product_id: int
    sku: str
    title: str
    options: str
    picture: str
    unit_price_minor: int
    quantity: int
    discount_minor: int
    tax_class: str
    tax_percent: str
    """A decimal number as text, so that it survives JSON exactly."""
    tax_minor: int
    total_minor: int
    slate_id: str = ""

    @property
    def percent(self) -> Decimal:
        """The tax rate."""
        return Decimal(self.tax_percent)


@dataclass(frozen=True, slots=True)
class QuoteDiscount:
    """What one promotion takes off the offer."""

    promotion_id: int
    name: str
    amount_minor: int
    frees_delivery: bool
    is_limited: bool
    coupon_id: int | None = None
    coupon_code: str = ""


@dataclass(frozen=True, slots=True)
class Quote(Amounts):
    """Lines, delivery, totals and who gets them."""

    currency: str
    is_tax_included: bool
    lines: tuple[QuoteLine, ...]
    items_minor: int
    discount_minor: int
    delivery_minor: int
    delivery_tax_minor: int
    tax_minor: int
    total_minor: int
    delivery_code: str
    delivery_name: str
    email: str
    delivery_address: Address
    billing_address: Address
    language: str
    note: str = ""
    market: str = ""
    """The code of the market that sells; empty for the default one."""
    discounts: tuple[QuoteDiscount, ...] = ()

    @property
    def limited(self) -> tuple[QuoteDiscount, ...]:
        """The promotions of which uses are counted."""
        return tuple(discount for discount in self.discounts if discount.is_limited)

    @property
    def wanted(self) -> dict[int, int]:
        """Units by variant."""
        return {line.variant_id: line.quantity for line in self.lines}

    @property
    def digest(self) -> str:
        """A fingerprint of everything the shopper pays for and how it is delivered."""
        agreed = [
            self.currency,
            self.is_tax_included,
            self.total_minor,
            self.delivery_code,
            self.delivery_minor,
            self.tax_minor,
            self.delivery_address.country,
            [
                (
                    line.variant_id,
                    line.quantity,
                    line.unit_price_minor,
                    line.discount_minor,
                    line.tax_minor,
                )
                for line in sorted(self.lines, key=lambda line: line.variant_id)
            ],
        ]
        return hashlib.sha256(json.dumps(agreed).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return what is stored with the payment."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Quote:
        """Read a stored quote."""
        parts = dict(stored)
        parts["lines"] = tuple(QuoteLine(**line) for line in stored["lines"])
        parts["discounts"] = tuple(QuoteDiscount(**each) for each in stored.get("discounts", ()))
        parts["delivery_address"] = Address.from_json(stored["delivery_address"])
        parts["billing_address"] = Address.from_json(stored["billing_address"])
        return cls(**parts)


@dataclass(frozen=True, slots=True)
class Seal(Amounts):
    """What the shopper saw when they agreed: sent with the form, signed, and compared with a fresh quote."""

    cart_id: int
    total_minor: int
    currency: str
    digest: str
    items_minor: int
    discount_minor: int
    delivery_minor: int
    tax_minor: int

    @classmethod
    def of(cls, quote: Quote, *, cart_id: int) -> Seal:
        """Seal a quote for a cart."""
        return cls(
            cart_id=cart_id,
            total_minor=quote.total_minor,
            currency=quote.currency,
            digest=quote.digest,
            items_minor=quote.items_minor,
            discount_minor=quote.discount_minor,
            delivery_minor=quote.delivery_minor,
            tax_minor=quote.tax_minor,
        )

    def sign(self) -> str:
        """Return the text for the form."""
        return signing.dumps(asdict(self), salt=SALT, compress=False)

    @classmethod
    def read(cls, text: str) -> Seal | None:
        """Return the seal of a form, or nothing when it is missing or forged."""
        try:
            return cls(**signing.loads(text, salt=SALT))
        except (signing.BadSignature, TypeError):
            return None
