"""The letters the shop writes: text and HTML, in the customer's language, from what the order says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from catalog.money import Money
from orders import links
from orders.models import Invoice, Order, Payment, Return, Shipment, StockRequest


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, ready to be sent."""

    to: str
    subject: str
    text: str
    html: str
    pdfs: tuple[tuple[str, bytes], ...] = ()
    """Attached papers by file name."""

    def send(self) -> None:
        """Hand it to the mail server."""
        message = EmailMultiAlternatives(subject=self.subject, body=self.text, to=[self.to])
        message.attach_alternative(self.html, "text/html")
        for name, content in self.pdfs:
            message.attach(name, content, "application/pdf")
        message.send()


def about_order(order: Order, *, template: str) -> Letter:
    """Write a letter about an order. One query."""
    return _order_letter(template, order, lines=list(order.lines.order_by("pk")))


def about_shipment(shipment: Shipment, *, template: str) -> Letter:
    """Write a letter about a parcel. One query."""
    parcel = list(shipment.lines.select_related("order_line").order_by("pk"))
    return _order_letter(template, shipment.order, shipment=shipment, parcel=parcel)


def about_return(coming: Return, *, template: str) -> Letter:
    """Write a letter about goods that come back. One query."""
    order = coming.order
    refunded = None if coming.refund is None else Money(coming.refund.amount_minor, order.currency)
    lines = list(coming.lines.select_related("order_line").order_by("pk"))
    return _order_letter(template, order, coming=coming, lines=lines, refunded=refunded)


def with_invoice(invoice: Invoice, *, template: str) -> Letter:
    """Write a letter that brings an invoice."""
    letter = _order_letter(template, invoice.order, invoice=invoice)
    return replace(letter, pdfs=((f"{invoice.number}.pdf", bytes(invoice.pdf or b"")),))


def about_stock(asked: StockRequest, *, template: str) -> Letter:
    """Write that an article is back."""
    product = asked.variant.product
    context = {
        "product": product,
        "variant": asked.variant,
        "product_url": links.absolute(product.get_absolute_url()),
    }
    return _letter(template, to=asked.email, language=asked.language, context=context)


def about_payment(payment: Payment, *, template: str) -> Letter:
    """Write a letter about a payment that did not become an order."""
    context = {"payment": payment, "reason": payment.failure_code}
    return _letter(
        template,
        to=str(payment.quote["email"]),
        language=str(payment.quote["language"]),
        context=context,
    )


def _order_letter(template: str, order: Order, **said: object) -> Letter:
    """Write to the customer of an order, with a link that opens it without signing in."""
    order_url = links.absolute(links.signed_order_path(order))
    context = {"order": order, "order_url": order_url, **said}
    return _letter(template, to=order.email, language=order.language, context=context)


def _letter(template: str, *, to: str, language: str, context: dict[str, Any]) -> Letter:
    """Render ``<template>.subject.txt``, ``.txt`` and ``.html``."""
    context = {"shop_name": settings.SHOP_NAME, "shop_url": links.absolute("/"), **context}
    with translation.override(language):
        subject, text, html = (
            render_to_string(f"orders/mail/{template}.{part}", context)
            for part in ("subject.txt", "txt", "html")
        )
    return Letter(to=to, subject=" ".join(subject.split()), text=text, html=html)
