"""Finishes or releases what a crash, a closed browser or a lost webhook left behind. Runs every minute; may run twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from orders import checkout, placing
from orders.checkout import PAYMENT_TIME
from orders.models import Cart, CartStatus, IdempotencyKey, Payment, WebhookDelivery
from orders.models.payment import OPEN_STATUSES, UNFINISHED_STATUSES
from orders.payments import webhooks
from orders.payments.base import ProviderRefused, ProviderUnavailable
from orders.stock import OutOfStock

logger = logging.getLogger(__name__)

LOOK_AFTER = timedelta(minutes=1)
"""A payment that nobody touched for so long may have lost its browser."""
KEEP_KEYS = timedelta(hours=24)
KEEP_CARTS = timedelta(days=60)
BATCH = 200

# Rows that a shopper is just renewing are skipped, not waited for.
_DROP_EXPIRED = """
DELETE FROM orders_stockhold WHERE id IN (
    SELECT id FROM orders_stockhold WHERE expires_at <= %s FOR UPDATE SKIP LOCKED
)
"""

_DROP_RESERVATIONS = """
DELETE FROM orders_promotionuse WHERE id IN (
    SELECT id FROM orders_promotionuse WHERE order_id IS NULL AND reserved_until <= %s
    FOR UPDATE SKIP LOCKED
)
"""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one sweep did."""

    holds: int
    promotions: int
    payments: int
    webhooks: int
    keys: int
    carts: int


def sweep(*, now: datetime) -> SweepReport:
    """Tidy up everything that is older than it should be."""
    return SweepReport(
        holds=_drop_expired_holds(now=now),
        promotions=_drop_expired_reservations(now=now),
        payments=_settle_payments(now=now),
        webhooks=_act_upon_webhooks(now=now),
        keys=IdempotencyKey.objects.filter(created_at__lt=now - KEEP_KEYS).delete()[0],
        carts=_abandon_carts(now=now),
    )


def _drop_expired_holds(*, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_DROP_EXPIRED, [now])
        return int(cursor.rowcount)


def _drop_expired_reservations(*, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_DROP_RESERVATIONS, [now])
        return int(cursor.rowcount)


def _settle_payments(*, now: datetime) -> int:
    """Ask for every unfinished payment; close those whose time is up."""
    unfinished = Payment.objects.filter(
        status__in=UNFINISHED_STATUSES, changed_at__lt=now - LOOK_AFTER
    )
    rows = unfinished.order_by("changed_at").values_list("pk", "created_at")[:BATCH]
    return sum(
        _settle(payment_id, is_over=created_at < now - PAYMENT_TIME, now=now)
        for payment_id, created_at in rows
    )


def _settle(payment_id: int, *, is_over: bool, now: datetime) -> bool:
    verb = checkout.give_up if is_over else checkout.settle
    try:
        verb(payment_id, now=now)
    except (OutOfStock, placing.Unwanted):
        return True
    except (ProviderUnavailable, ProviderRefused):
        logger.warning("payment_not_settled", extra={"payment_id": payment_id}, exc_info=True)
        return False
    return True


def _act_upon_webhooks(*, now: datetime) -> int:
    waiting = WebhookDelivery.objects.filter(
        settled_at=None, received_at__gt=now - timedelta(days=3)
    ).order_by("received_at")[:BATCH]
    done = 0
    for delivery in waiting:
        try:
            webhooks.act_upon(delivery, now=now)
        except ProviderUnavailable:
            logger.warning("webhook_not_settled", extra={"event_id": delivery.event_id})
        done += delivery.settled_at is not None
    return done


def _abandon_carts(*, now: datetime) -> int:
    """Close guest carts that nobody touched for long; an account keeps its cart."""
    with transaction.atomic():
        idle = (
            Cart.objects.select_for_update(skip_locked=True)
            .active()
            .filter(user=None, changed_at__lt=now - KEEP_CARTS)
            .exclude(payments__status__in=OPEN_STATUSES)
            .order_by("pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        return Cart.objects.filter(pk__in=list(idle)).update(status=CartStatus.ABANDONED)
