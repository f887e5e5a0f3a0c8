"""What promotions take off a cart: known carts to the cent, and properties of every cart there could be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.promotions.engine import evaluate
from orders.promotions.words import (
    Basket,
    BasketLine,
    Benefit,
    BenefitKind,
    Conditions,
    Customer,
    Outcome,
    Promotion,
    Reason,
    Target,
)
from orders.tests.conftest import NOW
from orders.totals import DeliveryPrice, Item, TaxTable, compute

LAMP = BasketLine(
    key=1, product_id=10, unit_price_minor=4999, quantity=1, department_id=7, brand_id=3
)
MUG = BasketLine(key=2, product_id=20, unit_price_minor=850, quantity=4, department_id=8)
BOOK = BasketLine(
    key=3, product_id=30, unit_price_minor=1200, quantity=2, department_id=8, brand_id=3
)
BASKET = Basket(lines=(LAMP, MUG, BOOK), currency="EUR", now=NOW, market="home")


def promotion(number: int = 1, **parts: Any) -> Promotion:
    benefit = parts.pop("benefit", Benefit(BenefitKind.PERCENT, percent=Decimal(10)))
    return Promotion(promotion_id=number, name=f"Promotion {number}", benefit=benefit, **parts)


def only(outcome: Outcome) -> Any:
    (verdict,) = outcome.verdicts
    return verdict


@pytest.mark.parametrize(
    ("benefit", "target", "discounts"),
    [
        # 10 % of 107.99 is 10.80, split 5.00 / 3.40 / 2.40
        (Benefit(BenefitKind.PERCENT, percent=Decimal(10)), Target(), {1: 500, 2: 340, 3: 240}),
        (Benefit(BenefitKind.PERCENT, percent=Decimal(100)), Target(products=frozenset({10})), {1: 4999}),
        (Benefit(BenefitKind.AMOUNT, amount_minor=1000), Target(departments=frozenset({8})), {2: 586, 3: 414}),
        (Benefit(BenefitKind.AMOUNT, amount_minor=99_999), Target(brands=frozenset({3})), {1: 4999, 3: 2400}),
        (Benefit(BenefitKind.FIXED_PRICE, amount_minor=700), Target(products=frozenset({20, 30})), {2: 600, 3: 1000}),
        # three of six units of mugs and books are free: the cheapest, all of them mugs
        (
            Benefit(BenefitKind.BUY_X_GET_Y, buy=1, get=1, percent=Decimal(100)),
            Target(departments=frozenset({8})),
            {2: 2550},
        ),
        (
            Benefit(BenefitKind.BUY_X_GET_Y, buy=2, get=1, percent=Decimal(50)),
            Target(products=frozenset({20})),
            {2: 425},
        ),
        # two sets of two mugs and a book for 25.00 instead of 29.00
        (Benefit(BenefitKind.BUNDLE, amount_minor=2500, bundle={20: 2, 30: 1}), Target(), {2: 469, 3: 331}),
        (
            Benefit(BenefitKind.TIERED, tiers=((5000, Decimal(5)), (10_000, Decimal(20)))),
            Target(),
            {1: 1000, 2: 680, 3: 480},
        ),
        (
            Benefit(BenefitKind.TIERED, tiers=((5000, Decimal(5)), (20_000, Decimal(20)))),
            Target(),
            {1: 250, 2: 170, 3: 120},
        ),
    ],
)  # fmt: skip
def test_each_benefit_to_the_cent(
    benefit: Benefit, target: Target, discounts: dict[int, int]
) -> None:
    verdict = only(evaluate(BASKET, [promotion(benefit=benefit, target=target)]))

    assert verdict.reason is Reason.APPLIED
    assert verdict.discounts == discounts


def test_free_delivery_takes_nothing_off_the_articles() -> None:
    outcome = evaluate(BASKET, [promotion(benefit=Benefit(BenefitKind.FREE_DELIVERY))])

    assert outcome.frees_delivery
    assert outcome.discounts == {}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"conditions": Conditions(starts_at=NOW + timedelta(seconds=1))}, Reason.NOT_STARTED),
        ({"conditions": Conditions(starts_at=NOW)}, Reason.APPLIED),
        ({"conditions": Conditions(ends_at=NOW)}, Reason.ENDED),
        ({"conditions": Conditions(ends_at=NOW + timedelta(seconds=1))}, Reason.APPLIED),
        ({"conditions": Conditions(currency="USD")}, Reason.OTHER_CURRENCY),
        ({"conditions": Conditions(markets=frozenset({"usa"}))}, Reason.OTHER_MARKET),
        ({"conditions": Conditions(channels=frozenset({"app"}))}, Reason.OTHER_CHANNEL),
        ({"conditions": Conditions(groups=frozenset({"staff"}))}, Reason.NOT_IN_GROUP),
        ({"conditions": Conditions(needs_coupon=True), "coupon": "SPRING"}, Reason.COUPON_MISSING),
        ({"conditions": Conditions(min_value_minor=10_800)}, Reason.BELOW_MINIMUM),
        ({"conditions": Conditions(min_value_minor=10_799)}, Reason.APPLIED),
        ({"conditions": Conditions(min_quantity=8)}, Reason.TOO_FEW_UNITS),
        ({"conditions": Conditions(min_quantity=7)}, Reason.APPLIED),
        ({"target": Target(products=frozenset({99}))}, Reason.NO_MATCHING_ARTICLES),
        ({"is_on": False}, Reason.SWITCHED_OFF),
        ({"uses_left": 0}, Reason.USED_UP),
        ({"uses_left": 1}, Reason.APPLIED),
        ({"customer_uses_left": 0}, Reason.USED_BY_CUSTOMER),
        ({"benefit": Benefit(BenefitKind.PERCENT)}, Reason.NO_EFFECT),
        ({"benefit": Benefit(BenefitKind.BUNDLE, bundle={10: 1, 99: 1})}, Reason.NO_EFFECT),
        ({"benefit": Benefit(BenefitKind.BUY_X_GET_Y, buy=9, get=1, percent=Decimal(100))}, Reason.NO_EFFECT),
    ],
)  # fmt: skip
def test_every_refusal_has_its_reason(parts: dict[str, Any], reason: Reason) -> None:
    assert only(evaluate(BASKET, [promotion(**parts)])).reason is reason


@pytest.mark.parametrize(
    ("is_first", "reason"),
    [(True, Reason.APPLIED), (False, Reason.NOT_FIRST_ORDER), (None, Reason.APPLIED)],
)
def test_a_first_order_is_presumed_until_the_e_mail_is_known(
    is_first: bool | None, reason: Reason
) -> None:
    basket = replace(BASKET, customer=Customer(is_first_order=is_first))
    first = promotion(conditions=Conditions(is_first_order_only=True))

    assert only(evaluate(basket, [first])).reason is reason


def test_a_coupon_opens_its_promotion() -> None:
    spring = promotion(conditions=Conditions(needs_coupon=True), coupon="SPRING")

    entered = replace(BASKET, coupons=frozenset({"SPRING"}))

    assert only(evaluate(entered, [spring])).is_applied


def test_the_higher_priority_goes_first_and_the_next_works_on_what_is_left() -> None:
    half = promotion(1, benefit=Benefit(BenefitKind.PERCENT, percent=Decimal(50)), priority=1)
    ten = promotion(2, benefit=Benefit(BenefitKind.AMOUNT, amount_minor=1000), priority=5)
    basket = replace(BASKET, lines=(LAMP,))

    outcome = evaluate(basket, [half, ten])

    assert [verdict.promotion.promotion_id for verdict in outcome.verdicts] == [2, 1]
    # 49.99 - 10.00 = 39.99, half of it half-up is 20.00
    assert outcome.discounts == {1: 3000}


def test_of_an_exclusive_group_the_first_with_an_effect_applies_alone() -> None:
    weak = promotion(
        1, exclusivity_group="season", priority=9, target=Target(products=frozenset({99}))
    )
    chosen = promotion(2, exclusivity_group="season", priority=5)
    late = promotion(3, exclusivity_group="season", priority=1)
    other = promotion(4)

    outcome = evaluate(BASKET, [late, other, chosen, weak])

    reasons = {each.promotion.promotion_id: each.reason for each in outcome.verdicts}
    assert reasons == {
        1: Reason.NO_MATCHING_ARTICLES,
        2: Reason.APPLIED,
        3: Reason.EXCLUDED,
        4: Reason.APPLIED,
    }
    assert {each.detail for each in outcome.verdicts if each.reason is Reason.EXCLUDED} == {
        "Promotion 2"
    }


# --- every cart there could be ------------------------------------------------------------------

lines = st.lists(
    st.builds(
        BasketLine,
        key=st.integers(1, 60),
        product_id=st.integers(1, 6),
        unit_price_minor=st.integers(0, 100_000),
        quantity=st.integers(1, 12),
        department_id=st.none() | st.integers(1, 3),
        brand_id=st.none() | st.integers(1, 3),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda line: line.key,
)
ids = st.frozensets(st.integers(1, 6), max_size=2)
percents = st.decimals(0, 100, places=1)
benefits = st.one_of(
    st.builds(Benefit, st.just(BenefitKind.PERCENT), percent=percents),
    st.builds(Benefit, st.just(BenefitKind.AMOUNT), amount_minor=st.integers(0, 200_000)),
    st.builds(Benefit, st.just(BenefitKind.FIXED_PRICE), amount_minor=st.integers(0, 50_000)),
    st.builds(
        Benefit,
        st.just(BenefitKind.BUY_X_GET_Y),
        percent=percents,
        buy=st.integers(1, 3),
        get=st.integers(1, 2),
    ),
    st.builds(
        Benefit,
        st.just(BenefitKind.BUNDLE),
        amount_minor=st.integers(0, 50_000),
        bundle=st.dictionaries(st.integers(1, 6), st.integers(1, 3), min_size=1, max_size=3),
    ),
    st.builds(
        Benefit,
        st.just(BenefitKind.TIERED),
        tiers=st.lists(st.tuples(st.integers(0, 200_000), percents), max_size=3).map(tuple),
    ),
    st.just(Benefit(BenefitKind.FREE_DELIVERY)),
)
targets = st.builds(Target, products=ids, departments=ids, brands=ids)


@st.composite
def campaigns(draw: st.DrawFn) -> list[Promotion]:
    """Any promotions at once."""
    return [
        Promotion(
            promotion_id=number,
            name=str(number),
            benefit=draw(benefits),
            target=draw(targets),
            conditions=Conditions(min_value_minor=draw(st.integers(0, 50_000))),
            priority=draw(st.integers(0, 3)),
            exclusivity_group=draw(st.sampled_from(["", "", "season"])),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


def basket_of(drawn: list[BasketLine]) -> Basket:
    return Basket(lines=tuple(drawn), currency="EUR", now=NOW)


@given(lines, campaigns())
def test_no_line_is_reduced_below_nothing_or_made_dearer(
    drawn: list[BasketLine], campaign: list[Promotion]
) -> None:
    discounts = evaluate(basket_of(drawn), campaign).discounts

    assert discounts.keys() <= {line.key for line in drawn}
    assert all(0 < discounts.get(line.key, 1) <= max(1, line.value_minor) for line in drawn)
    assert sum(discounts.values()) <= sum(line.value_minor for line in drawn)


@given(lines, campaigns(), st.integers(0, 2**32))
def test_the_order_of_lines_and_promotions_does_not_matter(
    drawn: list[BasketLine], campaign: list[Promotion], seed: int
) -> None:
    rng = Random(seed)
    other_lines, other_campaign = list(drawn), list(campaign)
    rng.shuffle(other_lines)
    rng.shuffle(other_campaign)

    assert evaluate(basket_of(drawn), campaign) == evaluate(basket_of(other_lines), other_campaign)


@given(lines, campaigns())
def test_asking_twice_gives_the_same_answer(
    drawn: list[BasketLine], campaign: list[Promotion]
) -> None:
    basket = basket_of(drawn)

    assert evaluate(basket, campaign) == evaluate(basket, campaign)


@given(lines, campaigns())
def test_every_promotion_gets_a_verdict_and_groups_have_one_winner(
    drawn: list[BasketLine], campaign: list[Promotion]
) -> None:
    outcome = evaluate(basket_of(drawn), campaign)

    assert {each.promotion.promotion_id for each in outcome.verdicts} == {
        each.promotion_id for each in campaign
    }
    winners = [each for each in outcome.applied if each.promotion.exclusivity_group == "season"]
    assert len(winners) <= 1


@given(lines, campaigns(), st.booleans())
def test_totals_bear_any_outcome(
    drawn: list[BasketLine], campaign: list[Promotion], is_included: bool
) -> None:
    outcome = evaluate(basket_of(drawn), campaign)
    items = [Item(line.key, line.unit_price_minor, line.quantity) for line in drawn]
    table = TaxTable(is_included=is_included, percents={"standard": Decimal(19)})

    totals = compute(
        items,
        currency="EUR",
        taxes=table,
        delivery=DeliveryPrice(price_minor=490),
        discounts=outcome.discounts,
        delivery_discount_minor=490 if outcome.frees_delivery else 0,
    )

    assert totals.total_minor >= 0
    assert totals.discount_minor == sum(outcome.discounts.values())
    assert totals.delivery_minor == (0 if outcome.frees_delivery else 490)
