"""People, articles and helpers of the selling tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from orders import ledger, roles
from orders.models import Cart
from orders.tests import figures
from orders.tests.shop import Shopfloor, Staff

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A Monday morning; every verb that needs a clock gets this one."""


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def shop(db: None) -> Shopfloor:
    """A shop whose shelves are filled as a test needs them."""
    return Shopfloor(now=NOW)


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada@example.org", "a good password")


@pytest.fixture
def bob(db: None) -> User:
    return User.objects.create_user("bob@example.org", "another password")


@pytest.fixture
def guest() -> Client:
    return Client()


@pytest.fixture
def ada_client(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def staff(db: None) -> Staff:
    """Sign in as somebody of a role."""
    for label in roles.APPS:
        roles.assign(apps.get_app_config(label))

    def sign_in(role: str) -> Client:
        user = User.objects.create_user(f"{role}@example.org", "a good password", is_staff=True)
        user.groups.set(Group.objects.filter(name=role))
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def books_are_right(db: None) -> Iterator[None]:
    """Check the ledger when a test ends."""
    yield
    assert ledger.violations() == []


@pytest.fixture
def active_cart() -> object:
    """Find the only active cart."""

    def find() -> Cart:
        return Cart.objects.active().get()

    return find


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the proofs counted."""
    if figures.COUNTED:
        terminalreporter.section("figures")
        terminalreporter.write_line(figures.HEADER)
        for figure in figures.COUNTED:
            terminalreporter.write_line(figure.line())
