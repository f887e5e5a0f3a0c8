"""Who carries out which message of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalog import summaries
from orders import checkout, emails, placing, refunds
from orders.invoices import issuing
from orders.models import Invoice, Order, Payment, Return, Shipment, StockRequest
from orders.outbox import Handler
from orders.payments import gateway_webhooks


def capture(payload: Mapping[str, Any], now: datetime) -> None:
    """Take the money of an order whose buyer's request ended before it was taken."""
    checkout.take_money(payload["payment_id"], now=now)


def give_back(payload: Mapping[str, Any], now: datetime) -> None:
    """Return the money of a payment that became no order."""
    checkout.give_back(payload["payment_id"], now=now)


def mail(payload: Mapping[str, Any], now: datetime) -> None:
    """Send a letter about an order or a payment."""
    _letter(payload).send()


def _letter(payload: Mapping[str, Any]) -> emails.Letter:
    template = payload["template"]
    if "shipment_id" in payload:
        parcel = Shipment.objects.select_related("order").get(pk=payload["shipment_id"])
        return emails.about_shipment(parcel, template=template)
    if "stock_request_id" in payload:
        asked = StockRequest.objects.select_related("variant__product").get(
            pk=payload["stock_request_id"]
        )
        return emails.about_stock(asked, template=template)
    if "invoice_id" in payload:
        issued = Invoice.objects.select_related("order").get(pk=payload["invoice_id"])
        return emails.with_invoice(issued, template=template)
    if "return_id" in payload:
        coming = Return.objects.select_related("order", "refund").get(pk=payload["return_id"])
        return emails.about_return(coming, template=template)
    if "order_id" in payload:
        return emails.about_order(Order.objects.get(pk=payload["order_id"]), template=template)
    payment = Payment.objects.get(pk=payload["payment_id"])
    return emails.about_payment(payment, template=template)


def refund(payload: Mapping[str, Any], now: datetime) -> None:
    """Pay back a refund whose request ended before the provider answered."""
    refunds.carry_out(payload["refund_id"], now=now)


def invoice(payload: Mapping[str, Any], now: datetime) -> None:
    """Number and draw the invoice of a paid order."""
    issuing.issue(payload["order_id"], now=now)


def refresh_summaries(payload: Mapping[str, Any], now: datetime) -> None:
    """Show on product pages and cards that the last unit was sold."""
    summaries.refresh(payload["product_ids"])


HANDLERS: Mapping[str, Handler] = {
    placing.CAPTURE: capture,
    placing.GIVE_BACK: give_back,
    placing.MAIL: mail,
    refunds.REFUND: refund,
    placing.INVOICE: invoice,
    placing.SUMMARIES: refresh_summaries,
    gateway_webhooks.KIND: gateway_webhooks.send,
}
