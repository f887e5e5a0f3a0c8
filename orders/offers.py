"""Makes the offer for a cart, afresh from the database: prices, discounts, tax and delivery of this moment."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime

from orders import contents, customers, markets, terms, totals
from orders.addresses import Address
from orders.contents import ContentLine, Contents
from orders.models import Cart, Checkout, DeliveryMethod, Market
from orders.promotions import engine, limits, reading
from orders.promotions.words import Basket, BasketLine, Customer, Outcome
from orders.quotes import Quote, QuoteDiscount, QuoteLine
from orders.terms import Terms
from orders.totals import LineTotal, TaxTable, Totals


class Step(enum.StrEnum):
    """The steps of checkout, in order."""

    CONTACT = "contact"
    DELIVERY = "delivery"
    PAYMENT = "payment"


class CartEmpty(Exception):
    """There is nothing to buy."""


class CheckoutIncomplete(Exception):
    """The shopper has to go back to an earlier step."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.value)
        self.step = step


@dataclass(frozen=True, slots=True)
class Offer:
    """A cart with its prices, and the terms and promotions they were computed with."""

    contents: Contents
    terms: Terms
    method: DeliveryMethod | None
    totals: Totals
    outcome: Outcome

    @property
    def market(self) -> Market:
        """The market that sells."""
        return self.terms.market

    @property
    def draft(self) -> Checkout:
        """What the shopper told the checkout so far."""
        return self.terms.draft

    @property
    def address(self) -> Address:
        """Where it goes; empty until the shopper said so."""
        return Address.from_json(self.draft.delivery_address)

    @property
    def limited_ids(self) -> list[int]:
        """The applied promotions of which uses are counted."""
        return [
            each.promotion.promotion_id
            for each in self.outcome.applied
            if limits.is_limited(each.promotion)
        ]


def read(cart: Cart | None, *, now: datetime, channel: str = "web") -> Offer:
    """Price a cart as far as it is known: terms, contents, promotions. Three queries."""
    found_terms = terms.read(cart, market=markets.chosen_code())
    market, draft = found_terms.market, found_terms.draft
    found = contents.read(cart, market=market, now=now)
    outcome = _promote(cart, found, market=market, email=draft.email, channel=channel, now=now)
    method = _method_here(draft, market)
    return Offer(
        contents=found,
        terms=found_terms,
        method=method,
        totals=price(found, market=market, taxes=found_terms.taxes, method=method, outcome=outcome),
        outcome=outcome,
    )


def basket_of(
    found: Contents, *, market: Market, customer: Customer, channel: str, now: datetime
) -> Basket:
    """Return a cart as the promotion engine sees it; only what can be bought."""
    return Basket(
        lines=tuple(
            BasketLine(
                key=line.variant_id,
                product_id=line.product_id,
                unit_price_minor=line.unit_price.minor,
                quantity=line.quantity,
                department_id=line.department_id,
                brand_id=line.brand_id,
            )
            for line in found.lines
            if line.is_for_sale
        ),
        currency=market.currency,
        market=market.code,
        channel=channel,
        customer=customer,
        now=now,
    )


def _promote(
    cart: Cart | None, found: Contents, *, market: Market, email: str, channel: str, now: datetime
) -> Outcome:
    if cart is None or not found.lines:
        return Outcome()
    rules = reading.standing(cart_id=cart.pk, customer=customers.normalised(email), now=now)
    customer = customers.read(
        user_id=cart.user_id,
        email=email,
        asks_first=any(rule.conditions.is_first_order_only for rule in rules),
        asks_groups=any(rule.conditions.groups for rule in rules),
    )
    basket = basket_of(found, market=market, customer=customer, channel=channel, now=now)
    entered = frozenset(rule.coupon for rule in rules if rule.coupon)
    return engine.evaluate(replace(basket, coupons=entered), rules)


def _method_here(draft: Checkout, market: Market) -> DeliveryMethod | None:
    """Return the chosen way of delivery, unless its price is in the currency of another market."""
    method = draft.delivery_method
    return method if method is not None and method.currency == market.currency else None


def price(
    found: Contents,
    *,
    market: Market,
    taxes: TaxTable,
    method: DeliveryMethod | None,
    outcome: Outcome,
) -> Totals:
    """Price the lines that are for sale, less what promotions take off."""
    delivery = markets.delivery_price(method)
    return totals.compute(
        found.items,
        currency=market.currency,
        taxes=taxes,
        delivery=delivery,
        discounts=outcome.discounts,
        delivery_discount_minor=delivery.price_minor if outcome.frees_delivery else 0,
    )


def quote(offer: Offer, *, language: str) -> Quote:
    """Freeze an offer that is ready to be paid.

    Raises:
        CartEmpty: if there is nothing to buy.
        CheckoutIncomplete: if contact, address or delivery are missing.
    """
    _refuse_incomplete(offer)
    assert offer.method is not None  # noqa: S101 - _refuse_incomplete made sure
    priced = {line.item.key: line for line in offer.totals.lines}
    return Quote(
        currency=offer.totals.currency,
        is_tax_included=offer.totals.is_tax_included,
        lines=tuple(_quoted(line, priced[line.variant_id]) for line in offer.contents.lines),
        items_minor=offer.totals.items_minor,
        discount_minor=offer.totals.discount_minor,
        delivery_minor=offer.totals.delivery_minor,
        delivery_tax_minor=offer.totals.delivery_tax_minor,
        tax_minor=offer.totals.tax_minor,
        total_minor=offer.totals.total_minor,
        delivery_code=offer.method.code,
        delivery_name=offer.method.name,
        email=offer.draft.email,
        delivery_address=offer.address,
        billing_address=Address.from_json(offer.draft.billing_address),
        language=language,
        note=offer.draft.note,
        market=offer.market.code,
        discounts=_discounts(offer.outcome),
    )


def _quoted(line: ContentLine, priced: LineTotal) -> QuoteLine:
    return QuoteLine(
        variant_id=line.variant_id,
        product_id=line.product_id,
        sku=line.sku,
        title=line.title,
        options=line.options,
        picture=line.picture,
        unit_price_minor=line.unit_price.minor,
        quantity=line.quantity,
        discount_minor=priced.discount_minor,
        tax_class=line.tax_class,
        tax_percent=str(priced.tax_percent),
        tax_minor=priced.tax_minor,
        total_minor=priced.total_minor,
        slate_id=str(line.slate_id or ""),
    )


def _discounts(outcome: Outcome) -> tuple[QuoteDiscount, ...]:
    return tuple(
        QuoteDiscount(
            promotion_id=each.promotion.promotion_id,
            name=each.promotion.name,
            amount_minor=each.amount_minor,
            frees_delivery=each.frees_delivery,
            is_limited=limits.is_limited(each.promotion),
            coupon_id=each.promotion.coupon_id if each.promotion.conditions.needs_coupon else None,
            coupon_code=each.promotion.coupon if each.promotion.conditions.needs_coupon else "",
        )
        for each in outcome.applied
    )


def _refuse_incomplete(offer: Offer) -> None:
    if not offer.contents.lines:
        raise CartEmpty
    if not offer.draft.email:
        raise CheckoutIncomplete(Step.CONTACT)
    method = offer.method
    is_deliverable = (
        method is not None
        and method.is_active
        and method.currency == offer.market.currency
        and (not method.countries or offer.address.country in method.countries)
    )
    if not offer.address.is_complete or not is_deliverable:
        raise CheckoutIncomplete(Step.DELIVERY)
