"""Every request has a market: the one its cookie or its ``X-Market`` header names, else the default one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from orders import markets
from orders.markets import UnknownMarket

HEADER = "X-Market"


class MarketMiddleware:
    """Sets the market before anything is priced. No query where none is named, else one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in its market; a program that names an unknown one is told so."""
        named = request.headers.get(HEADER, "")
        try:
            with markets.using(named or request.COOKIES.get(markets.COOKIE, "")):
                return self.get_response(request)
        except UnknownMarket as error:
            if named:
                return _refused(str(error), request_id=getattr(request, "request_id", ""))
        with markets.using(""):  # a market that staff closed since
            answer = self.get_response(request)
        answer.delete_cookie(markets.COOKIE)
        return answer


def _refused(code: str, *, request_id: str) -> JsonResponse:
    known = ", ".join(each.code for each in markets.offered())
    return JsonResponse(
        {
            "type": "about:blank",
            "title": "Bad Request",
            "status": 400,
            "detail": f"There is no market {code[:40]!r}: name one of {known} in {HEADER}.",
            "request_id": request_id,
        },
        status=400,
        content_type="application/problem+json",
    )
