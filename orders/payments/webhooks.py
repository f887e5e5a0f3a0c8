"""What providers send us: checked, written down once, and answered by looking at the charge itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from orders import checkout, payments, placing
from orders.models import Payment, WebhookDelivery
from orders.stock import OutOfStock


def receive(
    provider_name: str, body: bytes, headers: Mapping[str, str], *, now: datetime
) -> WebhookDelivery:
    """Take in one delivery. Repeated, early, late or out of order, it leads to the same end.

    Raises:
        UnknownProvider: if the shop has no such provider.
        BadSignature: if it was not signed by the provider within the last 300 seconds.
        ProviderUnavailable: if the charge could not be looked at; the provider will send it again.
    """
    event = payments.named(provider_name).verify_webhook(body, headers, now=now)
    delivery, is_new = WebhookDelivery.objects.get_or_create(
        provider=provider_name,
        event_id=event.event_id,
        defaults={
            "kind": event.kind[:80],
            "provider_reference": event.reference,
            "sent_at": event.sent_at,
            "received_at": now,
        },
    )
    if not is_new:
        WebhookDelivery.objects.filter(pk=delivery.pk).update(deliveries=F("deliveries") + 1)
    if delivery.settled_at is None:
        act_upon(delivery, now=now)
    return delivery


def act_upon(delivery: WebhookDelivery, *, now: datetime) -> None:
    """Settle the payment that an event is about, and write down how that ended.

    An event may overtake our own note of the charge: then it is kept as it is, and the sweeper looks again.
    """
    if not delivery.provider_reference:
        _note(delivery, "ignored", now=now)
        return
    payment = Payment.objects.filter(
        provider=delivery.provider, provider_reference=delivery.provider_reference
    ).first()
    if payment is None:
        return
    try:
        outcome = checkout.settle(payment.pk, now=now).status
    except OutOfStock:
        outcome = "out_of_stock"
    except placing.Unwanted as error:
        outcome = error.reason
    _note(delivery, outcome, now=now)


def _note(delivery: WebhookDelivery, outcome: str, *, now: datetime) -> None:
    delivery.settled_at, delivery.outcome = now, outcome
    delivery.save(update_fields=["settled_at", "outcome"])
