"""A deterministic payment provider that lives inside the shop: for demo, development and tests.

It behaves like a stranger: it keeps its own table, the shop reads it only through the protocol, and its webhooks are
signed. Its page (:mod:`orders.views.gateway`) lets a person or a test choose what happens.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from orders.models import GatewayCharge
from orders.payments.base import (
    WEBHOOK_WINDOW_SECONDS,
    BadSignature,
    Charge,
    ChargeRequest,
    ChargeStatus,
    ProviderEvent,
    ProviderRefused,
    ProviderUnavailable,
    StaleSignature,
    Started,
)

SIGNATURE_HEADER = "X-Gateway-Signature"


class TestGateway:
    """Charges that a person decides about."""

    __test__ = False  # pytest would take the name for that of a test
    name: ClassVar[str] = "test"
    page_origins: ClassVar[tuple[str, ...]] = ()

    def start(self, request: ChargeRequest) -> Started:
        """Open a charge; the same key always gives the same one."""
        reference = f"test_{request.key}"
        charge = GatewayCharge(
            reference=reference,
            amount_minor=request.amount_minor,
            currency=request.currency,
            return_url=request.return_url,
        )
        GatewayCharge.objects.bulk_create([charge], ignore_conflicts=True)
        return Started(
            reference=reference,
            redirect_url=reverse("orders:gateway", kwargs={"reference": reference}),
        )

    def fetch(self, reference: str) -> Charge:
        """Return the present state of a charge."""
        return _charge(reference)

    def capture(self, reference: str, *, amount_minor: int) -> Charge:
        """Take the authorised money."""
        GatewayCharge.objects.filter(
            reference=reference, status="authorised", amount_minor__gte=amount_minor
        ).update(status="captured", captured_minor=amount_minor)
        charge = _charge(reference)
        if charge.status != ChargeStatus.CAPTURED or charge.captured_minor != amount_minor:
            raise ProviderRefused(f"charge is {charge.status}")
        return charge

    def cancel(self, reference: str) -> Charge:
        """Close a charge that is not captured."""
        GatewayCharge.objects.filter(
            reference=reference, status__in=["pending", "challenge", "authorised"]
        ).update(status="cancelled")
        return _charge(reference)

    def refund(self, reference: str, *, amount_minor: int, key: str) -> str:
        """Pay captured money back, once a key."""
        charge = GatewayCharge.objects.get(reference=reference)
        if key not in charge.refunds:
            if sum(charge.refunds.values()) + amount_minor > charge.captured_minor:
                raise ProviderRefused("more than was captured")
            updated = GatewayCharge.objects.filter(
                reference=reference, refunds=charge.refunds
            ).update(refunds={**charge.refunds, key: amount_minor})
            if not updated:
                raise ProviderUnavailable("another refund came between")
        return f"refund_{key}"

    def verify_webhook(
        self, body: bytes, headers: Mapping[str, str], *, now: datetime
    ) -> ProviderEvent:
        """Return the event of a webhook that this gateway signed in the last 300 seconds."""
        stamp, _, signature = headers.get(SIGNATURE_HEADER, "").partition(".")
        if not stamp.isdecimal() or not hmac.compare_digest(signature, _sign(stamp, body)):
            raise BadSignature("signature does not match")
        if abs(now.timestamp() - int(stamp)) > WEBHOOK_WINDOW_SECONDS:
            raise StaleSignature("signed too long ago")
        event = json.loads(body)
        return ProviderEvent(
            event_id=event["id"],
            kind=event["kind"],
            reference=event["reference"],
            sent_at=datetime.fromtimestamp(int(stamp), tz=UTC),
        )


def decide(reference: str, *, status: str, failure_code: str = "") -> bool:
    """Let the shopper's choice become true, unless the charge is decided already. One query."""
    return bool(
        GatewayCharge.objects.filter(
            Q(reference=reference) & Q(status__in=["pending", "challenge"]) & ~Q(status=status)
        ).update(status=status, failure_code=failure_code)
    )


def webhook(
    reference: str, *, kind: str, number: int, now: datetime
) -> tuple[bytes, dict[str, str]]:
    """Write one signed webhook: body and headers. The same number is the same event, however often it is sent."""
    body = json.dumps(
        {"id": f"{reference}:{kind}:{number}", "kind": kind, "reference": reference}
    ).encode()
    stamp = str(int(now.timestamp()))
    return body, {SIGNATURE_HEADER: f"{stamp}.{_sign(stamp, body)}"}


def _charge(reference: str) -> Charge:
    stored = GatewayCharge.objects.filter(reference=reference).first()
    if stored is None:
        raise ProviderUnavailable(f"no charge {reference}")
    status = "pending" if stored.status == "challenge" else stored.status
    return Charge(
        reference=reference,
        status=ChargeStatus(status),
        amount_minor=stored.amount_minor,
        currency=stored.currency,
        captured_minor=stored.captured_minor,
        refunded_minor=sum(stored.refunds.values()),
        failure_code=stored.failure_code,
    )


def _sign(stamp: str, body: bytes) -> str:
    secret = f"test gateway {settings.SECRET_KEY}".encode()
    return hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
