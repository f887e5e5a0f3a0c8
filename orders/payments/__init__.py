"""Payment providers, side by side: each speaks :class:`orders.payments.base.Provider`."""

from __future__ import annotations

from django.conf import settings

from orders.payments.base import Provider
from orders.payments.free import FreeOfCharge
from orders.payments.gateway import TestGateway
from orders.payments.stripe import Stripe

PROVIDERS: tuple[type[Provider], ...] = (TestGateway, Stripe, FreeOfCharge)
"""Every provider the shop can speak with."""


class UnknownProvider(LookupError):
    """A provider was named that the shop cannot speak with."""


def named(name: str) -> Provider:
    """Return a provider by its name.

    Raises: UnknownProvider: if there is none of that name.
    """
    for provider in PROVIDERS:
        if provider.name == name:
            return provider()
    raise UnknownProvider(name)


def is_offered(name: str) -> bool:
    """Return whether shoppers may pay through a provider."""
    return bool(name == settings.PAYMENT_PROVIDER)


def chosen(*, amount_minor: int) -> Provider:
    """Return the provider for an amount: the configured one, or none at all for nothing."""
    return FreeOfCharge() if amount_minor == 0 else named(settings.PAYMENT_PROVIDER)
