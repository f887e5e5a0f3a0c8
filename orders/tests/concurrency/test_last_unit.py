"""One unit, many buyers: exactly one order, and everybody else is told so calmly."""

from __future__ import annotations

import pytest
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import Stock
from orders import ledger
from orders.models import Order, OrderLine
from orders.tests.concurrency.browser import Answer, at_once
from orders.tests.concurrency.race import Race
from orders.tests.figures import counted

SOLD_OUT = "/checkout/sold-out/"
TRIES = 10
AT_ONCE = 40
"""Buyers of several rounds press "Pay" together, so that the server is busy and the rounds take less time."""


def run_rounds(race: Race, *, buyers: int, rounds: int, units: int = 1) -> list[list[Answer]]:
    """Let crowds press "Pay" at once, each for its own article; return their answers round by round."""
    answered: list[list[Answer]] = []
    together = max(1, AT_ONCE // buyers)
    while len(answered) < rounds:
        lamps = [
            race.floor.article("Last lamp", stock=units)
            for _ in range(min(together, rounds - len(answered)))
        ]
        everybody = [each for crowd in race.crowds(lamps, size=buyers) for each in crowd]
        answers = at_once(
            [lambda each=each: each.browser.press(each.expected) for each in everybody]
        )
        assert [each for each in answers if not isinstance(each, Answer)] == []
        good = [each for each in answers if isinstance(each, Answer)]
        answered += [good[at : at + buyers] for at in range(0, len(good), buyers)]
        lost = next((at for at, each in enumerate(good) if each.location == SOLD_OUT), None)
        if lost is not None:
            assert_calm(everybody[lost].browser.get(SOLD_OUT))
    return answered


def assert_calm(page: Answer) -> None:
    """Assert that the page of the slower ones says what happened and offers ways on."""
    assert page.status == 200
    assert "Somebody was a moment faster" in page.body
    assert "Go on without it" in page.body


def units_sold() -> list[int]:
    """Return how many units of each article were sold."""
    rows = Stock.objects.annotate(
        sold=Coalesce(
            Subquery(
                OrderLine.objects.filter(variant=OuterRef("pk"))
                .order_by().values("variant").annotate(units=Sum("quantity")).values("units")
            ),
            0,
        )
    )  # fmt: skip
    return [row.sold for row in rows]


def assert_one_winner(answers: list[Answer]) -> None:
    thanked = [answer for answer in answers if answer.location.endswith("/thank-you/")]
    sold_out = [answer for answer in answers if answer.location == SOLD_OUT]
    assert (len(thanked), len(sold_out)) == (1, len(answers) - 1)


def assert_sold_once(race: Race, *, buyers: int, rounds: int) -> None:
    for answers in run_rounds(race, buyers=buyers, rounds=rounds):
        assert_one_winner(answers)
    assert units_sold() == [1] * rounds
    assert set(Stock.objects.values_list("on_hand", flat=True)) == {0}
    assert Order.objects.count() == rounds


@pytest.mark.parametrize(("buyers", "rounds"), [(2, 20), (5, 8), (20, 2)])
def test_the_last_unit_is_sold_once(race: Race, buyers: int, rounds: int) -> None:
    assert_sold_once(race, buyers=buyers, rounds=rounds)


@pytest.mark.slow
@pytest.mark.parametrize(("buyers", "rounds"), [(2, 600), (5, 300), (20, 70), (50, 30)])
def test_the_last_unit_is_sold_once_in_a_thousand_rounds(
    race: Race, buyers: int, rounds: int
) -> None:
    with counted(f"last unit, {buyers} buyers", rounds=rounds) as figure:
        assert_sold_once(race, buyers=buyers, rounds=rounds)
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())


def test_exactly_as_many_are_sold_as_there_are(race: Race) -> None:
    (answers,) = run_rounds(race, buyers=12, rounds=1, units=5)

    assert units_sold() == [5]
    assert sum(answer.location.endswith("/thank-you/") for answer in answers) == 5


@pytest.mark.parametrize(("buyers", "rounds"), [(2, 40), (5, 8), (20, 2)])
def test_without_the_guards_the_last_unit_is_sold_twice(
    unguarded_race: Race, buyers: int, rounds: int
) -> None:
    # A quiet machine may let one buyer through before the next; some round of many does not.
    for _ in range(TRIES):
        run_rounds(unguarded_race, buyers=buyers, rounds=rounds)
        if max(units_sold()) > 1:
            break

    assert max(units_sold()) > 1
    assert any("took exactly its units" in each.sentence for each in ledger.violations())
