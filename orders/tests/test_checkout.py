"""The kernel, walked through alone: what one shopper meets between "Pay" and the order."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail

from catalog.models import Variant
from orders import checkout, outbox, placing
from orders.messages import HANDLERS
from orders.models import (
    CartLine,
    CartStatus,
    GatewayCharge,
    Order,
    OrderStatus,
    OutboxMessage,
    Payment,
    PaymentStatus,
    StockHold,
)
from orders.offers import CartEmpty, CheckoutIncomplete, Step
from orders.payments.gateway import TestGateway, decide
from orders.stock import OutOfStock
from orders.tests.shop import Shopfloor, on_hand, stranger

pytestmark = pytest.mark.usefixtures("books_are_right")


def test_paying_places_one_order_takes_its_units_and_the_money(shop: Shopfloor) -> None:
    lamp, mug = shop.article("Oak desk lamp", price=4900, stock=3), shop.article("Mug", price=850)

    payment = shop.buy({lamp: 1, mug: 2})

    order = Order.objects.get()
    assert payment.status == PaymentStatus.CAPTURED
    assert payment.order == order
    assert payment.captured_minor == order.total_minor == 4900 + 2 * 850
    assert order.status == OrderStatus.PAID
    assert (on_hand(lamp), on_hand(mug)) == (2, 8)
    assert StockHold.objects.count() == 0
    assert order.cart is not None
    assert order.cart.status == CartStatus.ORDERED
    assert [(line.title, line.quantity) for line in order.lines.order_by("pk")] == [
        ("Oak desk lamp", 1),
        ("Mug", 2),
    ]


def test_delivery_is_charged_below_its_threshold_and_tax_is_inside_the_price(
    shop: Shopfloor,
) -> None:
    payment = shop.buy({shop.article("Mug", price=1000): 1})

    order = payment.order
    assert order is not None
    assert (order.items_minor, order.delivery_minor, order.total_minor) == (1000, 490, 1490)
    # 19 % of 14.90 is 2.38 (14.90 * 19 / 119 = 2.3789...), split 1.60 on the mug and 0.78 on delivery.
    assert (order.tax_minor, order.delivery_tax_minor) == (238, 78)


def test_beginning_twice_gives_the_same_payment(shop: Shopfloor) -> None:
    cart = shop.ready_cart({shop.article("Mug"): 1})

    first, second = shop.begin(cart), shop.begin(cart)

    assert first.pk == second.pk
    assert Payment.objects.count() == 1
    assert first.redirect_url == second.redirect_url != ""


def test_settling_again_changes_nothing(shop: Shopfloor, now: datetime) -> None:
    lamp = shop.article("Lamp", stock=3)
    payment = shop.buy({lamp: 1})

    again = checkout.settle(payment.pk, now=now)

    assert again.order_id == payment.order_id
    assert Order.objects.count() == 1
    assert on_hand(lamp) == 2


def test_a_cart_that_was_ordered_is_returned_as_that_order(shop: Shopfloor) -> None:
    cart = shop.ready_cart({shop.article("Mug"): 1})
    expected = shop.agree(cart)
    payment = shop.begin(cart, expected=expected)
    decide(payment.provider_reference, status="authorised")
    checkout.settle(payment.pk, now=shop.now)

    with pytest.raises(checkout.AlreadyOrdered) as replay:
        shop.begin(cart, expected=expected)

    assert replay.value.order == Order.objects.get()


def test_a_changed_price_is_shown_instead_of_charged(shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=1000)
    cart = shop.ready_cart({lamp: 1})
    agreed = shop.agree(cart)
    Variant.objects.filter(pk=lamp.pk).update(price_minor=9900)

    with pytest.raises(checkout.OfferChanged) as change:
        shop.begin(cart, expected=agreed)

    assert change.value.agreed is not None
    assert change.value.agreed.minor == 1490
    assert change.value.quote.total_minor == 9900
    assert Payment.objects.count() == 0
    assert StockHold.objects.count() == 0


@pytest.mark.parametrize("forged", ["", "nonsense", "eyJ0b3RhbCI6MX0:1abc:xyz"])
def test_a_missing_or_forged_seal_asks_for_agreement(shop: Shopfloor, forged: str) -> None:
    cart = shop.ready_cart({shop.article("Mug"): 1})

    with pytest.raises(checkout.OfferChanged) as change:
        shop.begin(cart, expected=forged)

    assert change.value.agreed is None
    assert Payment.objects.count() == 0


def test_the_seal_of_another_cart_is_worth_nothing(shop: Shopfloor) -> None:
    mug = shop.article("Mug")
    mine, other = shop.ready_cart({mug: 1}), shop.ready_cart({mug: 1})

    with pytest.raises(checkout.OfferChanged):
        shop.begin(mine, expected=shop.agree(other))

    assert Payment.objects.count() == 0


def test_units_held_by_another_payer_are_not_sold(shop: Shopfloor) -> None:
    last = shop.article("Last lamp", stock=1)
    first, second = shop.ready_cart({last: 1}), shop.ready_cart({last: 1})
    shop.begin(first)

    with pytest.raises(OutOfStock) as shortage:
        shop.begin(second)

    assert [(short.wanted, short.free) for short in shortage.value.shortages] == [(1, 0)]
    assert Payment.objects.filter(cart=second).count() == 0


def test_an_expired_hold_counts_as_free_before_anything_sweeps_it(shop: Shopfloor) -> None:
    last = shop.article("Last lamp", stock=1)
    first, second = shop.ready_cart({last: 1}), shop.ready_cart({last: 1})
    checkout.hold(first.pk, now=shop.now)

    later = shop.now + checkout.HOLD_TIME
    payment = shop.begin(second, now=later)

    assert payment.is_open
    assert StockHold.objects.live(now=later).get().cart_id == second.pk


def test_money_that_comes_too_late_for_the_units_is_given_back(shop: Shopfloor) -> None:
    last = shop.article("Last lamp", stock=1)
    slow, quick = shop.ready_cart({last: 1}), shop.ready_cart({last: 1})
    late_payment = shop.begin(slow)
    after = shop.now + checkout.PAYMENT_TIME
    quick_payment = shop.begin(quick, now=after)
    decide(quick_payment.provider_reference, status="authorised")
    checkout.settle(quick_payment.pk, now=after)
    decide(late_payment.provider_reference, status="authorised")

    with pytest.raises(OutOfStock):
        checkout.settle(late_payment.pk, now=after)

    late_payment.refresh_from_db()
    assert (late_payment.status, late_payment.failure_code) == ("cancelled", "out_of_stock")
    assert TestGateway().fetch(late_payment.provider_reference).status == "cancelled"
    assert Order.objects.get().cart == quick
    assert on_hand(last) == 0


def test_a_declined_payment_leaves_the_cart_open_for_another_try(
    shop: Shopfloor, now: datetime
) -> None:
    cart = shop.ready_cart({shop.article("Mug"): 1})
    declined = shop.begin(cart)
    decide(declined.provider_reference, status="failed", failure_code="card_declined")
    declined = checkout.settle(declined.pk, now=now)

    second = shop.begin(cart)
    decide(second.provider_reference, status="authorised")
    paid = checkout.settle(second.pk, now=now)

    assert (declined.status, declined.failure_code) == ("failed", "card_declined")
    assert paid.status == PaymentStatus.CAPTURED
    assert Order.objects.count() == 1


def test_a_new_offer_closes_the_payment_of_the_old_one(shop: Shopfloor, now: datetime) -> None:
    mug = shop.article("Mug")
    shopper = stranger()
    cart = shop.ready_cart({mug: 1}, shopper=shopper)
    old = shop.begin(cart)
    shop.cart_of(shopper, {mug: 1})

    new = shop.begin(cart)

    old.refresh_from_db()
    assert old.status == PaymentStatus.CANCELLED
    assert new.amount_minor == 2490
    assert StockHold.objects.get().quantity == 2


def test_an_old_payment_that_was_paid_after_all_wins_over_a_new_offer(shop: Shopfloor) -> None:
    mug = shop.article("Mug")
    shopper = stranger()
    cart = shop.ready_cart({mug: 1}, shopper=shopper)
    old = shop.begin(cart)
    shop.cart_of(shopper, {mug: 2})
    expected = shop.agree(cart)
    # A provider that takes the money at once: cancelling it is no longer possible.
    GatewayCharge.objects.filter(pk=old.provider_reference).update(
        status="captured", captured_minor=1490
    )

    with pytest.raises(checkout.AlreadyOrdered):
        shop.begin(cart, expected=expected)

    order = Order.objects.get()
    assert order.total_minor == 1490
    assert order.status == OrderStatus.PAID
    rest = CartLine.objects.get(cart__status="active")
    assert (rest.variant, rest.quantity) == (mug, 2)


def test_what_was_added_while_paying_moves_on_to_a_fresh_cart(
    shop: Shopfloor, now: datetime
) -> None:
    mug, lamp = shop.article("Mug"), shop.article("Lamp")
    shopper = stranger()
    cart = shop.ready_cart({mug: 1}, shopper=shopper)
    payment = shop.begin(cart)
    shop.cart_of(shopper, {mug: 2, lamp: 1})
    decide(payment.provider_reference, status="authorised")

    checkout.settle(payment.pk, now=now)

    order = Order.objects.get()
    assert [(line.variant, line.quantity) for line in order.lines.all()] == [(mug, 1)]
    rest = CartLine.objects.filter(cart__status="active").order_by("pk")
    assert [(line.variant, line.quantity) for line in rest] == [(mug, 2), (lamp, 1)]


def test_an_order_of_nothing_to_pay_needs_no_provider(shop: Shopfloor) -> None:
    sample = shop.article("Free sample", price=0)
    cart = shop.ready_cart({sample: 1}, method="pickup")

    payment = shop.begin(cart)
    paid = checkout.settle(payment.pk, now=shop.now)

    assert payment.provider == "free"
    assert paid.order is not None
    assert (paid.order.total_minor, paid.order.status) == (0, OrderStatus.PAID)


def test_an_amount_that_differs_from_the_agreed_one_is_not_sold(
    shop: Shopfloor, now: datetime
) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Mug"): 1}))
    GatewayCharge.objects.filter(pk=payment.provider_reference).update(amount_minor=1)
    decide(payment.provider_reference, status="authorised")

    with pytest.raises(placing.Unwanted):
        checkout.settle(payment.pk, now=now)

    payment.refresh_from_db()
    assert (payment.status, payment.failure_code) == ("cancelled", "amount_differs")
    assert Order.objects.count() == 0


def test_an_empty_cart_and_missing_answers_are_named(shop: Shopfloor) -> None:
    shopper = stranger()
    cart = shop.cart_of(shopper, {shop.article("Mug"): 1})

    with pytest.raises(CheckoutIncomplete) as gap:
        shop.begin(cart, expected="")
    assert gap.value.step == Step.CONTACT

    cart.lines.all().delete()
    with pytest.raises(CartEmpty):
        shop.begin(cart, expected="")


def test_the_outbox_sends_the_confirmation_once(shop: Shopfloor, now: datetime) -> None:
    payment = shop.buy({shop.article("Oak desk lamp", price=4900): 1})
    order = payment.order
    assert order is not None

    outbox.deliver(HANDLERS, now=now)
    outbox.deliver(HANDLERS, now=now + timedelta(hours=2))

    assert [message.subject for message in mail.outbox] == [
        f"Your order {order.number} at Shelfwise",
        f"Invoice 2026-000001 for your order {order.number}",
    ]
    letter = mail.outbox[0]
    assert letter.to == ["ada@example.org"]
    assert "1 × Oak desk lamp (Oak): €49.00" in letter.body
    assert f"/orders/{order.public_id}/?key=" in letter.body
    assert OutboxMessage.objects.filter(done_at=None).count() == 0
