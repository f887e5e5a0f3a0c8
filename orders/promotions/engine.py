"""The one function that says what a cart saves: pure, independent of the order of lines, ``0 <= discount <= value``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from orders.promotions.benefits import BENEFITS, Left
from orders.promotions.words import (
    Basket,
    BasketLine,
    BenefitKind,
    Conditions,
    Outcome,
    Promotion,
    Reason,
    Verdict,
)


@dataclass
class _Progress:
    """What the promotions so far have taken."""

    taken: dict[int, int] = field(default_factory=dict)
    winners: dict[str, str] = field(default_factory=dict)
    """The promotion that applied alone, by exclusivity group."""
    frees_delivery: bool = False


def evaluate(basket: Basket, promotions: Iterable[Promotion]) -> Outcome:
    """Try every promotion, the highest priority first, each on what the earlier ones left."""
    progress = _Progress()
    verdicts = []
    for promotion in sorted(promotions, key=lambda each: (-each.priority, each.promotion_id)):
        verdict = _judge(promotion, basket, progress)
        verdicts.append(verdict)
        if verdict.is_applied:
            _note(verdict, progress)
    return Outcome(tuple(verdicts))


def _judge(promotion: Promotion, basket: Basket, progress: _Progress) -> Verdict:
    winner = progress.winners.get(promotion.exclusivity_group)
    if winner is not None:
        return Verdict(promotion, Reason.EXCLUDED, detail=winner)
    refusal = _refusal(promotion, basket)
    if refusal is not None:
        return Verdict(promotion, refusal)
    aimed = [line for line in _sorted(basket) if promotion.target.matches(line)]
    if not aimed:
        return Verdict(promotion, Reason.NO_MATCHING_ARTICLES)
    gap = _gap(promotion.conditions, aimed)
    if gap is not None:
        return Verdict(promotion, gap[0], detail=gap[1])
    return _apply(promotion, aimed, progress)


def _refusal(promotion: Promotion, basket: Basket) -> Reason | None:
    """Return the first condition that does not hold, those about the articles apart."""
    conditions, customer = promotion.conditions, basket.customer
    checks = (
        (not promotion.is_on, Reason.SWITCHED_OFF),
        (
            conditions.starts_at is not None and basket.now < conditions.starts_at,
            Reason.NOT_STARTED,
        ),
        (conditions.ends_at is not None and basket.now >= conditions.ends_at, Reason.ENDED),
        (conditions.currency not in {"", basket.currency}, Reason.OTHER_CURRENCY),
        (_misses(conditions.markets, {basket.market}), Reason.OTHER_MARKET),
        (_misses(conditions.channels, {basket.channel}), Reason.OTHER_CHANNEL),
        (
            conditions.needs_coupon and promotion.coupon not in basket.coupons,
            Reason.COUPON_MISSING,
        ),
        (_misses(conditions.groups, customer.groups), Reason.NOT_IN_GROUP),
        (
            conditions.is_first_order_only and customer.is_first_order is False,
            Reason.NOT_FIRST_ORDER,
        ),
        (promotion.uses_left is not None and promotion.uses_left <= 0, Reason.USED_UP),
        (
            promotion.customer_uses_left is not None and promotion.customer_uses_left <= 0,
            Reason.USED_BY_CUSTOMER,
        ),
    )
    return next((reason for is_broken, reason in checks if is_broken), None)


def _misses(wanted: frozenset[str], found: Iterable[str]) -> bool:
    return bool(wanted) and wanted.isdisjoint(found)


def _gap(conditions: Conditions, aimed: list[BasketLine]) -> tuple[Reason, str] | None:
    """Return what is missing to the least value or number of the aimed articles."""
    value = sum(line.value_minor for line in aimed)
    if value < conditions.min_value_minor:
        return Reason.BELOW_MINIMUM, str(conditions.min_value_minor - value)
    units = sum(line.quantity for line in aimed)
    if units < conditions.min_quantity:
        return Reason.TOO_FEW_UNITS, str(conditions.min_quantity - units)
    return None


def _apply(promotion: Promotion, aimed: list[BasketLine], progress: _Progress) -> Verdict:
    left = [
        Left(line, value_minor=line.value_minor - progress.taken.get(line.key, 0)) for line in aimed
    ]
    found = BENEFITS[promotion.benefit.kind](promotion.benefit, left)
    discounts = {key: taken for key, taken in found.items() if taken > 0}
    frees = promotion.benefit.kind is BenefitKind.FREE_DELIVERY and not progress.frees_delivery
    if not discounts and not frees:
        return Verdict(promotion, Reason.NO_EFFECT)
    return Verdict(promotion, Reason.APPLIED, discounts=discounts, frees_delivery=frees)


def _note(verdict: Verdict, progress: _Progress) -> None:
    for key, taken in verdict.discounts.items():
        progress.taken[key] = progress.taken.get(key, 0) + taken
    progress.frees_delivery = progress.frees_delivery or verdict.frees_delivery
    if verdict.promotion.exclusivity_group:
        progress.winners[verdict.promotion.exclusivity_group] = verdict.promotion.name


def _sorted(basket: Basket) -> list[BasketLine]:
    return sorted(basket.lines, key=lambda line: line.key)
