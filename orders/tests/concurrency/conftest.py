"""The servers of the races: one as it is, one without its guards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from orders import ledger
from orders.tests.concurrency.race import Race
from orders.tests.concurrency.server import GUARDED, UNGUARDED, Server, racing


@pytest.fixture(scope="package")
def guarded_server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    with django_db_blocker.unblock(), racing(GUARDED) as server:
        yield server


@pytest.fixture(scope="package")
def unguarded_server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    with django_db_blocker.unblock(), racing(UNGUARDED) as server:
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
