"""Whether the shop is alive, and whether it can sell."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recommendations.registry.promotion import live_version

VERSION = "0.1.0"


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; asks nobody else."""
    return JsonResponse(_answer("healthy", {}))


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether shoppers can be served: without the database no, without Redis or models degraded."""
    checks = {
        "database": _timed(_ask_database),
        "cache": _timed(_ask_cache),
        "ml_engine": _timed(_ask_models),
    }
    if checks["database"]["status"] != "healthy":
        return JsonResponse(_answer("unhealthy", checks), status=503)
    is_whole = all(check["status"] == "healthy" for check in checks.values())
    return JsonResponse(_answer("healthy" if is_whole else "degraded", checks))


def _answer(status: str, checks: dict[str, dict[str, object]]) -> dict[str, object]:
    return {
        "status": status,
        "timestamp": datetime.now(UTC).isoformat(),
        "version": VERSION,
        "environment": settings.ENVIRONMENT,
        "checks": checks,
    }


def _timed(ask: Callable[[], dict[str, object]]) -> dict[str, object]:
    started = time.perf_counter()
    try:
        found = ask()
    except Exception as error:  # noqa: BLE001  # a health check reports every failure, whatever it is
        found = {"status": "unhealthy", "error": type(error).__name__}
    return {**found, "response_time_ms": round((time.perf_counter() - started) * 1000, 2)}


def _ask_database() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"status": "healthy"}


def _ask_cache() -> dict[str, object]:
    cache.set("health", "here", 5)
    return {"status": "healthy" if cache.get("health") == "here" else "unhealthy"}


def _ask_models() -> dict[str, object]:
    version = live_version()
    return {
        "status": "healthy" if version else "degraded",
        "models_loaded": [version] if version else [],
    }
