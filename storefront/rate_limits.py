"""How often one caller may ask the API: counted atomically in Redis, told in headers.

The framework's own throttle reads a list and writes it back, so bursts slip through; ``limits``
increments in one step. Without Redis nobody is turned away: selling goes before counting.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from math import ceil

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from storefront import problems
from storefront.api_callers import token_of

logger = logging.getLogger(__name__)


class ApiRateMiddleware:
    """Counts calls under ``/api/`` and answers 429 past the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the call through and say how many are left, or refuse it and say when to come back."""
        if not (settings.RATE_LIMIT_ENABLED and problems.is_for_programs(request)):
            return self.get_response(request)
        limit, caller = _limit_of(request)
        try:
            is_allowed = _limiter().hit(limit, caller)
            stats = _limiter().get_window_stats(limit, caller)
        except RedisError as error:
            logger.warning("rate_limit_unavailable", extra={"error": type(error).__name__})
            return self.get_response(request)
        seconds = max(0, ceil(stats.reset_time - time.time()))
        response = self.get_response(request) if is_allowed else _refusal(seconds)
        response["X-RateLimit-Limit"] = str(limit.amount)
        response["X-RateLimit-Remaining"] = str(stats.remaining)
        response["X-RateLimit-Reset"] = str(ceil(stats.reset_time))
        return response


def _limit_of(request: HttpRequest) -> tuple[RateLimitItem, str]:
    """Return the limit and the name a caller is counted under: the account, the token of a program, else the address.

    What opens nothing is no token: whoever makes some up is counted by the address.
    """
    if request.user.is_authenticated:
        return _parsed(settings.RATE_LIMIT_USER), f"user:{request.user.pk}"
    if (token := token_of(request, now=timezone.now())) is not None:
        return _parsed(settings.RATE_LIMIT_USER), f"token:{token}"
    return _parsed(settings.RATE_LIMIT_ANONYMOUS), f"ip:{request.META.get('REMOTE_ADDR', '')}"


@cache
def _parsed(text: str) -> RateLimitItem:
    return parse(text)


@cache
def _limiter() -> FixedWindowRateLimiter:
    uri = settings.RATE_LIMIT_REDIS_URL
    if uri.startswith("unix://"):
        uri = f"redis+{uri}"
    timeout = settings.REDIS_TIMEOUT_SECONDS
    storage = storage_from_string(uri, socket_timeout=timeout, socket_connect_timeout=timeout)
    return FixedWindowRateLimiter(storage)


def _refusal(seconds: int) -> JsonResponse:
    response = problems.plain(
        HTTPStatus.TOO_MANY_REQUESTS, f"Too many calls. Ask again in {seconds} seconds."
    )
    response["Retry-After"] = str(seconds)
    return response
