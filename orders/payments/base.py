"""What every payment provider can do, and the words both sides use. No card data passes through here."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol


class ChargeStatus(enum.StrEnum):
    """What has become of a charge, as the provider tells it."""

    PENDING = "pending"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ProviderUnavailable(Exception):
    """The provider did not answer, or not sensibly; ask again later."""


class ProviderRefused(Exception):
    """The provider answered no; asking again changes nothing."""


class BadSignature(Exception):
    """A webhook was not sent by the provider."""


class StaleSignature(BadSignature):
    """A webhook was signed too long ago: perhaps replayed by somebody else."""


WEBHOOK_WINDOW_SECONDS = 300
"""How old a signature may be; the window that Stripe's library uses."""


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """What the shopper is asked to pay. ``key`` is the same for every attempt at the same payment."""

    key: str
    amount_minor: int
    currency: str
    email: str
    description: str
    return_url: str


@dataclass(frozen=True, slots=True)
class Started:
    """A charge that waits for the shopper at the provider's own page."""

    reference: str
    redirect_url: str


@dataclass(frozen=True, slots=True)
class Charge:
    """The present state of a charge."""

    reference: str
    status: ChargeStatus
    amount_minor: int
    currency: str
    captured_minor: int = 0
    refunded_minor: int = 0
    failure_code: str = ""

    @property
    def has_money(self) -> bool:
        """Whether money is set aside or moved for us."""
        return self.status in {ChargeStatus.AUTHORISED, ChargeStatus.CAPTURED}


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """A webhook whose signature was good: something happened to this charge, go and look."""

    event_id: str
    kind: str
    reference: str
    sent_at: datetime


class Provider(Protocol):
    """A payment provider. Every verb may be repeated with the same arguments and then changes nothing more."""

    name: ClassVar[str]
    page_origins: ClassVar[tuple[str, ...]]
    """Hosts of its payment page, which a form of ours leads to; the content security policy must allow them."""

    def start(self, request: ChargeRequest) -> Started:
        """Open a charge and say where the shopper pays it.

        Raises:
            ProviderUnavailable: if it did not answer.
            ProviderRefused: if it will not take this charge.
        """
        ...

    def fetch(self, reference: str) -> Charge:
        """Return the present state of a charge.

        Raises: ProviderUnavailable: if it did not answer.
        """
        ...

    def capture(self, reference: str, *, amount_minor: int) -> Charge:
        """Take the authorised money.

        Raises:
            ProviderUnavailable: if it did not answer.
            ProviderRefused: if the authorisation is gone.
        """
        ...

    def cancel(self, reference: str) -> Charge:
        """Close a charge that is not captured; one that is stays as it is.

        Raises: ProviderUnavailable: if it did not answer.
        """
        ...

    def refund(self, reference: str, *, amount_minor: int, key: str) -> str:
        """Pay captured money back and return the provider's reference of the refund.

        Raises:
            ProviderUnavailable: if it did not answer.
            ProviderRefused: if more is asked back than was captured.
        """
        ...

    def verify_webhook(
        self, body: bytes, headers: Mapping[str, str], *, now: datetime
    ) -> ProviderEvent:
        """Return the event of a webhook.

        Raises: BadSignature: if it was not signed by the provider within the last 300 seconds.
        """
        ...
