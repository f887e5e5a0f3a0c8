"""Where log lines go and how they are written. Read by settings, so it imports no part of Django."""

from __future__ import annotations

from typing import Any


def logging(*, level: str, style: str, notes_answers: bool, environment: str) -> dict[str, Any]:
    """Return the configuration of every logger: to the console, as JSON or as text, with the id of the request."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "storefront.logs.RequestIdFilter"}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "%(levelname)s %(name)s %(message)s %(request_id)s",
                "timestamp": True,  # ISO 8601 in UTC
                "rename_fields": {"levelname": "level", "name": "logger_name"},
                "static_fields": {"service": "shelfwise", "environment": environment},
            },
            "text": {"format": "%(levelname)s %(name)s %(message)s"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": style,
                "filters": ["request_id"],
            },
        },
        "loggers": {"storefront.answers": {"level": "INFO" if notes_answers else "WARNING"}},
        "root": {"handlers": ["console"], "level": level},
    }
