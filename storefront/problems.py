"""API errors as RFC 9457 problems: what went wrong, where, what to do, and the request's id."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from storefront.logs import current_request_id

MEDIA_TYPE = "application/problem+json"


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate an exception that the API framework knows; others become Django's own 500."""
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "detail": _detail(error),
        "request_id": current_request_id.get(),
    }
    if isinstance(error, ValidationError):
        response.data["errors"] = list(_field_errors(error.detail, path=""))
    response.content_type = MEDIA_TYPE
    return response


def _detail(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "Some values cannot be used; errors names each field and what it needs."
    if isinstance(error, APIException):
        return str(error.detail)
    return str(error) or "Not found."


def _field_errors(detail: object, path: str) -> Iterator[dict[str, str]]:
    """Yield one entry for each message; the rows of a list are written ``events[1].kind``."""
    if isinstance(detail, dict):
        for name, part in detail.items():
            yield from _field_errors(part, _joined(path, name))
    elif isinstance(detail, list):
        for index, part in enumerate(detail):
            yield from _field_errors(
                part, _joined(path, index) if isinstance(part, dict | list) else path
            )
    elif detail:
        yield {
            "field": path or "body",
            "message": str(detail),
            "code": getattr(detail, "code", "invalid"),
        }


def _joined(path: str, step: object) -> str:
    if isinstance(step, int):
        return f"{path}[{step}]"
    return f"{path}.{step}" if path else str(step)
