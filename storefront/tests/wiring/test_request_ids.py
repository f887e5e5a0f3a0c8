"""Every answer carries a request id and its time."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from storefront.logs import current_request_id
from storefront.middleware import RequestIdMiddleware

rf = RequestFactory()


def test_answer_carries_a_new_request_id_and_the_time_it_took() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(current_request_id.get())
        return HttpResponse("ok")

    response = RequestIdMiddleware(view)(rf.get("/"))

    assert response["X-Request-Id"] == seen[0]
    assert len(seen[0]) == 32
    assert float(response["X-Process-Time"]) >= 0
    assert current_request_id.get() == "-"


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [("proxy-2f6c0a1e", True), ("short", False), ("with\nnewline-aaaa", False), ("a" * 65, False)],
)
def test_a_proxys_request_id_is_kept_only_when_it_is_well_formed(given: str, is_kept: bool) -> None:
    request = rf.get("/", headers={"X-Request-Id": given})

    response = RequestIdMiddleware(lambda _: HttpResponse())(request)

    assert (response["X-Request-Id"] == given) is is_kept


def test_request_id_is_put_back_when_the_view_fails() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        RequestIdMiddleware(view)(rf.get("/"))

    assert current_request_id.get() == "-"
