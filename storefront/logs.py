"""What every log line carries, and the line that each answer leaves."""

from __future__ import annotations

import logging
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

answers = logging.getLogger("storefront.answers")

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""The id of the request being answered, "-" outside one."""


class RequestIdFilter(logging.Filter):
    """Adds the request id to a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, now with its request id."""
        # Django's own line about a refusal is written when the answer has left our middleware; it carries the request.
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "request_id", None) or current_request_id.get()
        return True


def note_answer(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    """Log one answer. What stands behind the ``?`` is left out: it may hold what somebody searched for or a mail address."""
    if not answers.isEnabledFor(logging.INFO):
        return
    # Whoever signed in is told only where the view asked for it: a log line is worth no query.
    user = getattr(request, "_cached_user", None)
    match = request.resolver_match
    answers.info(
        "request",
        extra={
            "method": request.method,
            "url": request.path,
            "route": match.route if match else "",
            "status_code": response.status_code,
            "duration_ms": round(seconds * 1_000, 1),
            "user_id": user.pk if user is not None else None,
        },
    )
