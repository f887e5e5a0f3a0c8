"""The same key many times at once: one effect, one answer; another body is refused."""

from __future__ import annotations

import time

import pytest

from catalog.models import Variant
from orders import ledger
from orders.models import CartLine, Order
from orders.tests.concurrency.browser import Answer, Browser, at_once
from orders.tests.concurrency.race import Buyer, Race
from orders.tests.figures import counted

PARALLEL = 20


def insist(browser: Browser, path: str, body: object, *, key: str) -> Answer:
    """Call until the answer is there: 409 means that the first call still runs."""
    for _ in range(200):
        answer = browser.call("POST", path, body, key=key)
        if answer.status != 409 or "has not answered yet" not in answer.body:
            return answer
        time.sleep(0.1)
    raise AssertionError("the first call never answered")


def bodies_of(answers: list[Answer | BaseException]) -> set[tuple[int, str]]:
    return {
        (each.status, each.body) if isinstance(each, Answer) else (0, repr(each))
        for each in answers
    }


def agree_at_once(buyer: Buyer, *, key: str, times: int = PARALLEL) -> set[tuple[int, str]]:
    """Agree to one offer many times at once under one key."""
    body = {"expected": buyer.expected}
    return bodies_of(at_once([lambda: insist(buyer.browser, "/orders/", body, key=key)] * times))


def add_at_once(race: Race, lamp: Variant, *, key: str) -> tuple[int, set[tuple[int, str]]]:
    """Add one unit many times at once under one key; return the quantity and the answers."""
    browser = Browser(race.server.port)
    body = {"variant": lamp.pk, "quantity": 1}
    answers = bodies_of(
        at_once([lambda: insist(browser, "/cart/lines/", body, key=key)] * PARALLEL)
    )
    line = CartLine.objects.get(cart__visitor_id=browser.visitor_id)
    return line.quantity, answers


def run_keys(race: Race, *, keys: int) -> None:
    lamp = race.floor.article("Lamp", stock=10_000)
    for number in range(keys):
        buyer = race.buyer({lamp: 1})

        answers = agree_at_once(buyer, key=f"key-{number}")
        assert [status for status, _ in answers] == [201]
        other = buyer.browser.call("POST", "/orders/", {"expected": "other"}, key=f"key-{number}")
        assert other.status == 422
        buyer.browser.buy(buyer.expected)
        assert Order.objects.filter(cart_id=buyer.cart_id).count() == 1
    assert Order.objects.count() == keys


def test_one_key_is_one_order(race: Race) -> None:
    run_keys(race, keys=3)


@pytest.mark.slow
def test_two_hundred_keys_are_two_hundred_orders(race: Race) -> None:
    with counted("same Idempotency-Key, 20 at once", rounds=200) as figure:
        run_keys(race, keys=200)
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())


def test_one_key_is_one_unit_in_the_cart(race: Race) -> None:
    quantity, answers = add_at_once(race, race.floor.article("Lamp", stock=100), key="add")

    assert quantity == 1
    assert len(answers) == 1


def test_without_the_guard_a_repeated_call_counts_again(unguarded_race: Race) -> None:
    lamp = unguarded_race.floor.article("Lamp", stock=100)

    quantity, answers = add_at_once(unguarded_race, lamp, key="add")

    assert quantity > 1
    assert len(answers) > 1
