"""Combinations of settings with which a shop cannot, or must not, take money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from orders.payments import PROVIDERS
from orders.payments.gateway import TestGateway
from orders.payments.stripe import Stripe


@register(Tags.security)
def check_payment_provider(
    *, app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a provider the shop does not know, or one without its keys."""
    names = [provider.name for provider in PROVIDERS]
    chosen: str = settings.PAYMENT_PROVIDER
    if chosen not in names:
        return [
            Error(
                f"PAYMENT_PROVIDER is {chosen!r}.",
                hint=f"Set it to one of: {', '.join(names)}.",
                id="orders.E001",
            )
        ]
    keys = (settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET)
    if chosen == Stripe.name and not all(keys):
        return [
            Error(
                "Stripe is chosen, but its keys are not set.",
                hint="Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET (or ..._FILE).",
                id="orders.E002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def check_no_play_money(
    *, app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse to go live with the gateway at which everybody is the bank."""
    chosen: str = settings.PAYMENT_PROVIDER
    if settings.ENVIRONMENT != "production" or chosen != TestGateway.name:
        return []
    return [
        Error(
            "The test gateway is chosen: shoppers would decide themselves whether they paid.",
            hint="Set PAYMENT_PROVIDER=stripe and its keys.",
            id="orders.E003",
        )
    ]
