"""Parcels, arrivals, cancellations and refunds."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail

from orders import checkout, fulfilment, outbox, refunds, states
from orders.fulfilment import NotInOrder, Tracking
from orders.messages import HANDLERS
from orders.models import (
    GatewayCharge,
    Order,
    OrderEvent,
    OrderLine,
    OrderStatus,
    Payment,
    Refund,
    Shipment,
    StockMovement,
)
from orders.payments.gateway import decide
from orders.refunds import NotRefundable
from orders.states import IllegalMove
from orders.tests.shop import Shopfloor, on_hand

pytestmark = pytest.mark.usefixtures("books_are_right")

STAFF = states.Actor("staff")


@pytest.fixture
def order(shop: Shopfloor) -> Order:
    """Three lamps and one mug: 3 × 33.33 + 10.00, delivery free."""
    lamp = shop.article("Lamp", price=3333, stock=5)
    placed = shop.buy({lamp: 3, shop.article("Mug", price=1000): 1}).order
    assert placed is not None
    return placed


def units_of(order: Order, title: str, count: int) -> dict[int, int]:
    return {order.lines.get(title=title).pk: count}


def moves(order: Order) -> list[str]:
    return list(
        OrderEvent.objects.filter(order=order)
        .exclude(to_status="")
        .order_by("pk")
        .values_list("to_status", flat=True)
    )


def test_everything_leaves_in_one_parcel_and_arrives(order: Order, now: datetime) -> None:
    fulfilment.ship(
        order.pk,
        tracking=Tracking("DHL", "00340434", "https://example.org/00340434"),
        actor=STAFF,
        now=now,
    )
    fulfilment.note_delivered(order.pk, actor=STAFF, now=now)
    outbox.deliver(HANDLERS, now=now)

    assert moves(order) == ["placed", "paid", "shipped", "delivered"]
    assert [(line.quantity, line.quantity_shipped) for line in order.lines.order_by("pk")] == [
        (3, 3),
        (1, 1),
    ]
    assert Shipment.objects.get().delivered_at == now
    letter = mail.outbox[-1]
    assert letter.subject == f"Your order {order.number} is on its way"
    assert "DHL 00340434" in letter.body
    assert "3 × Lamp" in letter.body


def test_an_order_may_leave_in_parts(order: Order, now: datetime) -> None:
    fulfilment.ship(order.pk, units=units_of(order, "Lamp", 2), actor=STAFF, now=now)
    order.refresh_from_db()
    assert order.status == OrderStatus.PARTLY_SHIPPED
    assert fulfilment.unsent(order) == {
        **units_of(order, "Lamp", 1),
        **units_of(order, "Mug", 1),
    }

    fulfilment.ship(order.pk, units=units_of(order, "Mug", 1), actor=STAFF, now=now)
    fulfilment.ship(order.pk, actor=STAFF, now=now)

    assert moves(order) == ["placed", "paid", "partly_shipped", "shipped"]
    assert Shipment.objects.count() == 3


@pytest.mark.parametrize("count", [0, 4])
def test_no_more_leaves_than_was_bought(order: Order, now: datetime, count: int) -> None:
    with pytest.raises(NotInOrder):
        fulfilment.ship(order.pk, units=units_of(order, "Lamp", count), actor=STAFF, now=now)

    assert Shipment.objects.count() == 0
    assert moves(order) == ["placed", "paid"]


def test_what_has_left_is_not_cancelled_and_what_is_unpaid_does_not_leave(
    order: Order, shop: Shopfloor, now: datetime
) -> None:
    fulfilment.ship(order.pk, units=units_of(order, "Lamp", 1), actor=STAFF, now=now)

    with pytest.raises(IllegalMove):
        fulfilment.cancel(order.pk, reason="late", actor=STAFF, now=now)
    with pytest.raises(IllegalMove):
        fulfilment.note_delivered(order.pk, actor=STAFF, now=now)


def test_cancelling_returns_units_and_money(order: Order, now: datetime) -> None:
    lamp = order.lines.get(title="Lamp").variant
    assert lamp is not None

    fulfilment.cancel(order.pk, reason="changed my mind", actor=states.CUSTOMER, now=now)
    outbox.deliver(HANDLERS, now=now)

    order.refresh_from_db()
    payment = Payment.objects.get()
    charge = GatewayCharge.objects.get()
    assert order.status == OrderStatus.CANCELLED
    assert on_hand(lamp) == 5
    assert payment.refunded_minor == payment.captured_minor == order.total_minor
    assert sum(charge.refunds.values()) == order.total_minor
    assert Refund.objects.get().status == "done"
    assert list(
        StockMovement.objects.filter(variant_id=lamp.pk)
        .order_by("pk")
        .values_list("difference", "reason")
    ) == [
        (5, "opening"),
        (-3, "sale"),
        (3, "cancellation"),
    ]
    assert mail.outbox[-1].subject == f"Your order {order.number} is cancelled"
    with pytest.raises(IllegalMove):
        fulfilment.cancel(order.pk, reason="again", actor=STAFF, now=now)


def test_cancelling_before_the_money_was_taken_lets_it_go(
    shop: Shopfloor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp"): 1}))
    decide(payment.provider_reference, status="authorised")
    monkeypatch.setattr(checkout, "take_money", lambda *_, **__: None)
    order = checkout.settle(payment.pk, now=now).order
    assert order is not None
    assert order.status == OrderStatus.PLACED
    monkeypatch.undo()

    fulfilment.cancel(order.pk, reason="too late", actor=STAFF, now=now)
    outbox.deliver(HANDLERS, now=now)

    payment.refresh_from_db()
    order.refresh_from_db()
    assert (payment.status, payment.captured_minor) == ("cancelled", 0)
    assert GatewayCharge.objects.get().status == "cancelled"
    assert order.status == OrderStatus.CANCELLED


def test_units_are_refunded_to_the_cent(order: Order, now: datetime) -> None:
    first = refunds.refund(
        order.pk, units=units_of(order, "Lamp", 1), reason="scratched", actor=STAFF, now=now
    )
    second = refunds.refund(
        order.pk, units=units_of(order, "Lamp", 2), reason="all of them", actor=STAFF, now=now
    )

    assert (first.amount_minor, second.amount_minor) == (3333, 6666)
    assert first.status == second.status == "done"
    assert Payment.objects.get().refunded_minor == 9999
    with pytest.raises(NotRefundable):
        refunds.refund(
            order.pk, units=units_of(order, "Lamp", 1), reason="again", actor=STAFF, now=now
        )
    assert Refund.objects.count() == 2


@pytest.mark.parametrize(("total", "quantity"), [(100, 3), (1, 3), (0, 2), (9999, 7)])
def test_unit_values_of_a_line_sum_to_its_total(total: int, quantity: int) -> None:
    line = OrderLine(total_minor=total, quantity=quantity)

    values = [refunds.units_value(line, units=1, before=at) for at in range(quantity)]

    assert sum(values) == total
    assert max(values) - min(values) <= 1


def test_everything_refunded_closes_the_order(order: Order, now: datetime) -> None:
    refunds.refund(
        order.pk,
        units={**units_of(order, "Lamp", 3), **units_of(order, "Mug", 1)},
        reason="all back",
        actor=STAFF,
        now=now,
    )

    order.refresh_from_db()
    assert order.status == OrderStatus.REFUNDED


@pytest.mark.parametrize("extra", [-1, 0, 10_999 + 1])
def test_no_more_is_refunded_than_was_captured(order: Order, now: datetime, extra: int) -> None:
    with pytest.raises(NotRefundable):
        refunds.refund(order.pk, units={}, extra_minor=extra, reason="", actor=STAFF, now=now)

    assert Refund.objects.count() == 0
    assert Payment.objects.get().refunded_minor == 0


def test_a_refund_the_provider_refuses_is_free_again(order: Order, now: datetime) -> None:
    GatewayCharge.objects.update(captured_minor=0)

    asked = refunds.refund(
        order.pk, units=units_of(order, "Mug", 1), reason="broken", actor=STAFF, now=now
    )
    GatewayCharge.objects.update(captured_minor=order.total_minor)

    assert asked.status == "failed"
    assert Payment.objects.get().refunded_minor == 0
    again = refunds.refund(
        order.pk, units=units_of(order, "Mug", 1), reason="broken", actor=STAFF, now=now
    )
    assert again.status == "done"
