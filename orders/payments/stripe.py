"""Stripe, through its own library and its hosted page: no card number ever touches this shop.

One payment is one Checkout Session whose money is authorised first and captured once the order stands. Amounts are sent
in the smallest unit of the currency, as everywhere here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings

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

if TYPE_CHECKING:
    from stripe import StripeClient

RETRIES = 2
"""How often the library repeats a call that broke off; each carries the same idempotency key."""

SESSION_EVENTS = "checkout.session."
"""Only these are about a whole payment; others are written into the ledger and left."""


class Stripe:
    """Charges at Stripe."""

    name: ClassVar[str] = "stripe"
    page_origins: ClassVar[tuple[str, ...]] = ("https://checkout.stripe.com",)

    def start(self, request: ChargeRequest) -> Started:
        """Open a Checkout Session; the same key always gives the same one."""
        metadata = {"payment": request.key}
        item = {
            "quantity": 1,
            "price_data": {
                "currency": request.currency.lower(),
                "unit_amount": request.amount_minor,
                "product_data": {"name": settings.SHOP_NAME},
            },
        }
        with _answers():
            session = _client().v1.checkout.sessions.create(
                params={  # type: ignore[arg-type]  # a plain dict, as Stripe documents it
                    "mode": "payment",
                    "line_items": [item],
                    "payment_intent_data": {"capture_method": "manual", "metadata": metadata},
                    "customer_email": request.email,
                    "client_reference_id": request.key,
                    "metadata": metadata,
                    "success_url": request.return_url,
                    "cancel_url": request.return_url,
                },
                options={"idempotency_key": f"start-{request.key}"},
            )
        return Started(reference=session.id, redirect_url=session.url or "")

    def fetch(self, reference: str) -> Charge:
        """Return the present state of a session and of the money behind it."""
        return _charge(_session(reference))

    def capture(self, reference: str, *, amount_minor: int) -> Charge:
        """Take the authorised money."""
        charge, intent = self._intent(reference)
        if charge.status != ChargeStatus.CAPTURED:
            with _answers():
                _client().v1.payment_intents.capture(
                    intent,
                    params={"amount_to_capture": amount_minor},
                    options={"idempotency_key": f"capture-{reference}"},
                )
        return self.fetch(reference)

    def cancel(self, reference: str) -> Charge:
        """Close a session that is open, or let authorised money go; captured money stays."""
        charge = self.fetch(reference)
        if charge.status == ChargeStatus.PENDING:
            with _unless_over():
                _client().v1.checkout.sessions.expire(reference)
        elif charge.status == ChargeStatus.AUTHORISED:
            with _unless_over():
                _client().v1.payment_intents.cancel(self._intent(reference)[1])
        return self.fetch(reference)

    def refund(self, reference: str, *, amount_minor: int, key: str) -> str:
        """Pay captured money back, once a key."""
        _, intent = self._intent(reference)
        with _answers():
            refund = _client().v1.refunds.create(
                params={"payment_intent": intent, "amount": amount_minor},
                options={"idempotency_key": f"refund-{key}"},
            )
        return refund.id

    def verify_webhook(
        self, body: bytes, headers: Mapping[str, str], *, now: datetime
    ) -> ProviderEvent:
        """Return the event of a webhook that Stripe signed in the last 300 seconds."""
        header = headers.get("Stripe-Signature", "")
        sent_at = _verified_moment(body, header)
        if abs((now - sent_at).total_seconds()) > WEBHOOK_WINDOW_SECONDS:
            raise StaleSignature("signed too long ago")
        event = json.loads(body)
        is_session = str(event["type"]).startswith(SESSION_EVENTS)
        return ProviderEvent(
            event_id=event["id"],
            kind=event["type"],
            reference=event["data"]["object"]["id"] if is_session else "",
            sent_at=sent_at,
        )

    def _intent(self, reference: str) -> tuple[Charge, str]:
        """Return the present state and the id of the money behind a session."""
        session = _session(reference)
        intent = session.get("payment_intent")
        if not intent:
            raise ProviderRefused("there is no money behind this session")
        return _charge(session), str(intent["id"])


def _client() -> StripeClient:
    """Return a client for the configured account; imported here, for only shops that use Stripe pay for it."""
    from stripe import StripeClient  # noqa: PLC0415

    return StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": settings.STRIPE_API_URL},
        max_network_retries=RETRIES,
    )


def _session(reference: str) -> Mapping[str, Any]:
    """Ask for a session together with the money behind it."""
    with _answers():
        session = _client().v1.checkout.sessions.retrieve(
            reference, params={"expand": ["payment_intent.latest_charge"]}
        )
    found: dict[str, Any] = session.to_dict()
    return found


@contextmanager
def _answers() -> Iterator[None]:
    """Translate the library's errors: what may work later, and what will not."""
    import stripe  # noqa: PLC0415

    try:
        yield
    except (stripe.CardError, stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        raise ProviderRefused(error.user_message or str(error)) from error
    except stripe.StripeError as error:
        raise ProviderUnavailable(str(error)) from error


@contextmanager
def _unless_over() -> Iterator[None]:
    """Bear that a session was paid, or ended, between our look and our word."""
    try:
        with _answers():
            yield
    except ProviderRefused:
        return


def _charge(session: Mapping[str, Any]) -> Charge:
    intent: Mapping[str, Any] = session.get("payment_intent") or {}
    latest: Mapping[str, Any] = intent.get("latest_charge") or {}
    status = _status(str(session["status"]), str(intent.get("status", "")))
    error: Mapping[str, Any] = intent.get("last_payment_error") or {}
    return Charge(
        reference=str(session["id"]),
        status=status,
        amount_minor=int(session["amount_total"] or 0),
        currency=str(session["currency"] or "").upper(),
        captured_minor=int(intent.get("amount_received") or 0),
        refunded_minor=int(latest.get("amount_refunded") or 0),
        failure_code=str(error.get("code") or ""),
    )


def _status(session: str, intent: str) -> ChargeStatus:
    """Read both states: a declined card leaves the session open, so the shopper may try another one."""
    by_intent = {
        "requires_capture": ChargeStatus.AUTHORISED,
        "succeeded": ChargeStatus.CAPTURED,
        "canceled": ChargeStatus.CANCELLED,
    }
    if intent in by_intent:
        return by_intent[intent]
    return ChargeStatus.CANCELLED if session == "expired" else ChargeStatus.PENDING


def _verified_moment(body: bytes, header: str) -> datetime:
    """Check who signed, with the library; return when. The window is checked against our own clock."""
    from stripe import SignatureVerificationError, WebhookSignature  # noqa: PLC0415

    try:
        WebhookSignature.verify_header(
            body.decode(), header, settings.STRIPE_WEBHOOK_SECRET, tolerance=None
        )
        stamp = dict(part.split("=", 1) for part in header.split(","))["t"]
        return datetime.fromtimestamp(int(stamp), tz=UTC)
    except (SignatureVerificationError, UnicodeDecodeError, ValueError, KeyError) as error:
        raise BadSignature(str(error)) from error
