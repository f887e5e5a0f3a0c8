"""The provider's messages over HTTP: five times each, shuffled, at once, some forged, some stale; the end is the orderly one."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection

import pytest
from django.utils import timezone

from catalog.models import Variant
from orders import ledger, sweeper
from orders.models import GatewayCharge, Order, OrderEvent, OutboxMessage, Payment, StockHold
from orders.models import WebhookDelivery as Delivery
from orders.payments.gateway import SIGNATURE_HEADER, decide, webhook
from orders.tests.concurrency.browser import at_once
from orders.tests.concurrency.race import Race
from orders.tests.figures import counted
from orders.tests.shop import on_hand

EVENTS = (("charge.created", 1), ("charge.authorised", 2), ("charge.captured", 3))
OUTCOMES = ("authorised", "authorised", "authorised", "failed", "cancelled", "pending")
"""What shoppers decided, in turn; half of them pay."""
TIMES = 5
AT_ONCE = 8
FORGED, STALE = 0.10, 0.10
"""The shares of messages with a bad signature, and of those signed too long ago."""


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery, and what the shop must answer."""

    body: bytes
    headers: dict[str, str]
    status: int


def open_payments(race: Race, lamp: Variant, *, count: int) -> list[Payment]:
    """Let shoppers press "Pay", decide at the gateway, and lose their browsers."""
    payments = []
    for at, buyer in enumerate(race.crowd(lamp, size=count)):
        begun = buyer.browser.post("/checkout/payment/", expected=buyer.expected)
        reference = begun.location.strip("/").rpartition("/")[2]
        outcome = OUTCOMES[at % len(OUTCOMES)]
        if outcome != "pending":
            decide(reference, status=outcome)
        payments.append(Payment.objects.get(provider_reference=reference))
    return payments


def orderly(payments: list[Payment], *, now: datetime) -> list[Message]:
    """Every message once, in order."""
    return [
        Message(*webhook(each.provider_reference, kind=kind, number=number, now=now), 204)
        for each in payments
        for kind, number in EVENTS
    ]


def shuffled(payments: list[Payment], *, now: datetime, rng: random.Random) -> list[Message]:
    """Every message five times, in no order; one in ten forged and one in ten stale."""
    messages = []
    for message in orderly(payments, now=now) * TIMES:
        drawn = rng.random()
        if drawn < FORGED:
            signature = message.headers[SIGNATURE_HEADER]
            forged = {
                SIGNATURE_HEADER: f"{signature[:-4]}{'0000' if signature[-1] != '0' else '1111'}"
            }
            messages.append(Message(message.body, forged, 400))
        elif drawn < FORGED + STALE:
            messages.append(_stale(message, now=now))
        else:
            messages.append(message)
    rng.shuffle(messages)
    return messages


def _stale(message: Message, *, now: datetime) -> Message:
    reference, kind, number = message.body.decode().split('"id": "')[1].split('"')[0].split(":")
    body, headers = webhook(
        reference, kind=kind, number=int(number), now=now - timedelta(seconds=400)
    )
    return Message(body, headers, 400)


def send(race: Race, messages: list[Message]) -> list[int]:
    """Deliver messages, eight at once; return the answers in order."""

    def deliver(message: Message) -> int:
        connection = HTTPConnection("127.0.0.1", race.server.port, timeout=60)
        try:
            connection.request(
                "POST",
                "/payments/webhooks/test/",
                message.body,
                {"Content-Type": "application/json", **message.headers},
            )
            return connection.getresponse().status
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(deliver, messages))


def end_of(payments: list[Payment], lamp: Variant) -> list[object]:
    """Return everything the messages could have changed, in the order of the payments."""
    ids = [each.pk for each in payments]
    return [
        *(
            (
                each.status,
                each.captured_minor,
                each.failure_code,
                None if each.order is None else each.order.status,
                Order.objects.filter(cart_id=each.cart_id).count(),
                OrderEvent.objects.filter(order=each.order_id).count() if each.order_id else 0,
                StockHold.objects.filter(cart_id=each.cart_id).count(),
                GatewayCharge.objects.get(pk=each.provider_reference).status,
                sorted(_intents(each)),
            )
            for each in Payment.objects.filter(pk__in=ids).select_related("order").order_by("pk")
        ),
        on_hand(lamp),
    ]


def _intents(payment: Payment) -> list[str]:
    """Return the kinds of messages that a payment and its order left in the outbox."""
    keys = [payment.public_id.hex]
    if payment.order is not None:
        keys.append(payment.order.public_id.hex)
    return [
        kind for key in keys
        for kind in OutboxMessage.objects.filter(key__endswith=key).values_list("kind", flat=True)
    ]  # fmt: skip


def run(
    race: Race, *, count: int, schedule: Callable[[list[Payment]], list[Message]]
) -> list[object]:
    """Deliver a schedule for fresh payments and return how they ended."""
    lamp = race.floor.article("Lamp", stock=count)
    payments = open_payments(race, lamp, count=count)
    messages = schedule(payments)
    assert send(race, messages) == [each.status for each in messages]
    sweeper.sweep(now=timezone.now() + timedelta(minutes=2))
    return end_of(payments, lamp)


def compare(race: Race, *, count: int) -> int:
    """Assert that the shuffled schedule ends like the orderly one; return how many messages it had."""
    rng = random.Random(20260302)
    sent: list[Message] = []

    def wild(payments: list[Payment]) -> list[Message]:
        sent.extend(shuffled(payments, now=timezone.now(), rng=rng))
        return sent

    expected = run(race, count=count, schedule=lambda ours: orderly(ours, now=timezone.now()))
    assert run(race, count=count, schedule=wild) == expected
    assert Order.objects.count() == count  # half of each run
    most = Delivery.objects.order_by("-deliveries").values_list("deliveries", flat=True)[0]
    assert 1 < most <= TIMES
    return len(sent)


def test_any_schedule_of_messages_ends_like_the_orderly_one(race: Race) -> None:
    compare(race, count=6)


@pytest.mark.slow
def test_two_thousand_messages_end_like_the_orderly_ones(race: Race) -> None:
    with counted("webhooks 5×, shuffled, 10 % forged, 10 % stale", rounds=138) as figure:
        figure.notes["messages"] = compare(race, count=138)
        figure.orders, figure.violations = Order.objects.count(), len(ledger.violations())


def test_the_same_message_at_once_places_one_order(race: Race) -> None:
    lamp = race.floor.article("Lamp", stock=5)
    payment = open_payments(race, lamp, count=1)[0]
    message = orderly([payment], now=timezone.now())[1]

    answers = at_once([lambda: send(race, [message])[0]] * 10)

    assert answers == [204] * 10
    assert (Order.objects.count(), on_hand(lamp)) == (1, 4)
    assert Delivery.objects.get().deliveries == 10


def test_without_the_guards_a_forged_message_is_believed(unguarded_race: Race) -> None:
    """The control: a shop that believes whoever calls ends elsewhere."""
    lamp = unguarded_race.floor.article("Lamp", stock=20)
    payments = open_payments(unguarded_race, lamp, count=6)
    genuine = orderly(payments, now=timezone.now())
    forged = [Message(each.body, {SIGNATURE_HEADER: "1.00"}, 400) for each in genuine]

    send(unguarded_race, forged)

    unpaid = Order.objects.exclude(payments__provider_reference__in=_paid())
    assert unpaid.count() > 0


def _paid() -> list[str]:
    return list(
        GatewayCharge.objects.filter(status__in=["authorised", "captured"]).values_list(
            "pk", flat=True
        )
    )
