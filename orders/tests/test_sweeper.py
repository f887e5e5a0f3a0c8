"""What a crash, a closed browser or a lost webhook leaves behind is finished or released."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from orders import checkout, outbox, placing, sweeper
from orders.messages import HANDLERS
from orders.models import (
    Cart,
    CartStatus,
    GatewayCharge,
    IdempotencyKey,
    Order,
    Payment,
    StockHold,
)
from orders.payments.base import ProviderUnavailable
from orders.payments.gateway import TestGateway, decide
from orders.sweeper import KEEP_CARTS, KEEP_KEYS
from orders.tests.shop import Shopfloor, on_hand

pytestmark = pytest.mark.usefixtures("books_are_right")

SOON = timedelta(minutes=2)


class Killed(BaseException):
    """The process died here."""


def die(*args: object, **kwargs: object) -> None:
    raise Killed


def test_expired_holds_are_dropped_and_live_ones_kept(shop: Shopfloor, now: datetime) -> None:
    mug = shop.article("Mug")
    early, late = shop.ready_cart({mug: 1}), shop.ready_cart({mug: 2})
    checkout.hold(early.pk, now=now)
    checkout.hold(late.pk, now=now + timedelta(minutes=5))

    report = sweeper.sweep(now=now + checkout.HOLD_TIME)

    assert report.holds == 1
    assert StockHold.objects.get().cart == late


def test_a_payment_whose_browser_was_lost_becomes_its_order(shop: Shopfloor, now: datetime) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp", stock=3): 1}))
    decide(payment.provider_reference, status="authorised")

    report = sweeper.sweep(now=now + SOON)

    assert report.payments == 1
    assert Order.objects.get().status == "paid"


def test_a_payment_killed_before_the_providers_answer_was_noted_is_found_again(
    shop: Shopfloor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cart = shop.ready_cart({shop.article("Lamp"): 1})
    start = TestGateway.start

    def started_then_killed(self: TestGateway, request: object) -> None:
        start(self, request)  # type: ignore[arg-type]
        raise Killed

    monkeypatch.setattr(TestGateway, "start", started_then_killed)
    with pytest.raises(Killed):
        shop.begin(cart)
    monkeypatch.undo()
    payment = Payment.objects.get()
    assert (payment.status, payment.provider_reference) == ("started", "")
    charge = GatewayCharge.objects.get()
    decide(charge.pk, status="authorised")

    sweeper.sweep(now=now + SOON)

    assert Order.objects.get().status == "paid"
    assert GatewayCharge.objects.count() == 1


@pytest.mark.parametrize("verb", ["take_money"])
def test_an_order_killed_before_its_money_was_taken_is_captured_later(
    shop: Shopfloor, now: datetime, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp"): 1}))
    decide(payment.provider_reference, status="authorised")
    monkeypatch.setattr(checkout, verb, die)
    with pytest.raises(Killed):
        checkout.settle(payment.pk, now=now)
    monkeypatch.undo()
    assert Order.objects.get().status == "placed"

    sweeper.sweep(now=now + SOON)

    assert Order.objects.get().status == "paid"
    assert GatewayCharge.objects.get().status == "captured"


def test_money_that_must_go_back_goes_back_after_a_kill(
    shop: Shopfloor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = shop.article("Last lamp", stock=1)
    late, early = shop.ready_cart({last: 1}), shop.ready_cart({last: 1})
    slow = shop.begin(late)
    after = now + checkout.PAYMENT_TIME
    quick = shop.begin(early, now=after)
    decide(quick.provider_reference, status="authorised")
    checkout.settle(quick.pk, now=after)
    decide(slow.provider_reference, status="authorised")
    monkeypatch.setattr(checkout, "give_back", die)
    with pytest.raises(Killed):
        checkout.settle(slow.pk, now=after)
    monkeypatch.undo()
    assert GatewayCharge.objects.get(pk=slow.provider_reference).status == "authorised"

    outbox.deliver(HANDLERS, now=after)

    assert GatewayCharge.objects.get(pk=slow.provider_reference).status == "cancelled"
    assert on_hand(last) == 0


def test_a_payment_nobody_finishes_is_closed_and_its_units_are_free(
    shop: Shopfloor, now: datetime
) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp"): 1}))

    sweeper.sweep(now=now + SOON)
    payment.refresh_from_db()
    assert payment.status == "pending"

    sweeper.sweep(now=now + checkout.PAYMENT_TIME + SOON)

    payment.refresh_from_db()
    assert payment.status == "cancelled"
    assert GatewayCharge.objects.get().status == "cancelled"
    assert StockHold.objects.count() == 0


def test_a_provider_that_is_down_is_asked_again(
    shop: Shopfloor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp"): 1}))
    decide(payment.provider_reference, status="authorised")

    def down(self: TestGateway, reference: str) -> None:
        raise ProviderUnavailable("down")

    monkeypatch.setattr(TestGateway, "fetch", down)
    assert sweeper.sweep(now=now + SOON).payments == 0
    monkeypatch.undo()

    assert sweeper.sweep(now=now + SOON).payments == 1
    assert Order.objects.count() == 1


def test_old_keys_and_forgotten_guest_carts_are_cleared(
    shop: Shopfloor, now: datetime, ada: object
) -> None:
    cart = shop.ready_cart({shop.article("Mug"): 1})
    own = Cart.objects.create(user=ada, changed_at=now)  # type: ignore[misc]
    IdempotencyKey.objects.create(
        scope="x", key="old", body_digest="", locked_at=now, created_at=now
    )

    sweeper.sweep(now=now + KEEP_KEYS)
    assert IdempotencyKey.objects.count() == 1
    sweeper.sweep(now=now + KEEP_KEYS + SOON)
    assert IdempotencyKey.objects.count() == 0

    report = sweeper.sweep(now=now + KEEP_CARTS + SOON)
    assert report.carts == 1
    assert Cart.objects.get(pk=cart.pk).status == CartStatus.ABANDONED
    assert Cart.objects.get(pk=own.pk).is_active


def test_sweeping_twice_changes_nothing_more(shop: Shopfloor, now: datetime) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp", stock=3): 1}))
    decide(payment.provider_reference, status="authorised")
    sweeper.sweep(now=now + SOON)

    again = sweeper.sweep(now=now + SOON)

    assert (again.payments, again.holds, again.webhooks) == (0, 0, 0)
    assert placing.Order.objects.count() == 1


def test_a_payment_that_was_paid_is_sold_however_late_anybody_looks(
    shop: Shopfloor, now: datetime
) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp", stock=1): 1}))
    decide(payment.provider_reference, status="authorised")

    sweeper.sweep(now=now + timedelta(hours=5))

    assert Order.objects.get().status == "paid"
