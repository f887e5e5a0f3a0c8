"""A code that may be used once, many buyers at once: one order gets it, the others are asked to agree to the full price."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from orders import coupons
from orders.models import Coupon, Order, Promotion, PromotionUse
from orders.shoppers import Shopper
from orders.tests.concurrency.browser import Answer, at_once
from orders.tests.concurrency.conftest import Buyer, Race


def run_round(race: Race, *, buyers: int, number: int) -> list[Answer]:
    """Let buyers with the same one-use code press "Pay" at once."""
    promotion = Promotion.objects.create(
        name=f"Half {number}", kind="percent", percent=Decimal(50), needs_coupon=True
    )
    Coupon.objects.create(promotion=promotion, code=f"HALF{number}", usage_limit=1)
    lamp = race.floor.article("Lamp", price=12_000, stock=100)
    crowd = [_with_code(race, race.buyer({lamp: 1}), f"HALF{number}") for _ in range(buyers)]

    answers = at_once([lambda buyer=buyer: buyer.browser.buy(buyer.expected) for buyer in crowd])

    assert all(isinstance(answer, Answer) for answer in answers), answers
    return [answer for answer in answers if isinstance(answer, Answer)]


def _with_code(race: Race, buyer: Buyer, code: str) -> Buyer:
    coupons.enter(Shopper(visitor_id=buyer.browser.visitor_id), code=code, now=race.floor.now)
    return Buyer(buyer.browser, buyer.cart_id, buyer.browser.sealed())


def half_price_orders() -> int:
    return Order.objects.filter(discount_minor__gt=0).count()


def run_rounds(race: Race, *, buyers: int, rounds: int) -> None:
    for number in range(rounds):
        answers = run_round(race, buyers=buyers, number=number)

        thanked = [answer for answer in answers if answer.location.endswith("/thank-you/")]
        asked = [answer for answer in answers if answer.status == 409]
        assert (len(thanked), len(asked)) == (1, buyers - 1)
        assert all("from €60.00 to €120.00" in answer.body for answer in asked)
        assert half_price_orders() == number + 1
    assert PromotionUse.objects.filter(order__isnull=False).count() == rounds


def test_a_one_use_code_is_used_once(race: Race) -> None:
    run_rounds(race, buyers=6, rounds=3)


@pytest.mark.slow
def test_a_one_use_code_is_used_once_in_two_hundred_rounds(race: Race) -> None:
    run_rounds(race, buyers=8, rounds=200)


def test_without_the_guards_a_one_use_code_is_used_twice(unguarded_race: Race) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_promotionuse DISABLE TRIGGER USER")
    try:
        for number in range(4):
            run_round(unguarded_race, buyers=6, number=number)
        used = half_price_orders()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE orders_promotionuse ENABLE TRIGGER USER")

    assert used > 4
