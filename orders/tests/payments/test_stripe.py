"""Stripe through its own library, pointed at a stub: the same promises as the test gateway."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from orders import checkout, fulfilment, placing, states, sweeper
from orders.models import Order, Payment, Refund, WebhookDelivery
from orders.payments import webhooks
from orders.payments.base import (
    BadSignature,
    ChargeRequest,
    ProviderRefused,
    ProviderUnavailable,
    StaleSignature,
)
from orders.payments.stripe import Stripe
from orders.stock import OutOfStock
from orders.tests.payments.stripe_stub import SECRET, StripeStub, serving, signed_event
from orders.tests.shop import Shopfloor, on_hand

pytestmark = pytest.mark.usefixtures("books_are_right")

REQUEST = ChargeRequest(
    key="k1",
    amount_minor=5390,
    currency="EUR",
    email="ada@example.org",
    description="",
    return_url="http://testserver/back/",
)


@pytest.fixture
def stripe(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeStub]:
    import stripe as library

    with serving() as stub:
        settings.PAYMENT_PROVIDER = "stripe"
        settings.STRIPE_SECRET_KEY = "sk_test_stub"
        settings.STRIPE_WEBHOOK_SECRET = SECRET
        settings.STRIPE_API_URL = stub.url
        monkeypatch.setattr(library.HTTPClient, "MAX_DELAY", 0.01)
        monkeypatch.setattr(library.HTTPClient, "INITIAL_DELAY", 0.001)
        yield stub


def test_a_purchase_from_session_to_captured_money(
    stripe: StripeStub, shop: Shopfloor, now: datetime
) -> None:
    lamp = shop.article("Lamp", price=4900, stock=2)
    payment = shop.begin(shop.ready_cart({lamp: 1}))
    assert payment.redirect_url == f"https://checkout.stripe.com/c/pay/{payment.provider_reference}"
    assert checkout.settle(payment.pk, now=now).is_open

    stripe.pay(payment.provider_reference)
    paid = checkout.settle(payment.pk, now=now)

    intent = stripe.sessions[payment.provider_reference]["payment_intent"]
    assert stripe.sessions[payment.provider_reference]["capture_method"] == "manual"
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 5390)
    assert (paid.status, paid.captured_minor) == ("captured", 5390)
    assert Order.objects.get().status == "paid"
    assert on_hand(lamp) == 1


def test_the_library_signs_with_the_secret_key_and_one_key_for_each_effect(
    stripe: StripeStub, db: None
) -> None:
    first, second = Stripe().start(REQUEST), Stripe().start(REQUEST)

    assert first == second
    assert len(stripe.sessions) == 1
    assert stripe.headers[0]["Authorization"] == "Bearer sk_test_stub"
    assert stripe.headers[0]["Idempotency-Key"] == "start-k1"


def test_a_call_that_breaks_off_is_repeated(stripe: StripeStub, db: None) -> None:
    stripe.failures = 2

    assert Stripe().start(REQUEST).reference == "cs_k1"
    assert len(stripe.calls) == 3


def test_a_provider_that_stays_away_is_unavailable_and_an_unknown_charge_refused(
    stripe: StripeStub, db: None
) -> None:
    stripe.failures = 99
    with pytest.raises(ProviderUnavailable):
        Stripe().start(REQUEST)
    stripe.failures = 0

    with pytest.raises(ProviderRefused):
        Stripe().fetch("cs_unknown")


def test_money_that_comes_too_late_is_let_go(
    stripe: StripeStub, shop: Shopfloor, now: datetime
) -> None:
    last = shop.article("Last lamp", stock=1)
    slow, quick = shop.ready_cart({last: 1}), shop.ready_cart({last: 1})
    late = shop.begin(slow)
    after = now + checkout.PAYMENT_TIME
    other = shop.begin(quick, now=after)
    for payment in (late, other):
        stripe.pay(payment.provider_reference)
    checkout.settle(other.pk, now=after)

    with pytest.raises(OutOfStock):
        checkout.settle(late.pk, now=after)

    assert stripe.sessions[late.provider_reference]["payment_intent"]["status"] == "canceled"
    assert stripe.sessions[other.provider_reference]["payment_intent"]["status"] == "succeeded"


def test_a_session_nobody_pays_is_closed(
    stripe: StripeStub, shop: Shopfloor, now: datetime
) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp"): 1}))

    sweeper.sweep(now=now + checkout.PAYMENT_TIME + timedelta(minutes=2))

    payment.refresh_from_db()
    assert payment.status == "cancelled"
    assert stripe.sessions[payment.provider_reference]["status"] == "expired"


def test_cancelling_an_order_refunds_it(stripe: StripeStub, shop: Shopfloor, now: datetime) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp", price=4900): 1}))
    stripe.pay(payment.provider_reference)
    order = checkout.settle(payment.pk, now=now).order
    assert order is not None

    fulfilment.cancel(order.pk, reason="", actor=states.SYSTEM, now=now)

    intent = stripe.sessions[payment.provider_reference]["payment_intent"]
    assert intent["latest_charge"]["amount_refunded"] == 5390
    assert (Refund.objects.get().status, Refund.objects.get().provider_reference) == (
        "done",
        "re_5390",
    )


def test_refunding_twice_under_one_key_pays_once(stripe: StripeStub, db: None) -> None:
    started = Stripe().start(REQUEST)
    stripe.pay(started.reference)
    Stripe().capture(started.reference, amount_minor=5390)

    for _ in range(2):
        Stripe().refund(started.reference, amount_minor=1000, key="r1")

    assert Stripe().fetch(started.reference).refunded_minor == 1000
    with pytest.raises(ProviderRefused):
        Stripe().refund(started.reference, amount_minor=5000, key="r2")


def test_a_webhook_places_the_order(stripe: StripeStub, shop: Shopfloor, now: datetime) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp"): 1}))
    stripe.pay(payment.provider_reference)
    body, headers = signed_event(
        "checkout.session.completed", payment.provider_reference, event_id="evt_1", now=now
    )

    for _ in range(3):
        webhooks.receive("stripe", body, headers, now=now)

    assert Order.objects.get().status == "paid"
    assert WebhookDelivery.objects.get().deliveries == 3


def test_an_event_about_something_else_is_kept_and_left(
    stripe: StripeStub, shop: Shopfloor, now: datetime
) -> None:
    body, headers = signed_event("payment_intent.created", "pi_1", event_id="evt_2", now=now)

    webhooks.receive("stripe", body, headers, now=now)

    assert WebhookDelivery.objects.get().outcome == "ignored"


def test_bad_and_stale_signatures_are_refused(stripe: StripeStub, now: datetime, db: None) -> None:
    body, headers = signed_event("checkout.session.completed", "cs_1", event_id="evt_3", now=now)

    with pytest.raises(StaleSignature):
        Stripe().verify_webhook(body, headers, now=now + timedelta(seconds=301))
    for header in ("", "t=1,v1=00", headers["Stripe-Signature"][:-2] + "00", "nonsense"):
        with pytest.raises(BadSignature):
            Stripe().verify_webhook(body, {"Stripe-Signature": header}, now=now)
    with pytest.raises(BadSignature):
        Stripe().verify_webhook(body + b" ", headers, now=now)
    assert Stripe().verify_webhook(body, headers, now=now).reference == "cs_1"


def test_the_last_step_may_lead_to_stripes_page(
    stripe: StripeStub, guest: Client, shop: Shopfloor
) -> None:
    from orders.tests.test_checkout_pages import answer, fill

    fill(guest, shop.article("Lamp"))
    answer(guest)

    policy = guest.get("/checkout/payment/").headers["Content-Security-Policy"]
    cart = guest.get("/cart/").headers["Content-Security-Policy"]

    assert "form-action 'self' https://checkout.stripe.com" in policy
    assert "stripe" not in cart
    assert guest.get("/payments/test/test_x/").status_code == 404


def test_a_payment_that_differs_from_the_offer_is_not_sold(
    stripe: StripeStub, shop: Shopfloor, now: datetime
) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp"): 1}))
    stripe.sessions[payment.provider_reference]["amount_total"] = 1
    stripe.pay(payment.provider_reference)

    with pytest.raises(placing.Unwanted):
        checkout.settle(payment.pk, now=now)

    assert Payment.objects.get().failure_code == "amount_differs"
    assert Order.objects.count() == 0
