"""The shop refuses to start without a way to be paid."""

from __future__ import annotations

from typing import Any

import pytest

from orders.checks import check_no_play_money, check_payment_provider


def ids(found: list[Any]) -> list[str]:
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("provider", "keys", "found"),
    [
        ("test", ("", ""), []),
        ("barter", ("", ""), ["orders.E001"]),
        ("stripe", ("", "whsec"), ["orders.E002"]),
        ("stripe", ("sk", ""), ["orders.E002"]),
        ("stripe", ("sk", "whsec"), []),
    ],
)
def test_a_provider_needs_its_keys(
    settings: Any, provider: str, keys: tuple[str, str], found: list[str]
) -> None:
    settings.PAYMENT_PROVIDER = provider
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = keys

    assert ids(check_payment_provider(app_configs=None)) == found


@pytest.mark.parametrize(
    ("environment", "provider", "found"),
    [
        ("production", "test", ["orders.E003"]),
        ("production", "stripe", []),
        ("dev", "test", []),
    ],
)
def test_play_money_does_not_go_live(
    settings: Any, environment: str, provider: str, found: list[str]
) -> None:
    settings.ENVIRONMENT, settings.PAYMENT_PROVIDER = environment, provider

    assert ids(check_no_play_money(app_configs=None)) == found
