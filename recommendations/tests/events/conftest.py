from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import redis

from recommendations.events import connection


@pytest.fixture
def stream_server() -> Iterator[redis.Redis]:
    """The tests' own Redis database, empty before and after."""
    server = connection.events.patient()
    server.flushdb()
    connection.events.breaker.succeeded()
    yield server
    server.flushdb()


@pytest.fixture
def without_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call to Redis fails as if nobody listened."""

    def refuse(ask: Callable[[redis.Redis], object]) -> None:
        return None

    monkeypatch.setattr(connection.events, "attempt", refuse)
