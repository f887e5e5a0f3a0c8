"""Payments, what providers told us about them, and what is still to be done."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import action, display

from catalog.money import Money
from catalog.templatetags.money import money
from orders import checkout, placing
from orders.admin.reading import ReadOnlyAdmin, ReadOnlyInline
from orders.models import OutboxMessage, Payment, Refund, WebhookDelivery
from orders.payments.base import ProviderRefused, ProviderUnavailable
from orders.stock import OutOfStock

STATUS_COLOURS = {
    "started": "info",
    "pending": "info",
    "authorised": "warning",
    "captured": "success",
    "failed": "danger",
    "cancelled": "danger",
}


class RefundInline(ReadOnlyInline):
    """What went back."""

    model = Refund
    fields = ("created_at", "shown_amount", "status", "reason", "requested_by", "done_at")
    readonly_fields = fields
    ordering = ("created_at",)

    @display(description=gettext_lazy("amount"))
    def shown_amount(self, refund: Refund) -> str:
        """Write the amount."""
        return money(Money(refund.amount_minor, refund.payment.currency))


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Every attempt to pay."""

    list_display = (
        "created_at",
        "provider",
        "provider_reference",
        "shown_status",
        "shown_amount",
        "order",
    )
    list_filter = (("status", ChoicesDropdownFilter), "provider", ("created_at", RangeDateFilter))
    list_filter_submit = True
    list_select_related = ("order",)
    search_fields = ("provider_reference", "order__number", "public_id")
    ordering = ("-created_at",)
    show_full_result_count = False
    inlines = (RefundInline,)
    readonly_fields = ("shown_amount",)
    exclude = ("redirect_url", "return_url")
    actions = ("ask_again",)

    @display(description=gettext_lazy("status"), ordering="status", label=STATUS_COLOURS)
    def shown_status(self, payment: Payment) -> tuple[str, str]:
        """Say where it stands."""
        return payment.status, payment.get_status_display()

    @display(description=gettext_lazy("amount"), ordering="amount_minor")
    def shown_amount(self, payment: Payment) -> str:
        """Write the amount."""
        return money(payment.amount)

    @action(description=gettext_lazy("Ask the provider again"), permissions=["change"])
    def ask_again(self, request: HttpRequest, payments: QuerySet[Payment]) -> None:
        """Settle the chosen payments, as a webhook would."""
        for payment in payments.order_by("pk"):
            try:
                settled = checkout.settle(payment.pk, now=timezone.now())
            except (OutOfStock, placing.Unwanted, ProviderUnavailable, ProviderRefused) as problem:
                self.message_user(request, f"{payment}: {problem!r}", messages.WARNING)
            else:
                self.message_user(request, f"{payment}: {settled.get_status_display()}")


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """What providers sent."""

    list_display = (
        "received_at",
        "provider",
        "kind",
        "provider_reference",
        "deliveries",
        "outcome",
        "settled_at",
    )
    list_filter = ("provider", "kind", "outcome")
    search_fields = ("event_id", "provider_reference")
    ordering = ("-received_at",)
    show_full_result_count = False


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """What is still to be done after an order, and what did not work."""

    list_display = ("created_at", "kind", "key", "attempts", "due_at", "done_at", "last_error")
    list_filter = ("kind", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("key", "last_error")
    ordering = ("-created_at",)
    show_full_result_count = False
    actions = ("try_now",)

    @action(description=gettext_lazy("Try again now"), permissions=["change"])
    def try_now(self, request: HttpRequest, chosen: QuerySet[OutboxMessage]) -> None:
        """Make the chosen messages due at once."""
        count = chosen.filter(done_at=None).update(due_at=timezone.now())
        self.message_user(request, _("%(count)d messages are due now.") % {"count": count})
