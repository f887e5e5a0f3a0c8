"""What the worker does for selling; each task may run twice."""

from __future__ import annotations

from dataclasses import asdict

from celery import shared_task
from django.utils import timezone

from orders import outbox, sales, stock_requests, sweeper
from orders.messages import HANDLERS


@shared_task(name="orders.tasks.deliver_outbox")  # type: ignore[untyped-decorator]
def deliver_outbox() -> int:
    """Work off the messages that are due."""
    return outbox.deliver(HANDLERS, now=timezone.now())


@shared_task(name="orders.tasks.sweep")  # type: ignore[untyped-decorator]
def sweep() -> dict[str, int]:
    """Finish or release what was left behind."""
    return asdict(sweeper.sweep(now=timezone.now()))


@shared_task(name="orders.tasks.apply_sales")  # type: ignore[untyped-decorator]
def apply_sales() -> dict[str, int]:
    """Start and end catalogue sales."""
    return asdict(sales.apply(now=timezone.now()))


@shared_task(name="orders.tasks.tell_back_in_stock")  # type: ignore[untyped-decorator]
def tell_back_in_stock() -> int:
    """Write to people whose article came back."""
    return stock_requests.tell(now=timezone.now())
