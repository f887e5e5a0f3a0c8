"""A code or a promotion that may be used once, many buyers at once: one order gets it, the others are asked to agree anew."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from orders import ledger
from orders.models import Coupon, Order, Promotion, PromotionUse
from orders.tests.concurrency.browser import Answer, at_once
from orders.tests.concurrency.race import Race
from orders.tests.figures import counted

KINDS = ("code", "promotion")
SCHEDULE = [(2, 150), (5, 75), (20, 17), (50, 8)]
"""Buyers at once, and rounds: 250 rounds a kind."""


def run_round(race: Race, *, kind: str, buyers: int, number: int) -> list[Answer]:
    """Let buyers who all want the same last use press "Pay" at once."""
    promotion = Promotion.objects.create(
        name=f"Half {number}",
        kind="percent",
        percent=Decimal(50),
        needs_coupon=kind == "code",
        usage_limit=None if kind == "code" else 1,
    )
    code = f"HALF{number}" if kind == "code" else ""
    if code:
        Coupon.objects.create(promotion=promotion, code=code, usage_limit=1)
    lamp = race.floor.article("Lamp", price=12_000, stock=100)
    crowd = race.crowd({lamp: 1}, size=buyers, code=code)
    assert crowd[0].quote.total_minor == 6000

    answers = at_once([lambda buyer=buyer: buyer.browser.buy(buyer.expected) for buyer in crowd])

    assert all(isinstance(answer, Answer) for answer in answers), answers
    promotion.is_active = False  # the next round has its own
    promotion.save(update_fields=["is_active"])
    return [answer for answer in answers if isinstance(answer, Answer)]


def half_price_orders() -> int:
    return Order.objects.filter(discount_minor__gt=0).count()


def run_rounds(race: Race, *, kind: str, buyers: int, rounds: int) -> None:
    for number in range(rounds):
        answers = run_round(race, kind=kind, buyers=buyers, number=number)

        thanked = [answer for answer in answers if answer.location.endswith("/thank-you/")]
        asked = [answer for answer in answers if answer.status == 409]
        assert (len(thanked), len(asked)) == (1, buyers - 1)
        assert all("from €60.00 to €120.00" in answer.body for answer in asked)
        assert half_price_orders() == number + 1
    assert PromotionUse.objects.filter(order__isnull=False).count() == rounds


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_use_is_given_once(race: Race, kind: str) -> None:
    run_rounds(race, kind=kind, buyers=6, rounds=2)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("buyers", "rounds"), SCHEDULE)
def test_the_last_use_is_given_once_in_250_rounds(
    race: Race, kind: str, buyers: int, rounds: int
) -> None:
    with counted(f"last use of a {kind}, {buyers} buyers", rounds=rounds) as figure:
        run_rounds(race, kind=kind, buyers=buyers, rounds=rounds)
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_guards_the_last_use_is_given_twice(unguarded_race: Race, kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_promotionuse DISABLE TRIGGER USER")
    try:
        for number in range(4):
            run_round(unguarded_race, kind=kind, buyers=6, number=number)
        used = half_price_orders()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE orders_promotionuse ENABLE TRIGGER USER")

    assert used > 4
