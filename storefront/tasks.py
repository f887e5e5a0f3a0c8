"""What the worker does for the people who run the shop; the task may run twice."""

from __future__ import annotations

from celery import shared_task

from storefront import dashboard_facts


@shared_task(name="storefront.tasks.renew_dashboard")  # type: ignore[untyped-decorator]
def renew_dashboard() -> str:
    """Read the facts of the dashboard, so that nobody who opens it waits for that; return the day they are of."""
    return dashboard_facts.renew().today.isoformat()
