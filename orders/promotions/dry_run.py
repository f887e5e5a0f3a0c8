"""What would this cart cost, and why? The engine on imagined carts, for staff; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from catalog.models import Variant
from catalog.money import Money
from orders import customers, markets
from orders.models import Coupon
from orders.promotions import engine, reading
from orders.promotions.explaining import sentence
from orders.promotions.words import Basket, BasketLine, Outcome, Promotion


class UnknownArticles(Exception):
    """Some article numbers do not exist."""

    def __init__(self, skus: tuple[str, ...]) -> None:
        super().__init__(", ".join(skus))
        self.skus = skus


@dataclass(frozen=True, slots=True)
class TriedLine:
    """One article of the imagined cart."""

    title: str
    sku: str
    quantity: int
    value: Money
    discount: Money

    @property
    def rest(self) -> Money:
        """What it costs after all promotions."""
        return self.value - self.discount


@dataclass(frozen=True, slots=True)
class TriedPromotion:
    """One promotion, what it did and why."""

    name: str
    is_applied: bool
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """The imagined cart with every promotion's verdict, in the order they were tried."""

    lines: tuple[TriedLine, ...]
    promotions: tuple[TriedPromotion, ...]
    value: Money
    discount: Money
    is_delivery_free: bool

    @property
    def rest(self) -> Money:
        """What the articles cost after all promotions."""
        return self.value - self.discount


def dry_run(
    *, articles: Mapping[str, int], codes: frozenset[str], email: str, now: datetime
) -> DryRun:
    """Price an imagined cart at any moment. Four queries, more when a promotion asks about the customer.

    Raises: UnknownArticles: if an article number does not exist.
    """
    variants = {
        variant.sku: variant
        for variant in Variant.objects.select_related("product").filter(sku__in=articles)
    }
    unknown = tuple(sku for sku in articles if sku not in variants)
    if unknown:
        raise UnknownArticles(unknown)
    market = markets.current()
    rules = _with_codes(reading.every(customer=customers.normalised(email), now=now), codes)
    basket = Basket(
        lines=tuple(_line(variants[sku], quantity) for sku, quantity in articles.items()),
        currency=market.currency,
        market=market.code,
        customer=customers.read(user_id=None, email=email, asks_first=True, asks_groups=False),
        coupons=codes,
        now=now,
    )
    outcome = engine.evaluate(basket, rules)
    return _report(articles, variants, outcome, currency=market.currency)


def _with_codes(rules: list[Promotion], codes: frozenset[str]) -> list[Promotion]:
    """Give each promotion the typed code that opens it."""
    opening = dict(
        Coupon.objects.filter(code__in=codes, is_active=True).values_list("promotion_id", "code")
    )
    return [replace(rule, coupon=opening.get(rule.promotion_id, rule.coupon)) for rule in rules]


def _line(variant: Variant, quantity: int) -> BasketLine:
    return BasketLine(
        key=variant.pk,
        product_id=variant.product_id,
        unit_price_minor=variant.price_minor,
        quantity=quantity,
        department_id=variant.product.department_id,
        brand_id=variant.product.brand_id,
    )


def _report(
    articles: Mapping[str, int], variants: Mapping[str, Variant], outcome: Outcome, *, currency: str
) -> DryRun:
    discounts = outcome.discounts
    lines = tuple(
        TriedLine(
            title=variants[sku].product.title,
            sku=sku,
            quantity=quantity,
            value=Money(variants[sku].price_minor * quantity, currency),
            discount=Money(discounts.get(variants[sku].pk, 0), currency),
        )
        for sku, quantity in articles.items()
    )
    return DryRun(
        lines=lines,
        promotions=tuple(
            TriedPromotion(
                name=each.promotion.name,
                is_applied=each.is_applied,
                amount=Money(each.amount_minor, currency),
                reason=sentence(each, currency=currency),
            )
            for each in outcome.verdicts
        ),
        value=Money(sum(line.value.minor for line in lines), currency),
        discount=Money(sum(discounts.values()), currency),
        is_delivery_free=outcome.frees_delivery,
    )
