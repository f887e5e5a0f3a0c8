"""Redis, reached so that its absence is cheap: short waits, no retries, a breaker."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from recommendations.events.breaker import Breaker

WORKER_TIMEOUT_SECONDS = 5.0
"""A worker may wait; a page may not."""

Answer = TypeVar("Answer")


class Server:
    """One Redis database as pages use it; its address is read when it is asked, so tests may move it."""

    def __init__(self, address: Callable[[], str]) -> None:
        self._address = address
        self.breaker = Breaker()

    def attempt(self, ask: Callable[[redis.Redis], Answer]) -> Answer | None:
        """Return what Redis answers, or None when it does not answer in time or is known to be away."""
        if not self.breaker.allows():
            return None
        try:
            answer = ask(_client(self._address(), settings.REDIS_TIMEOUT_SECONDS))
        except (redis.RedisError, OSError):
            self.breaker.failed()
            return None
        self.breaker.succeeded()
        return answer

    def patient(self) -> redis.Redis:
        """Return a client for workers, whose errors they see."""
        return _client(self._address(), WORKER_TIMEOUT_SECONDS)


events = Server(lambda: settings.EVENTS_REDIS_URL)
"""The stream and the live sessions: a database that nobody empties."""
cache = Server(lambda: str(settings.CACHES["default"]["LOCATION"]))
"""Ready-made lists: a database that may be emptied at any time."""


@functools.cache
def _client(url: str, timeout_seconds: float) -> redis.Redis:
    """Return this process's client of one database; a caller decides what absence means, so no retries."""
    options: dict[str, Any] = {
        "socket_timeout": timeout_seconds,
        "socket_connect_timeout": timeout_seconds,
        "retry": Retry(NoBackoff(), 0),
    }
    return redis.Redis.from_url(url, **options)
