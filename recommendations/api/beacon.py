"""Where the shop's own pages report what was seen, clicked and refused (``navigator.sendBeacon``)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.visitors import CurrentVisitor
from recommendations.serving import exposures, seal
from recommendations.serving.exposures import Report
from recommendations.vocabulary import EventKind

MOST_BYTES = 16_384
MOST_SLATES = 20
KINDS = {
    "seen": EventKind.EXPOSURE,
    "clicked": EventKind.CLICK,
    "dismissed": EventKind.DISMISS,
}


class BadReport(Exception):
    """The body is not what our own script sends."""


@csrf_exempt  # a beacon cannot carry a token; the browser's own word on where it comes from is checked instead
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take the reports of one page: ``{"slates": [{"slate": "…", "seen": [0, 1], "clicked": [1]}]}``."""
    if not _is_from_our_pages(request):
        return HttpResponseForbidden()
    now = timezone.now()
    try:
        reports = _reports(request, now=now)
    except BadReport:
        return HttpResponseBadRequest()
    visitor: CurrentVisitor = request.visitor  # type: ignore[attr-defined]
    is_named = visitor.is_personalised
    exposures.record(
        reports,
        visitor_id=visitor.id if is_named else None,
        user_id=visitor.user_id if is_named else None,
        now=now,
    )
    return HttpResponse(status=204)


def _is_from_our_pages(request: HttpRequest) -> bool:
    """Return whether the browser says that one of our own pages sent this."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def _reports(request: HttpRequest, *, now: datetime) -> list[Report]:
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise BadReport("too long")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:  # the latter: nested too deep
        raise BadReport("not JSON") from error
    slates = body.get("slates") if isinstance(body, dict) else None
    if not isinstance(slates, list) or not 0 < len(slates) <= MOST_SLATES:
        raise BadReport("no slates")
    return [report for entry in slates for report in _reports_of(entry, now=now)]


def _reports_of(entry: Any, *, now: datetime) -> list[Report]:  # noqa: ANN401 - JSON from outside
    if not isinstance(entry, dict) or not isinstance(entry.get("slate"), str):
        raise BadReport("no slate")
    try:
        shown = seal.opened(entry["slate"], now=now)
    except seal.BrokenSeal as error:
        raise BadReport("broken seal") from error
    reports = []
    for name, kind in KINDS.items():
        positions = entry.get(name, [])
        if not isinstance(positions, list) or not all(
            type(position) is int and 0 <= position < len(shown.item_ids) for position in positions
        ):
            raise BadReport("no positions")
        if positions:
            reports.append(Report(shown, kind, tuple(positions)))
    return reports
