"""What the OpenAPI description says of every call alike: how it fails."""

from __future__ import annotations

from typing import Any

from storefront.problems import MEDIA_TYPE

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong and what to do (RFC 9457).",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "The words of the status."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "request_id": {"type": "string", "description": "Under which the shop logged the call."},
        "errors": {
            "type": "array",
            "description": "Of a body or query that cannot be used: each field and what it needs.",
            "items": {
                "type": "object",
                "required": ["field", "message", "code"],
                "properties": {
                    "field": {"type": "string", "example": "events[1].kind"},
                    "message": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}
_ANSWER = {
    "description": "A problem; 429 tells in Retry-After how many seconds to wait.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def with_problems(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Add to each call that any other answer is a problem."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for calls in result["paths"].values():
        for call in calls.values():
            call["responses"]["default"] = _ANSWER
    return result
