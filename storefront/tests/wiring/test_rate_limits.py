"""The API turns a caller away after exactly as many calls as the limit says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import User
from storefront import rate_limits
from storefront.rate_limits import ApiRateMiddleware

rf = RequestFactory()
middleware = ApiRateMiddleware(lambda _: HttpResponse("ok"))


@pytest.fixture
def caller(settings: Settings) -> str:
    settings.RATE_LIMIT_ENABLED = True
    settings.RATE_LIMIT_ANONYMOUS = "20/minute"
    settings.RATE_LIMIT_USER = "30/minute"
    return f"test-{uuid4()}"


def _call(address: str, user: User | None = None, path: str = "/api/v1/") -> HttpResponse:
    request = rf.get(path, REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    return middleware(request)


def test_parallel_calls_pass_exactly_up_to_the_limit(caller: str) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: _call(caller).status_code, range(60)))

    assert answers.count(200) == 20
    assert answers.count(429) == 40


def test_refusal_says_when_to_come_back(caller: str) -> None:
    for _ in range(20):
        last = _call(caller)

    refused = _call(caller)

    assert last["X-RateLimit-Limit"] == "20"
    assert last["X-RateLimit-Remaining"] == "0"
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert int(refused["X-RateLimit-Reset"]) > 0


def test_an_account_is_counted_apart_from_its_address(caller: str) -> None:
    user = User(pk=uuid4().int % 10**9, email="shopper@example.com")

    answers = [_call(caller, user).status_code for _ in range(31)]

    assert answers.count(200) == 30
    assert _call(caller).status_code == 200


def test_pages_are_not_counted(caller: str) -> None:
    assert "X-RateLimit-Limit" not in _call(caller, path="/d/lamps/")


def test_without_redis_nobody_is_turned_away(
    caller: str, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings.RATE_LIMIT_REDIS_URL = f"unix://{tmp_path_factory.mktemp('r')}/none.sock?db=0"
    rate_limits._limiter.cache_clear()
    try:
        assert _call(caller).status_code == 200
    finally:
        rate_limits._limiter.cache_clear()
