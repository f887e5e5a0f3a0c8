"""Webhooks of the test gateway: repeated, shuffled or late, as its page was asked to send them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from orders import outbox
from orders.payments import webhooks
from orders.payments.gateway import TestGateway, webhook

KIND = "gateway_webhook"
DELAY = timedelta(seconds=20)

ORDERLY = (("charge.created", 1), ("charge.authorised", 2))
"""What a charge that went well announces, in order."""


def promise(reference: str, *, now: datetime) -> None:
    """Send the webhooks of a charge later, from the outbox."""
    for kind, number in ORDERLY:
        outbox.write(
            KIND,
            key=f"{KIND}:{reference}:{number}",
            payload={"reference": reference, "event": kind, "number": number},
            due_at=now + DELAY,
        )


def send_now(reference: str, *, times: int = 1, is_shuffled: bool = False, now: datetime) -> None:
    """Send the webhooks of a charge at once: several times, and last first when shuffled."""
    events = tuple(reversed(ORDERLY)) if is_shuffled else ORDERLY
    for kind, number in events * times:
        _deliver(reference, kind, number, now=now)


def send(payload: Mapping[str, Any], now: datetime) -> None:
    """Send one promised webhook."""
    _deliver(payload["reference"], payload["event"], payload["number"], now=now)


def _deliver(reference: str, kind: str, number: int, *, now: datetime) -> None:
    body, headers = webhook(reference, kind=kind, number=number, now=now)
    webhooks.receive(TestGateway.name, body, headers, now=now)
