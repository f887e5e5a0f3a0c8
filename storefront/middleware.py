"""Who asks, and one request id from the browser's answer to the last log line."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from ipaddress import ip_address
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from storefront.logs import current_request_id, note_answer

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class ClientAddressMiddleware:
    """Lets ``REMOTE_ADDR`` be the address that the outermost of our own proxies saw.

    What a client writes into ``X-Forwarded-For`` stands to the left of what our proxies append, so it is never read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request of whoever stands behind the proxies."""
        count = settings.PROXY_COUNT
        passed_on = request.headers.get("X-Forwarded-For", "").split(",") if count else []
        if len(passed_on) >= count > 0:
            address = passed_on[-count].strip()
            if _is_address(address):
                request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class RequestIdMiddleware:
    """Names every request, keeps a proxy's name for it, and says how long the answer took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under its id."""
        started = time.perf_counter()
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        token = current_request_id.set(request_id)
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            note_answer(request, response, seconds=seconds)
        finally:
            current_request_id.reset(token)
        response["X-Request-Id"] = request_id
        response["X-Process-Time"] = f"{seconds:.4f}"
        return response
