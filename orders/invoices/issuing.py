"""Gives an order its invoice, once."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from orders import locks, markets, outbox, placing
from orders.invoices import drawing
from orders.models import Invoice

# The row lock of the counter lasts until the invoice is committed, so a number is never lost nor given twice.
_NEXT = """
INSERT INTO orders_invoicecounter (year, last) VALUES (%s, 1)
ON CONFLICT (year) DO UPDATE SET last = orders_invoicecounter.last + 1 RETURNING last
"""


def issue(order_id: int, *, now: datetime) -> Invoice:
    """Number the invoice of an order, draw it, and send it to the customer; repeated, it returns the same one."""
    with locks.transaction() as lock:
        order = lock.order(order_id)
        invoice = Invoice.objects.filter(order=order).first()
        if invoice is None:
            invoice = Invoice.objects.create(
                order=order,
                year=now.year,
                sequence=_next_number(now.year),
                seller=markets.named(order.market).seller,
                issued_at=now,
            )
    if invoice.pdf is None:
        drawn = drawing.draw(invoice)
        Invoice.objects.filter(pk=invoice.pk, pdf=None).update(pdf=drawn)
        invoice.refresh_from_db()
    outbox.write(
        placing.MAIL,
        key=f"mail:invoice:{order.public_id.hex}",
        payload={"template": "invoice", "invoice_id": invoice.pk},
        due_at=now,
    )
    return invoice


def _next_number(year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [year])
        row: tuple[int] = cursor.fetchone()
        return row[0]
