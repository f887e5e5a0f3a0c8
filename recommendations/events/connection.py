"""The Redis database of events and live sessions, reached so that its absence is cheap."""

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

breaker = Breaker()
Answer = TypeVar("Answer")


def attempt(ask: Callable[[redis.Redis], Answer]) -> Answer | None:
    """Return what Redis answers, or None when it does not answer in time or is known to be away."""
    if not breaker.allows():
        return None
    try:
        answer = ask(client(settings.EVENTS_REDIS_URL, settings.REDIS_TIMEOUT_SECONDS))
    except (redis.RedisError, OSError):
        breaker.failed()
        return None
    breaker.succeeded()
    return answer


def patient() -> redis.Redis:
    """Return a client for workers, whose errors they see."""
    return client(settings.EVENTS_REDIS_URL, WORKER_TIMEOUT_SECONDS)


@functools.cache
def client(url: str, timeout_seconds: float) -> redis.Redis:
    """Return this process's client of one server: no retries, a caller decides what absence means."""
    options: dict[str, Any] = {
        "socket_timeout": timeout_seconds,
        "socket_connect_timeout": timeout_seconds,
        "retry": Retry(NoBackoff(), 0),
    }
    return redis.Redis.from_url(url, **options)
