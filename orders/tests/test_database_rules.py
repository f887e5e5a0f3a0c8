"""Every invariant is refused by PostgreSQL itself, whoever writes: each test speaks raw SQL."""
# ruff: noqa: S608 - the statements are put together from constants of this file

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from orders import fulfilment, states
from orders.models import Order, OrderLine, OrderOrigin, OrderStatus, Payment, StockMovement
from orders.states import LEGAL_MOVES
from orders.tests.shop import Shopfloor, on_hand

Sql = Callable[..., None]


@pytest.fixture
def sql(db: None) -> Sql:
    def run(statement: str, *values: object) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    return run


def refused(sql: Sql, rule: str, statement: str, *values: object) -> None:
    """Assert that a statement breaks the named rule."""
    with pytest.raises(IntegrityError) as refusal:
        sql(statement, *values)
    cause = refusal.value.__cause__
    assert cause is not None
    assert cause.diag.constraint_name == rule  # type: ignore[attr-defined]


@pytest.fixture
def order(shop: Shopfloor) -> Order:
    payment = shop.buy({shop.article("Lamp", price=4900, stock=5): 2})
    assert payment.order is not None
    return payment.order


class TestCarts:
    def test_one_active_cart_per_visitor(self, sql: Sql) -> None:
        visitor = uuid4()
        new = "INSERT INTO orders_cart (visitor_id) VALUES (%s)"
        sql(new, visitor)

        refused(sql, "orders_cart_one_active_per_visitor", new, visitor)

    def test_one_active_cart_per_account(self, sql: Sql, ada: User) -> None:
        new = "INSERT INTO orders_cart (user_id) VALUES (%s)"
        sql(new, ada.pk)

        refused(sql, "orders_cart_one_active_per_user", new, ada.pk)
        sql("UPDATE orders_cart SET status = 'ordered'")
        sql(new, ada.pk)

    def test_a_cart_belongs_to_somebody(self, sql: Sql) -> None:
        refused(sql, "orders_cart_has_shopper", "INSERT INTO orders_cart DEFAULT VALUES")

    @pytest.mark.parametrize("quantity", [0, 1000])
    def test_a_line_has_a_sensible_quantity(self, sql: Sql, shop: Shopfloor, quantity: int) -> None:
        shop.ready_cart({shop.article("Mug"): 1})

        refused(
            sql,
            "orders_cartline_quantity_range",
            "UPDATE orders_cartline SET quantity = %s",
            quantity,
        )

    def test_an_article_stands_in_a_cart_once(self, sql: Sql, shop: Shopfloor) -> None:
        shop.ready_cart({shop.article("Mug"): 1})

        refused(
            sql,
            "orders_cartline_variant_once",
            "INSERT INTO orders_cartline (cart_id, variant_id, quantity, seen_price_minor, seen_currency)"
            " SELECT cart_id, variant_id, 1, 1, 'EUR' FROM orders_cartline",
        )


class TestStock:
    def test_stock_cannot_fall_below_zero(self, sql: Sql, shop: Shopfloor) -> None:
        shop.article("Lamp", stock=1)

        refused(sql, "catalog_stock_not_negative", "UPDATE catalog_stock SET on_hand = on_hand - 2")

    def test_a_hold_is_of_something_once(self, sql: Sql, shop: Shopfloor) -> None:
        cart = shop.ready_cart({shop.article("Mug"): 1})
        shop.begin(cart)
        again = (
            "INSERT INTO orders_stockhold (cart_id, variant_id, quantity, expires_at)"
            " SELECT cart_id, variant_id, 1, expires_at FROM orders_stockhold"
        )

        refused(sql, "orders_stockhold_once_per_cart", again)
        refused(
            sql, "orders_stockhold_quantity_positive", "UPDATE orders_stockhold SET quantity = 0"
        )

    def test_every_change_is_written_down_whoever_makes_it(self, sql: Sql, shop: Shopfloor) -> None:
        lamp = shop.article("Lamp", stock=5)

        sql("UPDATE catalog_stock SET on_hand = on_hand - 2 WHERE variant_id = %s", lamp.pk)

        movements = StockMovement.objects.filter(variant_id=lamp.pk).order_by("pk")
        assert [(each.difference, each.reason) for each in movements] == [
            (5, "opening"),
            (-2, "adjustment"),
        ]

    def test_the_stock_ledger_is_append_only(self, sql: Sql, shop: Shopfloor) -> None:
        shop.article("Lamp", stock=5)

        for statement in (
            "UPDATE orders_stockmovement SET difference = 1",
            "DELETE FROM orders_stockmovement",
        ):
            refused(sql, "orders_stockmovement_sealed", statement)


class TestOrders:
    def test_a_cart_becomes_one_order(self, sql: Sql, order: Order) -> None:
        refused(
            sql,
            "orders_order_cart_id_key",
            "INSERT INTO orders_order (number, cart_id, currency, items_minor, total_minor, placed_at)"
            " SELECT 'other', cart_id, currency, 0, 0, placed_at FROM orders_order",
        )

    @pytest.mark.parametrize(
        "change",
        [
            "total_minor = total_minor + 1",
            "items_minor = items_minor + 1",
            "delivery_minor = delivery_minor + 1",
            "discount_minor = discount_minor + 1",
        ],
    )
    def test_the_total_adds_up(self, sql: Sql, order: Order, change: str) -> None:
        refused(sql, "orders_order_total_adds_up", f"UPDATE orders_order SET {change}")

    @pytest.mark.parametrize(
        "change",
        [
            "items_minor = items_minor + 1, total_minor = total_minor + 1",
            "tax_minor = tax_minor + 1",
            "is_tax_included = false, total_minor = total_minor + tax_minor",
        ],
    )
    def test_the_lines_sum_to_the_totals(self, sql: Sql, order: Order, change: str) -> None:
        refused(sql, "orders_order_lines_sum", f"UPDATE orders_order SET {change}")

    def test_no_line_comes_or_goes_afterwards(self, sql: Sql, order: Order) -> None:
        refused(
            sql,
            "orders_order_lines_sum",
            "INSERT INTO orders_orderline (order_id, title, unit_price_minor, quantity, total_minor)"
            " VALUES (%s, 'Gift', 1, 1, 1)",
            order.pk,
        )
        refused(sql, "orders_order_lines_sum", "DELETE FROM orders_orderline")

    def test_an_order_without_lines_is_none(self, sql: Sql) -> None:
        refused(
            sql,
            "orders_order_lines_sum",
            "INSERT INTO orders_order (number, currency, items_minor, total_minor, placed_at)"
            " VALUES ('x', 'EUR', 0, 0, now())",
        )

    @pytest.mark.parametrize(
        "change",
        [
            "title = 'Other'",
            "unit_price_minor = 1, total_minor = 2",
            "quantity = 1, total_minor = 4900",
        ],
    )
    def test_a_sold_line_is_sealed(self, sql: Sql, order: Order, change: str) -> None:
        refused(sql, "orders_orderline_sealed", f"UPDATE orders_orderline SET {change}")

    def test_no_more_comes_back_than_was_sold(self, sql: Sql, order: Order) -> None:
        sql("UPDATE orders_orderline SET quantity_cancelled = 1")
        refused(
            sql,
            "orders_orderline_returned_at_most_sold",
            "UPDATE orders_orderline SET quantity_returned = 2",
        )
        refused(
            sql,
            "orders_orderline_shipped_at_most_sold",
            "UPDATE orders_orderline SET quantity_shipped = 2",
        )

    def test_a_line_was_shipped_as_often_as_its_parcels_say(
        self, sql: Sql, order: Order, shop: Shopfloor
    ) -> None:
        fulfilment.ship(order.pk, actor=states.SYSTEM, now=shop.now)

        for statement in (
            "UPDATE orders_orderline SET quantity_shipped = quantity_shipped - 1",
            "DELETE FROM orders_shipmentline",
        ):
            refused(sql, "orders_orderline_shipped_sum", statement)

    def test_an_order_is_never_deleted_and_its_audit_never_changed(
        self, sql: Sql, order: Order
    ) -> None:
        refused(sql, "orders_order_kept", "DELETE FROM orders_order")
        refused(sql, "orders_orderevent_sealed", "UPDATE orders_orderevent SET note = 'else'")
        refused(sql, "orders_orderevent_kept", "DELETE FROM orders_orderevent")

    def test_every_move_outside_the_table_is_refused(self, sql: Sql, order: Order) -> None:
        for before in OrderStatus:
            for after in OrderStatus:
                if before == after:
                    continue
                with transaction.atomic():
                    _force_status(order, before)
                    move = "UPDATE orders_order SET status = %s WHERE id = %s"
                    if (before, after) in LEGAL_MOVES:
                        sql(move, after.value, order.pk)
                    else:
                        refused(sql, "orders_order_legal_move", move, after.value, order.pk)

    def test_numbers_and_outside_references_are_unique_in_their_origin(self, sql: Sql) -> None:
        new = (
            "INSERT INTO orders_order (origin, number, external_reference, currency, items_minor, total_minor,"
            " placed_at) VALUES ('import', %s, %s, 'EUR', 0, 0, now())"
        )
        sql(new, "A", "536365")

        refused(sql, "orders_order_number_once", new, "A", "other")
        refused(sql, "orders_order_external_once", new, "B", "536365")

    def test_history_may_be_corrected_and_deleted(self, sql: Sql) -> None:
        sql(
            "INSERT INTO orders_order (origin, number, currency, items_minor, total_minor, placed_at)"
            " VALUES ('import', 'A', 'EUR', 500, 500, now())"
        )
        sql(
            "INSERT INTO orders_orderline (order_id, title, unit_price_minor, quantity, total_minor)"
            " SELECT id, 'Mug', 500, 1, 500 FROM orders_order"
        )
        sql("UPDATE orders_orderline SET quantity = 2, total_minor = 1000")
        sql("UPDATE orders_order SET status = 'delivered'")
        sql("UPDATE orders_order SET status = 'placed'")

        OrderLine.objects.all().delete()
        Order.objects.filter(origin=OrderOrigin.IMPORT).delete()

        assert Order.objects.count() == 0


class TestMoney:
    def test_one_open_payment_per_cart(self, sql: Sql, shop: Shopfloor) -> None:
        shop.begin(shop.ready_cart({shop.article("Mug"): 1}))

        refused(sql, "orders_payment_one_open_per_cart", _copy_payment("pending"))

    def test_one_successful_payment_per_order(self, sql: Sql, order: Order) -> None:
        refused(sql, "orders_payment_one_per_order", _copy_payment("authorised"))

    @pytest.mark.parametrize(
        "change",
        [
            "captured_minor = amount_minor + 1",
            "refunded_minor = captured_minor + 1",
            "amount_minor = -1",
        ],
    )
    def test_amounts_of_a_payment_are_nested(self, sql: Sql, order: Order, change: str) -> None:
        refused(sql, "orders_payment_amounts_nested", f"UPDATE orders_payment SET {change}")

    def test_a_refund_is_counted_in_its_payment(self, sql: Sql, order: Order) -> None:
        payment = Payment.objects.get()
        new = (
            "INSERT INTO orders_refund (payment_id, amount_minor, provider_reference, reason)"
            " VALUES (%s, %s, '', '')"
        )

        refused(sql, "orders_payment_refunds_sum", new, payment.pk, 100)
        refused(sql, "orders_payment_refunds_sum", "UPDATE orders_payment SET refunded_minor = 100")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(new, [payment.pk, 100])
            cursor.execute("UPDATE orders_payment SET refunded_minor = 100")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def test_a_provider_reference_and_a_provider_event_count_once(
        self, sql: Sql, order: Order
    ) -> None:
        refused(
            sql,
            "orders_payment_reference_once",
            "INSERT INTO orders_payment (provider, provider_reference, redirect_url, return_url, currency,"
            " amount_minor, quote, failure_code, status)"
            " SELECT provider, provider_reference, '', '', 'EUR', 1, '{}', '', 'failed' FROM orders_payment",
        )
        event = (
            "INSERT INTO orders_webhookdelivery (provider, event_id, kind, provider_reference, sent_at, outcome)"
            " VALUES ('test', 'evt_1', 'paid', '', now(), '')"
        )
        sql(event)
        refused(sql, "orders_webhook_event_once", event)


def test_refusals_change_nothing(sql: Sql, order: Order, shop: Shopfloor) -> None:
    lamp = order.lines.get().variant
    assert lamp is not None

    refused(sql, "orders_order_kept", "DELETE FROM orders_order")

    assert on_hand(lamp) == 3
    assert Order.objects.get().total_minor == order.total_minor


def _force_status(order: Order, status: OrderStatus) -> None:
    """Put an order into a state by switching the rule off, which only the owner of the table can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE orders_order DISABLE TRIGGER orders_order_legal_move")
        cursor.execute(
            "UPDATE orders_order SET status = %s WHERE id = %s", [status.value, order.pk]
        )
        cursor.execute("ALTER TABLE orders_order ENABLE TRIGGER orders_order_legal_move")


def _copy_payment(status: str) -> str:
    return (
        "INSERT INTO orders_payment (cart_id, order_id, provider, provider_reference, redirect_url, return_url,"
        " currency, amount_minor, quote, failure_code, status)"
        f" SELECT cart_id, order_id, provider, '', '', '', currency, amount_minor, quote, '', '{status}'"
        " FROM orders_payment"
    )
