"""The same cart sent twice at once: one order, both land on its thank-you page, the cart stays closed."""

from __future__ import annotations

import pytest
from django.db import connection

from orders import carts, ledger
from orders.models import Cart, Order, Payment
from orders.shoppers import Shopper
from orders.tests.concurrency.browser import Answer, at_once
from orders.tests.concurrency.race import Race
from orders.tests.figures import counted

TRIES = 50


def submit_twice(race: Race, *, times: int = 2) -> tuple[list[Answer], int]:
    """Send one shopper's last form several times at once; return the answers and the cart."""
    buyer = race.buyer({race.floor.article("Mug", stock=10): 2})

    answers = at_once([lambda: buyer.browser.buy(buyer.expected) for _ in range(times)])

    assert all(isinstance(answer, Answer) for answer in answers), answers
    return [answer for answer in answers if isinstance(answer, Answer)], buyer.cart_id


def assert_one_order(answers: list[Answer], cart_id: int) -> None:
    order = Order.objects.get(cart_id=cart_id)
    assert {answer.location for answer in answers} == {f"/orders/{order.public_id}/thank-you/"}
    assert {answer.status for answer in answers} == {200}
    assert Cart.objects.get(pk=cart_id).status == "ordered"
    assert order.visitor_id is not None
    assert carts.find(Shopper(visitor_id=order.visitor_id)) is None
    assert Payment.objects.filter(order=order, status="captured").count() == 1


def test_a_double_click_makes_one_order(race: Race) -> None:
    for _ in range(5):
        assert_one_order(*submit_twice(race))


@pytest.mark.slow
def test_a_hundred_double_clicks_make_a_hundred_orders(race: Race) -> None:
    with counted("same cart twice", rounds=100) as figure:
        for _ in range(100):
            assert_one_order(*submit_twice(race))
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())
    assert figure.orders == 100


def test_six_clicks_make_one_order(race: Race) -> None:
    assert_one_order(*submit_twice(race, times=6))


def test_without_the_guards_a_double_click_makes_two_orders(unguarded_race: Race) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_order DROP CONSTRAINT orders_order_cart_id_key")
        cursor.execute("DROP INDEX orders_payment_one_open_per_cart")
        cursor.execute("DROP INDEX orders_payment_one_per_order")
    try:
        # A quiet machine may let one click through before the next; some cart of many is sold twice.
        for _ in range(TRIES):
            _, cart_id = submit_twice(unguarded_race, times=4)
            orders = Order.objects.filter(cart_id=cart_id).count()
            if orders > 1:
                break
    finally:
        _restore_constraints()

    assert orders > 1


def _restore_constraints() -> None:
    """Put the database's own guards back for the tests after this one."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE orders_order, orders_payment CASCADE")
        cursor.execute(
            "ALTER TABLE orders_order ADD CONSTRAINT orders_order_cart_id_key UNIQUE (cart_id)"
        )
        cursor.execute(
            "CREATE UNIQUE INDEX orders_payment_one_open_per_cart ON orders_payment (cart_id)"
            " WHERE status IN ('started', 'pending')"
        )
        cursor.execute(
            "CREATE UNIQUE INDEX orders_payment_one_per_order ON orders_payment (order_id)"
            " WHERE status IN ('authorised', 'captured')"
        )
