"""One unit, many buyers: exactly one order, and everybody else is told so calmly."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from orders import ledger
from orders.models import Order, OrderLine
from orders.tests.concurrency.browser import Answer, at_once
from orders.tests.concurrency.race import Race
from orders.tests.figures import counted
from orders.tests.shop import on_hand


def run_round(race: Race, *, buyers: int, units: int = 1) -> tuple[list[Answer], int]:
    """Let buyers press "Pay" at once; return their answers and how many units were sold."""
    lamp = race.floor.article("Last lamp", stock=units)
    crowd = race.crowd({lamp: 1}, size=buyers)

    answers = at_once([lambda buyer=buyer: buyer.browser.buy(buyer.expected) for buyer in crowd])

    errors = [answer for answer in answers if not isinstance(answer, Answer)]
    assert errors == []
    sold = OrderLine.objects.filter(variant=lamp).aggregate(units=Sum("quantity"))["units"] or 0
    assert on_hand(lamp) == max(0, units - sold)
    return [answer for answer in answers if isinstance(answer, Answer)], sold


def assert_one_winner(answers: list[Answer]) -> None:
    thanked = [answer for answer in answers if answer.location.endswith("/thank-you/")]
    sold_out = [answer for answer in answers if answer.location == "/checkout/sold-out/"]
    assert len(thanked) == 1
    assert len(sold_out) == len(answers) - 1, [(each.status, each.location) for each in answers]
    for answer in sold_out:
        assert "Somebody was a moment faster" in answer.body
        assert "Go on without it" in answer.body


def run_rounds(race: Race, *, buyers: int, rounds: int) -> None:
    for _ in range(rounds):
        answers, sold = run_round(race, buyers=buyers)

        assert sold == 1
        assert_one_winner(answers)
    assert Order.objects.count() == rounds


@pytest.mark.parametrize(("buyers", "rounds"), [(2, 6), (5, 3), (20, 1)])
def test_the_last_unit_is_sold_once(race: Race, buyers: int, rounds: int) -> None:
    run_rounds(race, buyers=buyers, rounds=rounds)


@pytest.mark.slow
@pytest.mark.parametrize(("buyers", "rounds"), [(2, 600), (5, 300), (20, 75), (50, 25)])
def test_the_last_unit_is_sold_once_in_a_thousand_rounds(
    race: Race, buyers: int, rounds: int
) -> None:
    with counted(f"last unit, {buyers} buyers", rounds=rounds) as figure:
        run_rounds(race, buyers=buyers, rounds=rounds)
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())


def test_exactly_as_many_are_sold_as_there_are(race: Race) -> None:
    answers, sold = run_round(race, buyers=12, units=5)

    assert sold == 5
    assert sum(answer.location.endswith("/thank-you/") for answer in answers) == 5


def test_without_the_guards_the_last_unit_is_sold_twice(unguarded_race: Race) -> None:
    sold = [run_round(unguarded_race, buyers=5)[1] for _ in range(5)]

    assert max(sold) > 1
    assert any("took exactly its units" in each.sentence for each in ledger.violations())
