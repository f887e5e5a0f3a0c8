"""The API turns a caller away after exactly as many calls as the limit says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from knox.models import AuthToken
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

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


def _program(address: str, token: str) -> HttpResponse:
    request = rf.get("/api/v1/", REMOTE_ADDR=address, HTTP_AUTHORIZATION=f"Bearer {token}")
    request.user = AnonymousUser()
    return middleware(request)


@pytest.mark.django_db
def test_every_token_is_counted_apart_from_its_address_and_from_others(caller: str) -> None:
    ada = User.objects.create_user("ada@example.com", "correct horse battery")
    first, second = (AuthToken.objects.create(ada)[1] for _ in range(2))

    answers = [_program(caller, first) for _ in range(31)]

    assert [each.status_code for each in answers].count(200) == 30
    assert answers[0]["X-RateLimit-Limit"] == "30"
    assert _program(f"{caller}-elsewhere", first).status_code == 429
    assert _program(caller, second)["X-RateLimit-Remaining"] == "29"
    assert _call(caller)["X-RateLimit-Remaining"] == "19"


@pytest.mark.django_db
def test_what_opens_nothing_is_counted_by_its_address(caller: str) -> None:
    ada = User.objects.create_user("ada@example.com", "correct horse battery")
    ended = AuthToken.objects.create(ada, expiry=timedelta(seconds=-1))[1]
    gone = User.objects.create_user("gone@example.com", "correct horse battery", is_active=False)
    closed = AuthToken.objects.create(gone)[1]

    left = [
        _program(caller, token)["X-RateLimit-Remaining"]
        for token in (ended, closed, "f" * 64, "é" * 20, "two words", "")
    ]

    assert left == ["19", "18", "17", "16", "15", "14"]


@pytest.mark.django_db
def test_counting_a_token_takes_one_query_and_a_stranger_none(
    caller: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ada = User.objects.create_user("ada@example.com", "correct horse battery")
    token = AuthToken.objects.create(ada)[1]

    with django_assert_num_queries(1):
        _program(caller, token)
    with django_assert_num_queries(0):
        _call(caller)
        _program(caller, "no token")


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
