"""Sending an order on its way: parcels, arrivals, and cancelling what has not left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from orders import locks, outbox, placing, refunds, states, stock
from orders.locks import Locks
from orders.models import (
    MovementReason,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentStatus,
    Shipment,
    ShipmentLine,
)
from orders.promotions import limits
from orders.states import Actor, IllegalMove

OPEN_STATUSES = frozenset({OrderStatus.PAID, OrderStatus.PARTLY_SHIPPED})
"""Orders of which something may still leave."""
CANCELLABLE = frozenset({OrderStatus.PLACED, OrderStatus.PAID})
"""Orders of which nothing has left."""


class NotInOrder(Exception):
    """More units were named than the order still has to send."""


@dataclass(frozen=True, slots=True)
class Tracking:
    """How a parcel can be followed."""

    carrier: str = ""
    number: str = ""
    url: str = ""


def unsent(order: Order) -> dict[int, int]:
    """Return the units of each line that have neither left nor been cancelled. One query."""
    return {
        line.pk: units
        for line in order.lines.all()
        if (units := line.quantity - line.quantity_shipped - line.quantity_cancelled)
    }


def ship(
    order_id: int,
    *,
    units: Mapping[int, int] | None = None,
    tracking: Tracking | None = None,
    actor: Actor,
    now: datetime,
) -> Shipment:
    """Send units of an order, all that are left unless some are named, and tell the customer.

    Raises:
        IllegalMove: if the order is not paid, or nothing of it is left to send.
        NotInOrder: if more is named than is left.
    """
    with locks.transaction() as lock:
        order = lock.order(order_id)
        if order.status not in OPEN_STATUSES:
            raise IllegalMove(f"{order.status} cannot be shipped")
        left = unsent(order)
        wanted = dict(left if units is None else units)
        _refuse_more(wanted, left)
        parcel = _pack(order, wanted, tracking or Tracking(), actor=actor, now=now)
        is_all = wanted == left
        after = OrderStatus.SHIPPED if is_all else OrderStatus.PARTLY_SHIPPED
        if order.status != after:
            states.move(order, to=after, actor=actor, now=now)
        else:
            states.record(order, kind="shipped", actor=actor, now=now)
        outbox.write(
            placing.MAIL,
            key=f"mail:shipped:{parcel.public_id.hex}",
            payload={"template": "shipped", "shipment_id": parcel.pk},
            due_at=now,
        )
    return parcel


def note_delivered(order_id: int, *, actor: Actor, now: datetime) -> None:
    """Note that everything arrived.

    Raises: IllegalMove: if not everything has left yet.
    """
    with locks.transaction() as lock:
        order = lock.order(order_id)
        states.move(order, to=OrderStatus.DELIVERED, actor=actor, now=now)
        order.shipments.filter(delivered_at=None).update(delivered_at=now)


def cancel(order_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Call off an order of which nothing has left: units go back on the shelf, money goes back to the customer.

    Raises: IllegalMove: if something has left, or the order was cancelled before.
    """
    with locks.transaction() as lock:
        order = lock.order(order_id)
        if order.status not in CANCELLABLE:
            raise IllegalMove(f"{order.status} cannot be cancelled")
        money_back = _return_money(lock, order, reason=reason, actor=actor, now=now)
        limits.give_back(order)
        _put_back(lock, order)
        states.move(order, to=OrderStatus.CANCELLED, actor=actor, now=now, note=reason)
        outbox.write(
            placing.MAIL,
            key=f"mail:cancelled:{order.public_id.hex}",
            payload={"template": "cancelled", "order_id": order.pk},
            due_at=now,
        )
    if money_back is not None:
        refunds.carry_out(money_back, now=now)


def _refuse_more(wanted: Mapping[int, int], left: Mapping[int, int]) -> None:
    if not wanted:
        raise IllegalMove("nothing is left to ship")
    if any(not 0 < units <= left.get(line_id, 0) for line_id, units in wanted.items()):
        raise NotInOrder


def _pack(
    order: Order, units: Mapping[int, int], tracking: Tracking, *, actor: Actor, now: datetime
) -> Shipment:
    parcel = Shipment.objects.create(
        order=order,
        carrier=tracking.carrier,
        tracking_number=tracking.number,
        tracking_url=tracking.url,
        shipped_at=now,
        packed_by_id=actor.user_id,
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=parcel, order_line_id=line_id, quantity=quantity)
        for line_id, quantity in sorted(units.items())
    )
    lines = list(OrderLine.objects.filter(pk__in=units))
    for line in lines:
        line.quantity_shipped += units[line.pk]
    OrderLine.objects.bulk_update(lines, ["quantity_shipped"])
    return parcel


def _return_money(
    lock: Locks, order: Order, *, reason: str, actor: Actor, now: datetime
) -> int | None:
    """Let an authorisation go, or write down the refund of captured money; return the refund to carry out."""
    paid = Payment.objects.get(
        order=order, status__in=[PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED]
    )
    if paid.status == PaymentStatus.CAPTURED:
        if paid.refundable.minor == 0:
            return None
        done = refunds.refunded_units(order)
        left = {line.pk: line.quantity - done.get(line.pk, 0) for line in order.lines.all()}
        return _refund_rest(lock, order, paid, left, reason=reason, actor=actor, now=now)
    payment = lock.payment(paid.pk)
    payment.status = PaymentStatus.CANCELLED
    payment.failure_code = "order_cancelled"
    payment.changed_at = now
    payment.save(update_fields=["status", "failure_code", "changed_at"])
    outbox.write(
        placing.GIVE_BACK,
        key=f"{placing.GIVE_BACK}:{payment.public_id.hex}",
        payload={"payment_id": payment.pk},
        due_at=now,
    )
    return None


def _refund_rest(
    lock: Locks,
    order: Order,
    paid: Payment,
    left: Mapping[int, int],
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> int:
    units = {line_id: count for line_id, count in left.items() if count}
    goods = sum(
        refunds.units_value(line, units=units[line.pk], before=line.quantity - units[line.pk])
        for line in order.lines.all()
        if line.pk in units
    )
    written = refunds.write(
        lock,
        order,
        units=units,
        extra_minor=paid.refundable.minor - goods,
        reason=reason,
        actor=actor,
        now=now,
    )
    return written.pk


def _put_back(lock: Locks, order: Order) -> None:
    lines = list(order.lines.all())
    units: dict[int, int] = {}
    for line in lines:
        if line.variant_id is not None:
            units[line.variant_id] = units.get(line.variant_id, 0) + line.quantity
        line.quantity_cancelled = line.quantity
    OrderLine.objects.bulk_update(lines, ["quantity_cancelled"])
    stock.put_back(lock, units=units, reason=MovementReason.CANCELLATION, reference=order.number)
