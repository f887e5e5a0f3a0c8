"""Combinations of settings that must not go live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.caches)
def check_redis_databases_apart(
    *, app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a cache that shares a database with the broker or the event stream: it may be emptied."""
    cache_url = settings.CACHES["default"]["LOCATION"]
    lasting = {settings.CELERY_BROKER_URL, settings.EVENTS_REDIS_URL}
    if cache_url not in lasting:
        return []
    return [
        Error(
            "The cache shares a Redis database with the broker or the event stream.",
            hint="Give the cache a database number of its own; clearing it would lose events and tasks.",
            id="storefront.E001",
        )
    ]


@register(Tags.security, deploy=True)
def check_production_facts(
    *, app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse to go live with development values."""
    found: list[CheckMessage] = []
    if settings.ENVIRONMENT != "production":
        return found
    if settings.DEBUG:
        found.append(Error("DEBUG is on.", hint="Unset DEBUG.", id="storefront.E003"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "ALLOWED_HOSTS allows every host.",
                hint="List the shop's own names.",
                id="storefront.E004",
            )
        )
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        found.append(
            checks.Warning(
                "Mails are written to files.",
                hint="Set EMAIL_BACKEND to django.core.mail.backends.smtp.EmailBackend, and EMAIL_HOST.",
                id="storefront.W005",
            )
        )
    return found
