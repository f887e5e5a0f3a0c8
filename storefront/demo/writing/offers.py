"""Writes the sale that is on when the demo opens."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from catalog.models import Department
from orders.models import Sale

NAME = "Evenings by lamplight"
SHELF = "table-lamps"
PERCENT = Decimal(15)
LASTS = timedelta(days=14)


def write_sale(*, now: datetime) -> None:
    """Begin a sale of table lamps; ``orders.sales.apply`` changes the prices."""
    shelf = Department.objects.get(slug=SHELF)
    Sale.objects.create(
        name=NAME, percent=PERCENT, departments=[shelf.pk], starts_at=now, ends_at=now + LASTS
    )
