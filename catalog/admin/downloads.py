"""Files that the staff area hands out line by line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from unfold.admin import ModelAdmin

CSV, JSON_LINES = "text/csv; charset=utf-8", "application/jsonl; charset=utf-8"


def origin(request: HttpRequest) -> str:
    """Return the address under which the shop was asked, such as https://shop.example."""
    return request.build_absolute_uri("/").rstrip("/")


def streamed(
    page: ModelAdmin[Any],
    request: HttpRequest,
    lines: Iterable[str],
    *,
    filename: str,
    content_type: str = CSV,
) -> StreamingHttpResponse:
    """Send lines as a file to somebody who may see the list they come from.

    Raises: PermissionDenied: to anybody else.
    """
    if not page.has_view_permission(request):
        raise PermissionDenied
    return StreamingHttpResponse(
        lines,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
