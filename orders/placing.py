"""The transactions in which a payment becomes an order. Repeatable: whoever comes second finds the same order."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orders import carts, customers, locks, numbers, outbox, states, stock
from orders.locks import Locks
from orders.models import (
    Cart,
    CartStatus,
    Order,
    OrderDiscount,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentStatus,
)
from orders.payments.base import Charge, ChargeStatus
from orders.promotions import limits
from orders.promotions.limits import Claim, UsedUp
from orders.quotes import Quote
from orders.signals import order_placed
from orders.stock import OutOfStock

CAPTURE = "capture"
GIVE_BACK = "give_back"
MAIL = "mail"
SUMMARIES = "summaries"
INVOICE = "invoice"
"""The kinds of messages that an order leaves in the outbox."""


class Unwanted(Exception):
    """There is money, but nothing to sell for it: the cart was sold already, or the amount is wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Refusal:
    reason: str
    error: Exception


def place(payment_id: int, *, charge: Charge, now: datetime) -> Order:
    """Write the order that a payment was made for, take its units out of stock, and close the cart.

    Raises:
        OutOfStock: if the units are gone; the payment is marked as to be given back.
        Unwanted: if the cart was sold through another payment; the same.
    """
    try:
        return _place(payment_id, charge=charge, now=now)
    except OutOfStock as error:
        refusal = _Refusal("out_of_stock", error)
    except Unwanted as error:
        refusal = _Refusal(error.reason, error)
    placed = _refuse(payment_id, reason=refusal.reason, now=now)
    if placed is None:
        raise refusal.error
    return placed


def note_unpaid(payment_id: int, *, charge: Charge, now: datetime) -> None:
    """Write down that the provider has no money for us (yet); give the units free when the charge was closed."""
    with locks.transaction() as lock:
        payment = lock.payment(payment_id)
        if payment.order_id is not None:
            return
        payment.checked_at = now
        if charge.status in {ChargeStatus.FAILED, ChargeStatus.CANCELLED} and payment.is_open:
            payment.status = PaymentStatus(charge.status.value)
            payment.failure_code = charge.failure_code
            payment.changed_at = now
            if charge.status == ChargeStatus.CANCELLED and payment.cart_id is not None:
                stock.release(cart_id=payment.cart_id)
                limits.release(cart_id=payment.cart_id)
        payment.save(update_fields=["status", "failure_code", "changed_at", "checked_at"])


def note_captured(payment_id: int, *, charge: Charge, now: datetime) -> None:
    """Write down that the money of an order was taken. Repeatable."""
    order_id = Payment.objects.values_list("order_id", flat=True).get(pk=payment_id)
    assert order_id is not None  # noqa: S101 - money is only taken for an order
    with locks.transaction() as lock:
        order = lock.order(order_id)
        payment = lock.payment(payment_id)
        if payment.status != PaymentStatus.AUTHORISED:
            return
        _set_captured(payment, order, charge=charge, now=now)
        outbox.mark_done(key=_key(CAPTURE, payment), now=now)


def note_given_back(payment: Payment, *, now: datetime) -> None:
    """Write down that the money was returned."""
    outbox.mark_done(key=_key(GIVE_BACK, payment), now=now)


def _place(payment_id: int, *, charge: Charge, now: datetime) -> Order:
    cart_id = Payment.objects.values_list("cart_id", flat=True).get(pk=payment_id)
    with locks.transaction() as lock:
        cart = None if cart_id is None else lock.cart(cart_id)
        payment = lock.payment(payment_id)
        if payment.order is not None:
            return payment.order
        _refuse_unwanted(payment, charge)
        quote = Quote.from_json(payment.quote)
        order = _write_order(payment, cart, quote, now=now)
        _claim(lock, order, cart_id, quote, now=now)
        if cart is not None:
            _close(cart, quote, now=now)
        _note_authorised(payment, order, charge=charge, now=now)
        _leave_messages(payment, order, quote, now=now)
        # Last, so that the rows everybody wants are locked for as short as possible.
        stock.sell(lock, cart_id=cart_id, wanted=quote.wanted, now=now, reference=order.number)
        order_placed.send(sender=Order, order=order, now=now)
    return order


def _refuse(payment_id: int, *, reason: str, now: datetime) -> Order | None:
    """Decide, once and under lock, that a payment becomes no order; or return the order it became meanwhile."""
    with locks.transaction() as lock:
        payment = lock.payment(payment_id)
        if payment.order is not None:
            return payment.order
        payment.status = PaymentStatus.CANCELLED
        payment.failure_code = reason
        payment.changed_at = now
        payment.save(update_fields=["status", "failure_code", "changed_at"])
        outbox.write(
            GIVE_BACK, key=_key(GIVE_BACK, payment), payload={"payment_id": payment.pk}, due_at=now
        )
        outbox.write(
            MAIL,
            key=f"mail:{reason}:{payment.public_id.hex}",
            payload={"template": "payment_returned", "payment_id": payment.pk},
            due_at=now,
        )
    return None


def _refuse_unwanted(payment: Payment, charge: Charge) -> None:
    if payment.status == PaymentStatus.CANCELLED:
        raise Unwanted(payment.failure_code or "cancelled")
    if payment.cart_id is not None and Order.objects.filter(cart_id=payment.cart_id).exists():
        raise Unwanted("already_ordered")
    is_other_currency = charge.currency != payment.currency and payment.amount_minor > 0
    if charge.amount_minor != payment.amount_minor or is_other_currency:
        raise Unwanted("amount_differs")


def _write_order(payment: Payment, cart: Cart | None, quote: Quote, *, now: datetime) -> Order:
    order = Order.objects.create(
        number=numbers.new_number(secrets.SystemRandom()),
        status=OrderStatus.PLACED,
        user_id=None if cart is None else cart.user_id,
        visitor_id=None if cart is None else cart.visitor_id,
        cart=cart,
        email=quote.email,
        customer_key=customers.normalised(quote.email),
        language=quote.language,
        delivery_address=quote.delivery_address.to_json(),
        billing_address=quote.billing_address.to_json(),
        delivery_code=quote.delivery_code,
        delivery_name=quote.delivery_name,
        note=quote.note,
        market=quote.market,
        currency=quote.currency,
        items_minor=quote.items_minor,
        discount_minor=quote.discount_minor,
        delivery_minor=quote.delivery_minor,
        tax_minor=quote.tax_minor,
        delivery_tax_minor=quote.delivery_tax_minor,
        is_tax_included=quote.is_tax_included,
        total_minor=quote.total_minor,
        placed_at=now,
        created_at=now,
    )
    OrderLine.objects.bulk_create(_lines(order, quote))
    states.record(order, kind="placed", after=OrderStatus.PLACED, actor=states.CUSTOMER, now=now)
    return order


def _claim(lock: Locks, order: Order, cart_id: int | None, quote: Quote, *, now: datetime) -> None:
    """Write down what promotions took off, and use up the limited ones."""
    OrderDiscount.objects.bulk_create(
        OrderDiscount(
            order=order,
            promotion_id=each.promotion_id,
            name=each.name,
            coupon_code=each.coupon_code,
            amount_minor=each.amount_minor,
            frees_delivery=each.frees_delivery,
        )
        for each in quote.discounts
    )
    if not quote.limited:
        return
    lock.promotions([each.promotion_id for each in quote.limited])
    claims = [
        Claim(each.promotion_id, each.coupon_id, order.customer_key) for each in quote.limited
    ]
    try:
        limits.claim(cart_id=cart_id, order=order, claims=claims, now=now)
    except UsedUp as error:
        raise Unwanted("promotion_used_up") from error


def _lines(order: Order, quote: Quote) -> list[OrderLine]:
    return [
        OrderLine(
            order=order,
            variant_id=line.variant_id,
            product_id=line.product_id,
            sku=line.sku,
            title=line.title,
            options=line.options,
            picture=line.picture,
            unit_price_minor=line.unit_price_minor,
            quantity=line.quantity,
            discount_minor=line.discount_minor,
            tax_class=line.tax_class,
            tax_percent=line.percent,
            tax_minor=line.tax_minor,
            is_tax_included=quote.is_tax_included,
            total_minor=line.total_minor,
            slate_id=UUID(line.slate_id) if line.slate_id else None,
        )
        for line in quote.lines
    ]


def _close(cart: Cart, quote: Quote, *, now: datetime) -> None:
    """Close a cart that was sold; what was not part of the offer moves on to a fresh one."""
    cart.status = CartStatus.ORDERED
    cart.changed_at = now
    cart.save(update_fields=["status", "changed_at"])
    carts.carry_over(cart, sold=quote.wanted, now=now)


def _note_authorised(payment: Payment, order: Order, *, charge: Charge, now: datetime) -> None:
    payment.order = order
    payment.status = PaymentStatus.AUTHORISED
    payment.changed_at = payment.checked_at = now
    payment.save(update_fields=["order", "status", "changed_at", "checked_at"])
    if charge.status == ChargeStatus.CAPTURED:
        _set_captured(payment, order, charge=charge, now=now)


def _set_captured(payment: Payment, order: Order, *, charge: Charge, now: datetime) -> None:
    payment.status = PaymentStatus.CAPTURED
    payment.captured_minor = charge.captured_minor
    payment.changed_at = now
    payment.save(update_fields=["status", "captured_minor", "changed_at"])
    if order.status == OrderStatus.PLACED:
        states.move(order, to=OrderStatus.PAID, actor=states.SYSTEM, now=now)
        outbox.write(
            INVOICE,
            key=f"{INVOICE}:{order.public_id.hex}",
            payload={"order_id": order.pk},
            due_at=now,
        )


def _leave_messages(payment: Payment, order: Order, quote: Quote, *, now: datetime) -> None:
    """Write what must happen after this order: take its money, tell the customer, refresh the product pages."""
    if payment.status == PaymentStatus.AUTHORISED:
        outbox.write(
            CAPTURE, key=_key(CAPTURE, payment), payload={"payment_id": payment.pk}, due_at=now
        )
    outbox.write(
        MAIL,
        key=f"mail:order_confirmation:{order.public_id.hex}",
        payload={"template": "order_confirmation", "order_id": order.pk},
        due_at=now,
    )
    outbox.write(
        SUMMARIES,
        key=f"summaries:{order.public_id.hex}",
        payload={"product_ids": sorted({line.product_id for line in quote.lines})},
        due_at=now,
    )


def _key(kind: str, payment: Payment) -> str:
    return f"{kind}:{payment.public_id.hex}"
