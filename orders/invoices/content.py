"""What an invoice says, for paper and page alike; every sentence and amount is ready to be written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from catalog.money import Money
from catalog.templatetags.money import money
from orders.models import Invoice, OrderLine


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One article."""

    text: str
    quantity: str
    unit_price: str
    tax: str
    total: str


@dataclass(frozen=True, slots=True)
class InvoiceContent:
    """A whole invoice."""

    title: str
    facts: tuple[tuple[str, str], ...]
    seller: tuple[str, ...]
    customer: tuple[str, ...]
    rows: tuple[InvoiceRow, ...]
    sums: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    note: str


def content(invoice: Invoice) -> InvoiceContent:
    """Return what an invoice says, in the language that is active. Two queries."""
    order = invoice.order
    lines = list(order.lines.order_by("pk"))
    recipient = order.billing_address if order.billing_address.get("name") else None
    address = order.address if recipient is None else type(order.address).from_json(recipient)
    return InvoiceContent(
        title=_("Invoice %(number)s") % {"number": invoice.number},
        facts=(
            (_("Date"), date_format(invoice.issued_at, "DATE_FORMAT")),
            (_("Order"), order.number),
            (_("Ordered on"), date_format(order.placed_at, "DATE_FORMAT")),
        ),
        seller=tuple(invoice.seller.splitlines()) or (settings.SHOP_NAME,),
        customer=address.lines or (order.email,),
        rows=tuple(_row(line, order.currency) for line in lines),
        sums=_sums(invoice, lines),
        total=(_("Total"), money(order.total)),
        note=_("Paid. Thank you."),
    )


def _row(line: OrderLine, currency: str) -> InvoiceRow:
    name = f"{line.title} ({line.options})" if line.options else line.title
    return InvoiceRow(
        text=f"{name} · {line.sku}" if line.sku else name,
        quantity=number_format(line.quantity),
        unit_price=money(Money(line.unit_price_minor, currency)),
        tax=_percent(line.tax_percent),
        total=money(Money(line.unit_price_minor * line.quantity, currency)),
    )


def _sums(invoice: Invoice, lines: list[OrderLine]) -> tuple[tuple[str, str], ...]:
    order = invoice.order
    sums = [(_("Articles"), money(order.items))]
    sums += [
        (each.name, f"−{money(Money(each.amount_minor, order.currency))}")
        for each in order.discounts.order_by("pk")
        if each.amount_minor
    ]
    sums.append((_("Delivery: %(name)s") % {"name": order.delivery_name}, money(order.delivery)))
    by_rate: dict[Decimal, int] = defaultdict(int)
    for line in lines:
        by_rate[line.tax_percent] += line.tax_minor
    label = (
        _("of which %(rate)s tax on articles")
        if order.is_tax_included
        else _("%(rate)s tax on articles")
    )
    sums += [
        (label % {"rate": _percent(rate)}, money(Money(tax, order.currency)))
        for rate, tax in sorted(by_rate.items())
        if tax
    ]
    if order.delivery_tax_minor:
        text = _("of which tax on delivery") if order.is_tax_included else _("tax on delivery")
        sums.append((text, money(Money(order.delivery_tax_minor, order.currency))))
    return tuple(sums)


def _percent(rate: Decimal) -> str:
    return f"{number_format(rate.normalize(), use_l10n=True)} %"
