"""What every log line carries."""

from __future__ import annotations

import logging
from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""The id of the request being answered, "-" outside one."""


class RequestIdFilter(logging.Filter):
    """Adds the request id to a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, now with its request id."""
        record.request_id = current_request_id.get()
        return True
