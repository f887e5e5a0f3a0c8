"""Checks that the books add up: units, orders, payments, refunds. Runs after every fault test and as a command.

Each rule is one SQL statement that returns the rows which break it; a sound shop returns none.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence that must be true, and the query that finds where it is not."""

    sentence: str
    query: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that breaks a rule."""

    sentence: str
    row: str


RULES: tuple[Rule, ...] = (
    Rule(
        "units on hand are the sum of all stock movements",
        """
        SELECT variant_id, coalesce(stock.on_hand, 0) AS on_hand, coalesce(moved.units, 0) AS moved
        FROM catalog_stock AS stock
        FULL JOIN (SELECT variant_id, sum(difference) AS units FROM orders_stockmovement GROUP BY variant_id) AS moved
        USING (variant_id)
        WHERE coalesce(stock.on_hand, 0) <> coalesce(moved.units, 0)
        """,
    ),
    Rule(
        "every order of the shop took exactly its units out of stock, and got back what was cancelled",
        """
        SELECT number, variant_id, sold, moved FROM (
            SELECT orders_order.number, line.variant_id, sum(line.quantity - line.quantity_cancelled) AS sold
            FROM orders_orderline AS line JOIN orders_order ON orders_order.id = line.order_id
            WHERE orders_order.origin = 'shop' AND line.variant_id IS NOT NULL GROUP BY 1, 2
        ) AS lines
        LEFT JOIN (
            SELECT reference AS number, variant_id, -sum(difference) AS moved FROM orders_stockmovement
            WHERE reason IN ('sale', 'cancellation') GROUP BY 1, 2
        ) AS movements USING (number, variant_id)
        WHERE sold <> coalesce(moved, 0)
        """,
    ),
    Rule(
        "no unit left stock for an order that does not exist",
        """
        SELECT reference, variant_id, difference FROM orders_stockmovement
        WHERE reason = 'sale' AND NOT EXISTS (
            SELECT FROM orders_order WHERE origin = 'shop' AND number = orders_stockmovement.reference)
        """,
    ),
    Rule(
        "no more came back into stock than was returned",
        """
        SELECT movement.reference, movement.variant_id, movement.units, returned.units FROM (
            SELECT reference, variant_id, sum(difference) AS units FROM orders_stockmovement
            WHERE reason = 'return' GROUP BY 1, 2
        ) AS movement LEFT JOIN (
            SELECT orders_order.number AS reference, line.variant_id, sum(line.quantity_returned) AS units
            FROM orders_orderline AS line JOIN orders_order ON orders_order.id = line.order_id GROUP BY 1, 2
        ) AS returned USING (reference, variant_id)
        WHERE movement.units > coalesce(returned.units, 0)
        """,
    ),
    Rule(
        "the lines of an order sum to its totals",
        """
        SELECT orders_order.number, orders_order.total_minor FROM orders_order
        LEFT JOIN (
            SELECT order_id, sum(unit_price_minor * quantity) AS items, sum(discount_minor) AS discount,
                   sum(tax_minor) AS tax, sum(total_minor) AS total
            FROM orders_orderline GROUP BY order_id
        ) AS lines ON lines.order_id = orders_order.id
        WHERE origin = 'shop' AND (
            coalesce(items, -1) <> items_minor OR discount <> discount_minor
            OR tax + delivery_tax_minor <> tax_minor
            OR total + delivery_minor + CASE WHEN is_tax_included THEN 0 ELSE delivery_tax_minor END <> total_minor)
        """,
    ),
    Rule(
        "a paid order has exactly one captured payment, of its total",
        """
        SELECT number, orders_order.status, count(payment.id), sum(payment.captured_minor)
        FROM orders_order LEFT JOIN orders_payment AS payment
          ON payment.order_id = orders_order.id AND payment.status = 'captured'
        WHERE origin = 'shop' AND orders_order.status NOT IN ('placed', 'cancelled')
        GROUP BY orders_order.id
        HAVING count(payment.id) <> 1 OR sum(payment.captured_minor) <> total_minor
        """,
    ),
    Rule(
        "a placed order has an authorised payment of its total",
        """
        SELECT number FROM orders_order WHERE origin = 'shop' AND status = 'placed' AND NOT EXISTS (
            SELECT FROM orders_payment WHERE order_id = orders_order.id AND status = 'authorised'
               AND amount_minor = total_minor AND currency = orders_order.currency)
        """,
    ),
    Rule(
        "no money was taken without an order",
        "SELECT public_id, status FROM orders_payment WHERE status IN ('authorised', 'captured') AND order_id IS NULL",
    ),
    Rule(
        "refunds of a payment sum to what it says was refunded",
        """
        SELECT public_id, refunded_minor FROM orders_payment AS payment
        WHERE refunded_minor <> (SELECT coalesce(sum(amount_minor), 0) FROM orders_refund
                                  WHERE payment_id = payment.id AND status <> 'failed')
        """,
    ),
    Rule(
        "a cart became at most one order, and is closed then",
        """
        SELECT orders_cart.id, orders_cart.status FROM orders_cart JOIN orders_order ON orders_order.cart_id = orders_cart.id
        WHERE orders_cart.status <> 'ordered'
        """,
    ),
    Rule(
        "a closed cart holds no units",
        """
        SELECT hold.cart_id, hold.variant_id FROM orders_stockhold AS hold
        JOIN orders_cart ON orders_cart.id = hold.cart_id WHERE orders_cart.status = 'ordered'
        """,
    ),
    Rule(
        "every state of an order is the end of its audit",
        """
        SELECT number, status FROM orders_order WHERE origin = 'shop' AND status <> (
            SELECT to_status FROM orders_orderevent WHERE order_id = orders_order.id AND to_status <> ''
            ORDER BY id DESC LIMIT 1)
        """,
    ),
)


def violations() -> list[Violation]:
    """Return every row that breaks a rule. One query a rule."""
    found = []
    with connection.cursor() as cursor:
        for rule in RULES:
            cursor.execute(rule.query)
            found += [Violation(rule.sentence, str(row)) for row in cursor.fetchall()]
    return found
