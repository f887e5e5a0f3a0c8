"""API errors as RFC 9457 problems: what went wrong, where, what to do, and the request's id.

``problem_response`` translates what the API framework raises; the ``handler…`` views of
:mod:`storefront.views` answer with :func:`plain` for what happens before or outside of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from storefront.logs import current_request_id

MEDIA_TYPE = "application/problem+json"
API = "/api/"


class TooLarge(APIException):
    """The body is larger than any call needs."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = f"The body is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes; send less at once."
    default_code = "too_large"


def is_for_programs(request: HttpRequest) -> bool:
    """Return whether whoever asks expects JSON, also of an error."""
    return request.path.startswith(API)


def plain(status: HTTPStatus, detail: str) -> JsonResponse:
    """Answer with a problem where the API framework has no say."""
    return JsonResponse(_problem(status, detail), status=status, content_type=MEDIA_TYPE)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate an exception that the API framework knows; others become Django's own 500."""
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = _problem(HTTPStatus(response.status_code), _detail(error))
    if isinstance(error, ValidationError):
        response.data["errors"] = list(_field_errors(error.detail, path=""))
    response.content_type = MEDIA_TYPE
    request = context.get("request")
    if request is not None:  # an address may speak YAML or CSV; its problems are JSON as everywhere
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), MEDIA_TYPE
    return response


def _problem(status: HTTPStatus, detail: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
        "request_id": current_request_id.get(),
    }


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
