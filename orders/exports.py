"""Orders as a table, a line an article sold, that a spreadsheet can open without harm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from catalog.exports import tables
from catalog.money import Money
from orders.models import OrderLine

HEADER = (
    "order", "placed at", "origin", "status", "email", "country", "sku", "title", "options", "quantity",
    "returned", "cancelled", "unit price", "line discount", "line total", "order total", "currency",
)  # fmt: skip
_CHUNK = 2_000


def lines(*, since: datetime | None = None, until: datetime | None = None) -> Iterator[str]:
    """Yield the table of orders placed in ``since <= t < until``, oldest first. One query; memory stays flat."""
    sold = OrderLine.objects.select_related("order").order_by("order__placed_at", "order_id", "id")
    if since is not None:
        sold = sold.filter(order__placed_at__gte=since)
    if until is not None:
        sold = sold.filter(order__placed_at__lt=until)
    return tables.lines(HEADER, map(_cells, sold.iterator(chunk_size=_CHUNK)))


def _cells(line: OrderLine) -> list[object]:
    order = line.order

    def amount(minor: int) -> object:
        return Money(minor, order.currency).decimal

    return [
        order.number,
        order.placed_at.isoformat(timespec="seconds"),
        order.origin,
        order.status,
        order.email,
        str(order.delivery_address.get("country", "")),
        line.sku,
        line.title,
        line.options,
        line.quantity,
        line.quantity_returned,
        line.quantity_cancelled,
        amount(line.unit_price_minor),
        amount(line.discount_minor),
        amount(line.total_minor),
        amount(order.total_minor),
        order.currency,
    ]
