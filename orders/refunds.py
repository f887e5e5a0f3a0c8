"""Money back, line by line: never more than was captured, each cent once.

A refund is written down first (it counts against what can still be refunded), then asked of the provider, then marked
as done. A process that dies in between leaves the message in the outbox; the provider pays each refund's key once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Sum

from orders import locks, outbox, payments, states
from orders.locks import Locks
from orders.models import (
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundLine,
    RefundStatus,
)
from orders.payments.base import ProviderRefused
from orders.states import Actor

REFUND = "refund"
"""The kind of the outbox's message."""


class NotRefundable(Exception):
    """There is no captured money left for this refund."""


def units_value(line: OrderLine, *, units: int, before: int) -> int:
    """Return what units of a line are worth, after others were refunded: all units together give the line's total."""
    return line.total_minor * (before + units) // line.quantity - (
        line.total_minor * before // line.quantity
    )


def refunded_units(order: Order) -> dict[int, int]:
    """Return how many units of each line were refunded already. One query."""
    done = RefundLine.objects.filter(order_line__order=order).exclude(
        refund__status=RefundStatus.FAILED
    )
    return dict(done.values_list("order_line").annotate(Sum("quantity")).order_by())


def left_to_pay_back(order: Order) -> int:
    """Return how much of what was captured has not gone back, in minor units. One query.

    Raises: NotRefundable: if nothing was captured.
    """
    captured = Payment.objects.filter(order=order, status=PaymentStatus.CAPTURED).first()
    if captured is None:
        raise NotRefundable("nothing was captured")
    return captured.refundable.minor


def refund(
    order_id: int,
    *,
    units: Mapping[int, int],
    extra_minor: int = 0,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Refund:
    """Pay back units of lines, and an extra amount such as delivery; the provider is asked at once.

    Raises: NotRefundable: if nothing was captured, or less is left than asked for.
    """
    with locks.transaction() as lock:
        order = lock.order(order_id)
        written = write(
            lock, order, units=units, extra_minor=extra_minor, reason=reason, actor=actor, now=now
        )
    carry_out(written.pk, now=now)
    written.refresh_from_db()
    return written


def write(
    lock: Locks,
    order: Order,
    *,
    units: Mapping[int, int],
    extra_minor: int = 0,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Refund:
    """Write a refund down inside the transaction of the business fact it follows from."""
    captured = Payment.objects.filter(order=order, status=PaymentStatus.CAPTURED).first()
    if captured is None:
        raise NotRefundable("nothing was captured")
    payment = lock.payment(captured.pk)
    lines = _lines(order, units)
    amount = sum(each.amount_minor for each in lines) + extra_minor
    if not 0 < amount <= payment.refundable.minor:
        raise NotRefundable(f"{amount} of {payment.refundable}")
    payment.refunded_minor += amount
    payment.changed_at = now
    payment.save(update_fields=["refunded_minor", "changed_at"])
    written = Refund.objects.create(
        payment=payment,
        amount_minor=amount,
        reason=reason[:255],
        requested_by_id=actor.user_id,
        created_at=now,
    )
    for each in lines:
        each.refund = written
    RefundLine.objects.bulk_create(lines)
    outbox.write(REFUND, key=_key(written), payload={"refund_id": written.pk}, due_at=now)
    states.record(order, kind="refund_requested", actor=actor, now=now, note=reason)
    return written


def carry_out(refund_id: int, *, now: datetime) -> None:
    """Ask the provider for a refund that was written down; repeatable.

    Raises: ProviderUnavailable: if it did not answer; the outbox tries again.
    """
    asked = Refund.objects.select_related("payment").get(pk=refund_id)
    if asked.status != RefundStatus.REQUESTED:
        return
    provider = payments.named(asked.payment.provider)
    try:
        reference = provider.refund(
            asked.payment.provider_reference,
            amount_minor=asked.amount_minor,
            key=asked.public_id.hex,
        )
    except ProviderRefused as refusal:
        _note_failed(asked, reason=str(refusal), now=now)
    else:
        _note_done(asked, reference=reference, now=now)


def _note_done(asked: Refund, *, reference: str, now: datetime) -> None:
    with locks.transaction() as lock:
        order = lock.order(_order_id(asked))
        payment = lock.payment(asked.payment_id)
        changed = Refund.objects.filter(pk=asked.pk, status=RefundStatus.REQUESTED).update(
            status=RefundStatus.DONE, provider_reference=reference, done_at=now
        )
        if not changed:
            return
        outbox.mark_done(key=_key(asked), now=now)
        states.record(order, kind="refunded", actor=states.SYSTEM, now=now, note=str(asked.reason))
        is_whole = payment.refunded_minor == payment.captured_minor
        may_move = (OrderStatus(order.status), OrderStatus.REFUNDED) in states.LEGAL_MOVES
        if is_whole and may_move:
            states.move(order, to=OrderStatus.REFUNDED, actor=states.SYSTEM, now=now)


def _note_failed(asked: Refund, *, reason: str, now: datetime) -> None:
    with locks.transaction() as lock:
        order = lock.order(_order_id(asked))
        payment = lock.payment(asked.payment_id)
        changed = Refund.objects.filter(pk=asked.pk, status=RefundStatus.REQUESTED).update(
            status=RefundStatus.FAILED
        )
        if not changed:
            return
        payment.refunded_minor -= asked.amount_minor
        payment.save(update_fields=["refunded_minor"])
        outbox.mark_done(key=_key(asked), now=now)
        states.record(order, kind="refund_failed", actor=states.SYSTEM, now=now, note=reason)


def _lines(order: Order, units: Mapping[int, int]) -> list[RefundLine]:
    before = refunded_units(order)
    lines = order.lines.in_bulk(list(units))
    if lines.keys() != units.keys():
        raise NotRefundable("a line is not of this order")
    found = []
    for line_id, wanted in sorted(units.items()):
        line, already = lines[line_id], before.get(line_id, 0)
        if not 0 < wanted <= line.quantity - already:
            raise NotRefundable(f"{wanted} units of {line.title}")
        value = units_value(line, units=wanted, before=already)
        found.append(RefundLine(order_line=line, quantity=wanted, amount_minor=value))
    return found


def _order_id(asked: Refund) -> int:
    order_id = asked.payment.order_id
    assert order_id is not None  # noqa: S101 - only payments of orders are refunded
    return order_id


def _key(asked: Refund) -> str:
    return f"{REFUND}:{asked.public_id.hex}"
