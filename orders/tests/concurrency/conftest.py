"""A server for the races, and shoppers who stand before the last step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from catalog.models import Variant
from orders import ledger
from orders.shoppers import Shopper
from orders.tests.concurrency.browser import Browser
from orders.tests.concurrency.server import GUARDED, UNGUARDED, Server, serving
from orders.tests.shop import Shopfloor


@dataclass(frozen=True, slots=True)
class Buyer:
    """A browser with a full cart, and the offer it agreed to."""

    browser: Browser
    cart_id: int
    expected: str


@dataclass(frozen=True, slots=True)
class Race:
    """A shop under load."""

    server: Server

    @property
    def floor(self) -> Shopfloor:
        """The shelves, at the server's own time."""
        return Shopfloor(now=timezone.now())

    def buyer(self, wanted: dict[Variant, int]) -> Buyer:
        """Bring a shopper to the last step."""
        browser = Browser(self.server.port)
        cart = self.floor.ready_cart(wanted, shopper=Shopper(visitor_id=browser.visitor_id))
        return Buyer(browser, cart.pk, self.floor.agree(cart))


@pytest.fixture(scope="package")
def guarded_server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    with django_db_blocker.unblock(), serving(GUARDED) as server:
        yield server


@pytest.fixture(scope="package")
def unguarded_server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    with django_db_blocker.unblock(), serving(UNGUARDED) as server:
        yield server


@pytest.fixture
def race(
    guarded_server: Server, transactional_db: None, django_db_serialized_rollback: None
) -> Iterator[Race]:
    """The shop as it is; the books must be right when a race is over."""
    yield Race(guarded_server)
    assert ledger.violations() == []


@pytest.fixture
def unguarded_race(
    unguarded_server: Server, transactional_db: None, django_db_serialized_rollback: None
) -> Race:
    """The shop without its guards."""
    return Race(unguarded_server)
