"""Goods that come back: announced by the customer, received by staff, put on the shelf or written off, and paid back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from orders import locks, outbox, placing, refunds, states, stock
from orders.locks import Locks
from orders.models import (
    MovementReason,
    Order,
    OrderLine,
    OrderStatus,
    Refund,
    Return,
    ReturnLine,
    ReturnStatus,
)
from orders.states import Actor

RETURN_PERIOD = timedelta(days=30)
"""How long after a parcel left a customer may announce a return; staff may later."""
SHIPPED_STATUSES = frozenset(
    {OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED}
)


class NotReturnable(Exception):
    """These units cannot be returned: not shipped, returned before, or too late."""


class AlreadyClosed(Exception):
    """The return was received or refused before."""


@dataclass(frozen=True, slots=True)
class Received:
    """What arrived of one line, by the state it was in."""

    restocked: int = 0
    written_off: int = 0

    @property
    def units(self) -> int:
        """All that arrived."""
        return self.restocked + self.written_off


def returnable(order: Order, *, now: datetime) -> dict[int, int]:
    """Return how many units of each line the customer may still announce. Three queries."""
    if order.status not in SHIPPED_STATUSES:
        return {}
    last = order.shipments.order_by("-shipped_at").values_list("shipped_at", flat=True).first()
    if last is None or now - last > RETURN_PERIOD:
        return {}
    return _returnable(order)


def announce(
    order_id: int, *, units: Mapping[int, int], reason: str, actor: Actor, now: datetime
) -> Return:
    """Write down what a customer is going to send back, and tell them how.

    Raises: NotReturnable: if any of it cannot be returned.
    """
    with locks.transaction() as lock:
        order = lock.order(order_id)
        may = _returnable(order) if actor.is_staff else returnable(order, now=now)
        if not units or any(not 0 < count <= may.get(pk, 0) for pk, count in units.items()):
            raise NotReturnable
        written = Return.objects.create(order=order, reason=reason[:255], requested_at=now)
        ReturnLine.objects.bulk_create(
            ReturnLine(return_of=written, order_line_id=pk, quantity=count)
            for pk, count in sorted(units.items())
        )
        states.record(order, kind="return_announced", actor=actor, now=now, note=reason)
        _mail(written, "return_announced", now=now)
    return written


def receive(
    return_id: int, *, arrived: Mapping[int, Received], actor: Actor, now: datetime
) -> Return:
    """Take in what arrived: shelf or write-off, and the money back for it.

    ``arrived`` is by return line.

    Raises:
        AlreadyClosed: if the return was decided before.
        NotReturnable: if more arrived than was announced, or nothing.
    """
    order_id = Return.objects.values_list("order_id", flat=True).get(pk=return_id)
    with locks.transaction() as lock:
        order = lock.order(order_id)
        coming = _open(return_id)
        lines = list(coming.lines.select_related("order_line").order_by("pk"))
        _note_arrival(lines, arrived)
        coming.refund = _pay_back(lock, order, lines, actor=actor, now=now)
        coming.status, coming.closed_at = ReturnStatus.RECEIVED, now
        coming.closed_by_id = actor.user_id
        coming.save()
        _restock(lock, order, lines)
        states.record(order, kind="return_received", actor=actor, now=now)
        _mail(coming, "return_received", now=now)
    if coming.refund_id is not None:
        refunds.carry_out(coming.refund_id, now=now)
    return coming


def refuse(return_id: int, *, reason: str, actor: Actor, now: datetime) -> Return:
    """Decline a return and tell the customer why.

    Raises: AlreadyClosed: if the return was decided before.
    """
    order_id = Return.objects.values_list("order_id", flat=True).get(pk=return_id)
    with locks.transaction() as lock:
        order = lock.order(order_id)
        coming = _open(return_id)
        coming.status, coming.closed_at = ReturnStatus.REFUSED, now
        coming.answer, coming.closed_by_id = reason[:255], actor.user_id
        coming.save()
        states.record(order, kind="return_refused", actor=actor, now=now, note=reason)
        _mail(coming, "return_refused", now=now)
    return coming


def _returnable(order: Order) -> dict[int, int]:
    announced = dict(
        ReturnLine.objects.filter(order_line__order=order, return_of__status=ReturnStatus.REQUESTED)
        .values_list("order_line")
        .annotate(Sum("quantity"))
        .order_by()
    )
    left = {
        line.pk: line.quantity_shipped - line.quantity_returned - announced.get(line.pk, 0)
        for line in order.lines.all()
    }
    return {pk: count for pk, count in left.items() if count > 0}


def _open(return_id: int) -> Return:
    coming = Return.objects.get(pk=return_id)
    if coming.status != ReturnStatus.REQUESTED:
        raise AlreadyClosed
    return coming


def _note_arrival(lines: list[ReturnLine], arrived: Mapping[int, Received]) -> None:
    for line in lines:
        got = arrived.get(line.pk, Received())
        if got.restocked < 0 or got.written_off < 0 or got.units > line.quantity:
            raise NotReturnable
        line.quantity_restocked, line.quantity_written_off = got.restocked, got.written_off
        line.order_line.quantity_returned += got.units
    if not any(line.quantity_received for line in lines):
        raise NotReturnable
    ReturnLine.objects.bulk_update(lines, ["quantity_restocked", "quantity_written_off"])
    OrderLine.objects.bulk_update([line.order_line for line in lines], ["quantity_returned"])


def _pay_back(
    lock: Locks, order: Order, lines: list[ReturnLine], *, actor: Actor, now: datetime
) -> Refund | None:
    """Write down the refund for what arrived, less what was refunded before: in units, or as an amount on top."""
    done = refunds.refunded_units(order)
    units, worth = {}, 0
    for line in lines:
        sold = line.order_line
        count = min(line.quantity_received, sold.quantity - done.get(sold.pk, 0))
        value = refunds.units_value(sold, units=count, before=done.get(sold.pk, 0))
        if value:
            units[sold.pk] = count
            worth += value
    if not units:
        return None
    left = refunds.left_to_pay_back(order)
    if not left:
        return None
    return refunds.write(
        lock,
        order,
        units=units,
        extra_minor=min(0, left - worth),
        reason="return",
        actor=actor,
        now=now,
    )


def _restock(lock: Locks, order: Order, lines: list[ReturnLine]) -> None:
    """Put everything that arrived back by the books, then write off what cannot be sold again."""
    came: dict[int, int] = {}
    lost: dict[int, int] = {}
    for line in lines:
        variant_id = line.order_line.variant_id
        if variant_id is not None and line.quantity_received:
            came[variant_id] = came.get(variant_id, 0) + line.quantity_received
            if line.quantity_written_off:
                lost[variant_id] = lost.get(variant_id, 0) - line.quantity_written_off
    there = stock.put_back(lock, units=came, reason=MovementReason.RETURN, reference=order.number)
    lost = {pk: difference for pk, difference in lost.items() if pk in there}
    if lost:
        stock.move(lost, reason=MovementReason.WRITE_OFF, reference=order.number)


def _mail(coming: Return, template: str, *, now: datetime) -> None:
    outbox.write(
        placing.MAIL,
        key=f"mail:{template}:{coming.public_id.hex}",
        payload={"template": template, "return_id": coming.pk},
        due_at=now,
    )
