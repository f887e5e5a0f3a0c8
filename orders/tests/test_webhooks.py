"""What providers send us: signed, fresh, once in the ledger, and always the same end."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from orders import outbox, sweeper
from orders.messages import HANDLERS
from orders.models import GatewayCharge, Order, Payment, WebhookDelivery
from orders.payments import UnknownProvider, gateway_webhooks, webhooks
from orders.payments.base import BadSignature, ProviderUnavailable, StaleSignature
from orders.payments.gateway import SIGNATURE_HEADER, TestGateway, decide, webhook
from orders.tests.shop import Shopfloor, on_hand

pytestmark = pytest.mark.usefixtures("books_are_right")

ADDRESS = "/payments/webhooks/test/"


@pytest.fixture
def paid(shop: Shopfloor) -> Payment:
    """A payment whose money is authorised at the gateway, while the browser was lost."""
    payment = shop.begin(shop.ready_cart({shop.article("Lamp", stock=5): 2}))
    decide(payment.provider_reference, status="authorised")
    return payment


def deliver(payment: Payment, kind: str, number: int, *, now: datetime) -> None:
    body, headers = webhook(payment.provider_reference, kind=kind, number=number, now=now)
    webhooks.receive("test", body, headers, now=now)


def test_a_webhook_places_the_order_the_browser_did_not(paid: Payment, now: datetime) -> None:
    deliver(paid, "charge.authorised", 2, now=now)

    order = Order.objects.get()
    ledger = WebhookDelivery.objects.get()
    assert order.status == "paid"
    assert (ledger.outcome, ledger.settled_at, ledger.deliveries) == ("captured", now, 1)


def test_any_schedule_of_deliveries_ends_like_the_orderly_one(
    shop: Shopfloor, now: datetime
) -> None:
    rng = random.Random(20260302)
    lamp = shop.article("Lamp", stock=100)
    for _ in range(8):
        payment = shop.begin(shop.ready_cart({lamp: 1}))
        schedule = [("charge.created", 1), ("charge.authorised", 2), ("charge.captured", 3)] * 5
        rng.shuffle(schedule)
        decided_at = rng.randrange(len(schedule))
        for at, (kind, number) in enumerate(schedule):
            if at == decided_at:
                decide(payment.provider_reference, status="authorised")
            moment = now - timedelta(seconds=400) if rng.random() < 0.1 else now
            body, headers = webhook(
                payment.provider_reference, kind=kind, number=number, now=moment
            )
            if rng.random() < 0.1:
                headers = {SIGNATURE_HEADER: headers[SIGNATURE_HEADER][:-4] + "0000"}
            try:
                webhooks.receive("test", body, headers, now=now)
            except BadSignature:
                continue
        sweeper.sweep(now=now + timedelta(minutes=2))

    assert Order.objects.count() == 8
    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}
    assert on_hand(lamp) == 92
    assert set(GatewayCharge.objects.values_list("status", flat=True)) == {"captured"}
    assert Payment.objects.filter(status="captured").count() == 8


def test_a_repeated_event_is_counted_and_acted_upon_once(paid: Payment, now: datetime) -> None:
    for _ in range(5):
        deliver(paid, "charge.authorised", 2, now=now)

    assert WebhookDelivery.objects.get().deliveries == 5
    assert Order.objects.count() == 1


def test_an_event_before_the_shopper_decided_changes_nothing(
    shop: Shopfloor, now: datetime
) -> None:
    payment = shop.begin(shop.ready_cart({shop.article("Lamp"): 1}))

    deliver(payment, "charge.created", 1, now=now)

    assert Order.objects.count() == 0
    assert WebhookDelivery.objects.get().outcome == "pending"


def test_an_event_that_overtakes_our_own_note_waits_for_the_sweeper(
    paid: Payment, now: datetime
) -> None:
    reference = paid.provider_reference
    Payment.objects.filter(pk=paid.pk).update(
        provider_reference="", redirect_url="", status="started"
    )

    deliver(Payment(provider_reference=reference), "charge.authorised", 2, now=now)
    assert WebhookDelivery.objects.get().settled_at is None

    sweeper.sweep(now=now + timedelta(minutes=2))
    sweeper.sweep(now=now + timedelta(minutes=4))
    assert Order.objects.get().status == "paid"
    assert WebhookDelivery.objects.get().outcome == "captured"


@pytest.mark.parametrize(
    ("age_seconds", "is_taken"), [(0, True), (299, True), (301, False), (-299, True), (-301, False)]
)
def test_a_signature_is_good_for_five_minutes(
    paid: Payment, now: datetime, age_seconds: int, is_taken: bool
) -> None:
    body, headers = webhook(
        paid.provider_reference,
        kind="charge.authorised",
        number=2,
        now=now - timedelta(seconds=age_seconds),
    )

    if is_taken:
        webhooks.receive("test", body, headers, now=now)
    else:
        with pytest.raises(StaleSignature):
            webhooks.receive("test", body, headers, now=now)

    assert Order.objects.count() == WebhookDelivery.objects.count() == int(is_taken)


@pytest.mark.parametrize("header", ["", "x", "123.abc", ".", "9" * 30 + ".00"])
def test_a_bad_signature_is_refused_and_not_written_down(
    paid: Payment, now: datetime, header: str
) -> None:
    body, _ = webhook(paid.provider_reference, kind="charge.authorised", number=2, now=now)

    with pytest.raises(BadSignature):
        webhooks.receive("test", body, {SIGNATURE_HEADER: header}, now=now)

    assert WebhookDelivery.objects.count() == 0


def test_a_changed_body_is_refused(paid: Payment, now: datetime) -> None:
    body, headers = webhook(paid.provider_reference, kind="charge.authorised", number=2, now=now)
    forged = json.dumps({**json.loads(body), "reference": "test_other"}).encode()

    with pytest.raises(BadSignature):
        webhooks.receive("test", forged, headers, now=now)


def test_the_address_answers_in_status_codes(
    paid: Payment, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, headers = webhook(
        paid.provider_reference, kind="charge.authorised", number=2, now=timezone.now()
    )

    def send(path: str, **extra: str) -> int:
        return guest.post(path, body, content_type="application/json", headers=extra).status_code

    assert guest.get(ADDRESS).status_code == 405
    assert send(ADDRESS) == 400
    assert send("/payments/webhooks/other/", **headers) == 404
    monkeypatch.setattr(TestGateway, "fetch", _unavailable)
    assert send(ADDRESS, **headers) == 503
    assert Order.objects.count() == 0
    monkeypatch.undo()
    assert send(ADDRESS, **headers) == 204
    assert Order.objects.count() == 1


def test_an_unknown_provider_is_named(db: None, now: datetime) -> None:
    with pytest.raises(UnknownProvider):
        webhooks.receive("other", b"{}", {}, now=now)


def test_late_webhooks_come_from_the_outbox(paid: Payment, now: datetime) -> None:
    gateway_webhooks.promise(paid.provider_reference, now=now)

    assert outbox.deliver(HANDLERS, now=now + timedelta(seconds=19)) == 0
    assert Order.objects.count() == 0
    # A signature carries the moment it was made, so the clock of the sender counts.
    assert outbox.deliver(HANDLERS, now=now + timedelta(seconds=20)) >= 2
    assert Order.objects.count() == 1


def _unavailable(self: TestGateway, reference: str) -> None:
    raise ProviderUnavailable("down")
