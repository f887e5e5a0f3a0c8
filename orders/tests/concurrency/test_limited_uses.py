"""A code or a promotion that may be used once, many buyers at once: one order gets it, the others are asked to agree anew."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from catalog.models import Variant
from orders import ledger
from orders.models import Coupon, Order, Promotion, PromotionUse
from orders.tests.concurrency.browser import Answer, at_once
from orders.tests.concurrency.race import Race
from orders.tests.figures import counted

TRIES = 10
KINDS = ("code", "promotion")
SCHEDULE = [(2, 300), (5, 150), (20, 35), (50, 15)]
"""Buyers at once, and rounds: 500 rounds a kind, a thousand in all."""


AT_ONCE = 40
"""Buyers of several rounds press "Pay" together."""


def last_use(kind: str, *, lamp: Variant, number: int) -> Coupon | None:
    """Offer one article at half price, once: by a code, or by a promotion that ends with its first use."""
    is_code = kind == "code"
    promotion = Promotion.objects.create(
        name=f"Half {number}",
        kind="percent",
        percent=Decimal(50),
        products=[lamp.product_id],
        needs_coupon=is_code,
        usage_limit=None if is_code else 1,
    )
    if not is_code:
        return None
    return Coupon.objects.create(promotion=promotion, code=f"HALF{number}", usage_limit=1)


def run_rounds(
    race: Race, *, kind: str, buyers: int, rounds: int, first: int = 0
) -> list[list[Answer]]:
    """Let crowds press "Pay" at once, each for the last use of its own offer; return their answers round by round."""
    answered: list[list[Answer]] = []
    together = max(1, AT_ONCE // buyers)
    while len(answered) < rounds:
        numbers = range(len(answered), min(rounds, len(answered) + together))
        lamps = [race.floor.article("Lamp", price=12_000, stock=100) for _ in numbers]
        offered = [
            last_use(kind, lamp=lamp, number=first + at)
            for lamp, at in zip(lamps, numbers, strict=True)
        ]
        crowds = race.crowds(lamps, size=buyers, codes=[each for each in offered if each])
        everybody = [each for crowd in crowds for each in crowd]
        assert {each.quote.total_minor for each in everybody} == {6000}

        answers = at_once(
            [lambda each=each: each.browser.press(each.expected) for each in everybody]
        )

        assert [each for each in answers if not isinstance(each, Answer)] == []
        good = [each for each in answers if isinstance(each, Answer)]
        answered += [good[at : at + buyers] for at in range(0, len(good), buyers)]
        Promotion.objects.update(is_active=False)  # the next rounds have their own
    return answered


def half_price_orders() -> int:
    return Order.objects.filter(discount_minor__gt=0).count()


def assert_given_once(race: Race, *, kind: str, buyers: int, rounds: int) -> None:
    for answers in run_rounds(race, kind=kind, buyers=buyers, rounds=rounds):
        thanked = [answer for answer in answers if answer.location.endswith("/thank-you/")]
        asked = [answer for answer in answers if answer.status == 409]
        assert (len(thanked), len(asked)) == (1, buyers - 1)
        assert all("from €60.00 to €120.00" in answer.body for answer in asked)
    assert half_price_orders() == rounds
    uses = PromotionUse.objects.filter(order__isnull=False)
    assert uses.values("promotion").distinct().count() == uses.count() == rounds


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_use_is_given_once(race: Race, kind: str) -> None:
    assert_given_once(race, kind=kind, buyers=6, rounds=6)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("buyers", "rounds"), SCHEDULE)
def test_the_last_use_is_given_once_in_a_thousand_rounds(
    race: Race, kind: str, buyers: int, rounds: int
) -> None:
    with counted(f"last use of a {kind}, {buyers} buyers", rounds=rounds) as figure:
        assert_given_once(race, kind=kind, buyers=buyers, rounds=rounds)
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_guards_the_last_use_is_given_twice(unguarded_race: Race, kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_promotionuse DISABLE TRIGGER USER")
    # A quiet machine may let one buyer through before the next; some round of many does not.
    try:
        for tried in range(1, TRIES + 1):
            run_rounds(unguarded_race, kind=kind, buyers=6, rounds=6, first=6 * tried)
            used = half_price_orders()
            if used > 6 * tried:
                break
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE orders_promotionuse ENABLE TRIGGER USER")

    assert used > 6 * tried
