"""What the worker does for the people who run the shop; each task may run twice."""

from __future__ import annotations

from importlib import import_module

from celery import shared_task
from django.conf import settings

from storefront import dashboard_facts


@shared_task(name="storefront.tasks.renew_dashboard")  # type: ignore[untyped-decorator]
def renew_dashboard() -> str:
    """Read the facts of the dashboard, so that nobody who opens it waits for that; return the day they are of."""
    return dashboard_facts.renew().today.isoformat()


@shared_task(name="storefront.tasks.sweep_sessions")  # type: ignore[untyped-decorator]
def sweep_sessions() -> None:
    """Delete the sessions that have ended; nothing else would."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
