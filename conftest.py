"""What every test can count on: an empty Redis, no memory of other tests, no databases of runs that were killed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
import redis
from django.conf import settings
from django.core.cache import cache

from catalog.snapshots import Snapshot
from recommendations.events import live, partitions, slate_log
from storefront.services import addresses, running

# A busy machine is no fault of the code: properties are about values, never about time.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Drop test databases of runs that were killed; only on our private server, where pids mean something."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without it
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        return
    maintenance = addresses.with_database(settings.SERVICES.database_url, "postgres")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database")]
        for name in names:
            found = re.fullmatch(r"test_\w+?_(\d+)(_gw\d+)?", name)
            if found and not running.is_alive(int(found[1])):
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(autouse=True)
def empty_redis() -> None:
    """Begin with an empty cache and an empty event stream, in databases that only tests use."""
    cache.clear()
    with redis.Redis.from_url(settings.EVENTS_REDIS_URL) as events:
        events.flushdb()
    live.behind.forget()


@pytest.fixture(autouse=True)
def no_snapshots() -> None:
    """Let every test see its own database, not what the process kept from the last one."""
    Snapshot.forget_everything()


@pytest.fixture(autouse=True)
def no_waiting_slates() -> None:
    """Let no test write down the slates that pages of an earlier one left in the queue."""
    slate_log.queue._waiting.clear()


@pytest.fixture(autouse=True)
def forgotten_partitions() -> Iterator[None]:
    """Forget which months of the event log exist: a test that is rolled back takes its own with it."""
    yield
    partitions._known.clear()
