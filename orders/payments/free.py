"""Nothing to pay: an order whose total is zero needs no provider, only the same path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from orders.payments.base import (
    BadSignature,
    Charge,
    ChargeRequest,
    ChargeStatus,
    ProviderEvent,
    ProviderRefused,
    Started,
)


class FreeOfCharge:
    """Answers every question about a payment of nothing."""

    name: ClassVar[str] = "free"
    page_origins: ClassVar[tuple[str, ...]] = ()

    def start(self, request: ChargeRequest) -> Started:
        """Send the shopper straight back.

        Raises: ProviderRefused: if there is something to pay.
        """
        if request.amount_minor:
            raise ProviderRefused("only nothing is free of charge")
        return Started(reference=f"free-{request.key}", redirect_url=request.return_url)

    def fetch(self, reference: str) -> Charge:
        """Say that nothing was paid in full."""
        return Charge(reference, ChargeStatus.CAPTURED, amount_minor=0, currency="")

    def capture(self, reference: str, *, amount_minor: int) -> Charge:
        """Take nothing."""
        return self.fetch(reference)

    def cancel(self, reference: str) -> Charge:
        """Leave it as it is."""
        return self.fetch(reference)

    def refund(self, reference: str, *, amount_minor: int, key: str) -> str:
        """Refuse: nothing was paid.

        Raises: ProviderRefused: always.
        """
        raise ProviderRefused("nothing was paid")

    def verify_webhook(
        self, body: bytes, headers: Mapping[str, str], *, now: datetime
    ) -> ProviderEvent:
        """Refuse: nobody sends webhooks about nothing.

        Raises: BadSignature: always.
        """
        raise BadSignature("no such provider")
