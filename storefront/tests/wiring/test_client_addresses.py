"""Behind proxies everybody is counted under the address that our own proxies saw."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from storefront.middleware import ClientAddressMiddleware

PROXY = "172.18.0.9"


def _address(passed_on: str | None) -> str:
    seen: list[str] = []

    def note(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {} if passed_on is None else {"X-Forwarded-For": passed_on}
    ClientAddressMiddleware(note)(RequestFactory().get("/", headers=headers, REMOTE_ADDR=PROXY))
    return seen[0]


@pytest.mark.parametrize(
    ("count", "passed_on", "address"),
    [
        (0, "198.51.100.7", PROXY),  # no proxy is ours: anybody can write that header
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.1, 198.51.100.7", "198.51.100.7"),  # the left one is the client's own word
        (2, "203.0.113.1, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", PROXY),  # came past the outer proxy
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "not an address", PROXY),
        (1, None, PROXY),
    ],
)
def test_only_what_our_own_proxies_appended_is_believed(
    settings: Settings, count: int, passed_on: str | None, address: str
) -> None:
    settings.PROXY_COUNT = count

    assert _address(passed_on) == address
