"""Feeds that other programs fetch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_sequence
from django.views.decorators.http import require_GET

from catalog.exports import google_merchant as feed
from orders import markets
from orders.models import Market


@require_GET
def google_merchant(request: HttpRequest) -> HttpResponseBase:
    """Send what the shop sells in ``?market=``, the default market without, packed for whoever unpacks it."""
    market = request.GET.get("market", "")
    if market and not Market.objects.filter(code=market).exists():
        raise Http404(f"There is no market {market!r}.")
    lines = _lines(market, origin=request.build_absolute_uri("/").rstrip("/"))
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body: Iterable[bytes] = (line.encode() for line in _in_pieces(lines))
    response = StreamingHttpResponse(
        compress_sequence(body) if is_packed else body,
        content_type="application/xml; charset=utf-8",
    )
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _lines(market: str, *, origin: str) -> Iterator[str]:
    """Yield the feed; the market holds while it is read, which is after the request is answered."""
    with markets.using(market):
        yield from feed.lines(shop_name=settings.SHOP_NAME, origin=origin, now=timezone.now())


def _in_pieces(lines: Iterator[str], *, signs: int = 32_768) -> Iterator[str]:
    """Join lines to pieces worth sending."""
    waiting: list[str] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= signs:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)
