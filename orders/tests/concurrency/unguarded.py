"""The shop as many write it: reads first, writes later, no locks. Only for negative controls and the benchmark."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings_test")
django.setup()

from django.db.models import QuerySet  # noqa: E402

from catalog.models import Stock  # noqa: E402
from orders import checkout, idempotency, locks, placing, stock  # noqa: E402
from orders.models import IdempotencyKey, Payment, StockHold, WebhookDelivery  # noqa: E402
from orders.payments import webhooks  # noqa: E402
from orders.payments.base import Charge, ChargeStatus, ProviderEvent, ProviderRefused  # noqa: E402
from orders.payments.gateway import TestGateway  # noqa: E402
from orders.quotes import Quote, Seal  # noqa: E402
from orders.stock import OutOfStock, Shortage  # noqa: E402


def _read_stock(self: locks.Locks, variant_ids: Mapping[int, int]) -> dict[int, Stock]:
    """Read without locking."""
    return {row.pk: row for row in Stock.objects.filter(pk__in=variant_ids)}


def _refuse_shortage(
    lock: locks.Locks, *, cart_id: int | None, wanted: Mapping[int, int], now: datetime
) -> None:
    """Look whether there is enough, and believe it."""
    rows = lock.stock(wanted)
    short = tuple(
        Shortage(pk, wanted=units, free=0)
        for pk, units in wanted.items()
        if pk not in rows or rows[pk].on_hand < units
    )
    if short:
        raise OutOfStock(short)


def _move(differences: Mapping[int, int], *, reason: object, reference: str) -> None:
    """Write back what was read, changed."""
    for pk, difference in differences.items():
        row = Stock.objects.get(pk=pk)
        row.on_hand = max(0, row.on_hand + difference)
        row.save()


def _hold_nothing(
    lock: locks.Locks,
    *,
    cart_id: int,
    wanted: Mapping[int, int],
    now: datetime,
    until: datetime,
) -> None:
    """Look, but keep nothing aside."""
    _refuse_shortage(lock, cart_id=cart_id, wanted=wanted, now=now)
    StockHold.objects.filter(cart_id=cart_id).delete()


def _no_locks(self: QuerySet[object], *args: object, **kwargs: object) -> QuerySet[object]:
    return self.all()


def _claim_anything(*, scope: str, key: str, body: bytes, now: datetime) -> idempotency.Claim:
    """Believe that no call is ever repeated."""
    if (first := IdempotencyKey.objects.filter(scope=scope, key=key).first()) is not None:
        first.delete()
    return idempotency.Claim(key_id=0)


def _believe_the_sender(
    self: TestGateway, body: bytes, headers: Mapping[str, str], *, now: datetime
) -> ProviderEvent:
    """Take whoever calls for the provider."""
    event = json.loads(body)
    return ProviderEvent(event["id"], event["kind"], event["reference"], sent_at=now)


def _believe_the_message(delivery: WebhookDelivery, *, now: datetime) -> None:
    """Do what a message says, without a look at the charge."""
    payment = Payment.objects.filter(provider_reference=delivery.provider_reference).first()
    if payment is None or delivery.kind == "charge.created":
        return
    charge = Charge(
        reference=payment.provider_reference,
        status=ChargeStatus.AUTHORISED,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
    )
    with suppress(OutOfStock, placing.Unwanted, ProviderRefused):
        placing.place(payment.pk, charge=charge, now=now)
        checkout.take_money(payment.pk, now=now)


def _charge_whatever_it_costs_now(quote: Quote, agreed: Seal | None, *, cart_id: int) -> None:
    """Never compare what the shopper saw with what is charged."""


checkout._refuse_changed = _charge_whatever_it_costs_now
idempotency.claim = _claim_anything
webhooks.act_upon = _believe_the_message
TestGateway.verify_webhook = _believe_the_sender  # type: ignore[method-assign]
locks.Locks.stock = _read_stock  # type: ignore[assignment,method-assign]
stock._refuse_shortage = _refuse_shortage
stock.move = _move  # type: ignore[assignment]
stock.reserve = _hold_nothing
QuerySet.select_for_update = _no_locks  # type: ignore[assignment,method-assign]

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
