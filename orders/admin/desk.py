"""The order desk: find an order, see everything about it, send it on its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from catalog.admin import downloads
from catalog.money import Money
from catalog.templatetags.money import money
from orders import exports, fulfilment, refunds, states
from orders.admin.dialogs import ReasonForm, TrackingForm, back_to, dialog
from orders.admin.existing import of_existing
from orders.admin.reading import ReadOnlyAdmin, ReadOnlyInline
from orders.admin.refund_form import RefundForm
from orders.fulfilment import NotInOrder, Tracking
from orders.models import (
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    Refund,
    RefundStatus,
    Shipment,
)
from orders.payments.base import ProviderUnavailable
from orders.refunds import NotRefundable
from orders.states import Actor, IllegalMove

STATUS_COLOURS = {
    "placed": "info",
    "paid": "warning",
    "partly_shipped": "warning",
    "shipped": "success",
    "delivered": "success",
    "cancelled": "danger",
    "refunded": "danger",
}


class LineInline(ReadOnlyInline):
    """What was sold."""

    model = OrderLine
    fields = ("title", "options", "sku", "quantity", "shown_unit_price", "shown_total", "quantity_shipped", "quantity_cancelled", "quantity_returned")  # fmt: skip
    readonly_fields = fields

    @display(description=gettext_lazy("price of one"))
    def shown_unit_price(self, line: OrderLine) -> str:
        """Write the price of one."""
        return money(Money(line.unit_price_minor, line.order.currency))

    @display(description=gettext_lazy("total"))
    def shown_total(self, line: OrderLine) -> str:
        """Write the line's total."""
        return money(Money(line.total_minor, line.order.currency))


class EventInline(ReadOnlyInline):
    """What happened, by whom."""

    model = OrderEvent
    fields = ("happened_at", "kind", "from_status", "to_status", "actor_label", "actor", "note")
    readonly_fields = fields
    ordering = ("pk",)
    tab = True


class PaymentInline(ReadOnlyInline):
    """How it was paid."""

    model = Payment
    fields = (
        "provider",
        "provider_reference",
        "status",
        "shown_captured",
        "shown_refunded",
        "changed_at",
    )
    readonly_fields = fields
    tab = True

    @display(description=gettext_lazy("captured"))
    def shown_captured(self, payment: Payment) -> str:
        """Write what was taken."""
        return money(Money(payment.captured_minor, payment.currency))

    @display(description=gettext_lazy("refunded"))
    def shown_refunded(self, payment: Payment) -> str:
        """Write what went back."""
        return money(Money(payment.refunded_minor, payment.currency))


class ShipmentInline(ReadOnlyInline):
    """What left, when and how."""

    model = Shipment
    fields = ("shipped_at", "carrier", "tracking_number", "delivered_at", "packed_by")
    readonly_fields = fields
    ordering = ("shipped_at",)
    tab = True


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Orders, newest first."""

    list_display = ("number", "placed_at", "email", "shown_status", "shown_total", "origin")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("origin", ChoicesDropdownFilter),
        ("placed_at", RangeDateFilter),
        "delivery_name",
    )
    list_filter_submit = True
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "placed_at"
    search_fields = ("number", "external_reference", "email", "customer_reference", "lines__sku")
    ordering = ("-placed_at",)
    inlines = (LineInline, ShipmentInline, PaymentInline, EventInline)
    readonly_fields = ("status_now", "shown_total", "shown_sums", "shown_address", "shop_page")
    fieldsets = (
        (None, {"fields": (("number", "status_now"), ("placed_at", "origin"), ("shown_sums", "shown_address"), "shop_page")}),
        (gettext_lazy("Customer"), {"fields": (("email", "user"), ("language", "customer_reference"), "note")}),
    )  # fmt: skip
    actions = ("ship_chosen", "note_chosen_delivered")
    actions_detail = ("ship_order", "note_order_delivered", "refund_order", "cancel_order")
    actions_list = ("download",)

    @action(description=gettext_lazy("Download as CSV"), url_path="download", icon="download")
    def download(self, request: HttpRequest) -> HttpResponseBase:
        """Send every order line as a row, oldest order first."""
        return downloads.streamed(self, request, exports.lines(), filename="orders.csv")

    @display(description=gettext_lazy("status"), ordering="status", label=STATUS_COLOURS)
    def shown_status(self, order: Order) -> tuple[str, str]:
        """Say where it stands."""
        return order.status, order.get_status_display()

    @display(description=gettext_lazy("status"))
    def status_now(self, order: Order) -> str:
        """Say where it stands, beside the facts of one order."""
        return order.get_status_display()

    @display(description=gettext_lazy("total"), ordering="total_minor")
    def shown_total(self, order: Order) -> str:
        """Write the total."""
        return money(order.total)

    @display(description=gettext_lazy("sums"))
    def shown_sums(self, order: Order) -> SafeString:
        """Write how the total comes about."""
        rows = (
            (_("Articles"), order.items),
            (_("Discount"), -order.discount),
            (_("Delivery"), order.delivery),
            (_("of which tax") if order.is_tax_included else _("Tax"), order.tax),
            (_("Total"), order.total),
        )
        return format_html_join("", "{}: {}<br>", ((label, money(value)) for label, value in rows))

    @display(description=gettext_lazy("goes to"))
    def shown_address(self, order: Order) -> SafeString:
        """Write the address as on a parcel."""
        lines = [*order.address.lines, order.delivery_name]
        if order.billed_to.is_complete:
            lines.append(
                _("Invoice to: %(address)s") % {"address": ", ".join(order.billed_to.lines)}
            )
        return format_html_join("", "{}<br>", ((line,) for line in lines))

    @display(description=gettext_lazy("in the shop"))
    def shop_page(self, order: Order) -> SafeString:
        """Lead to the page the customer sees."""
        return format_html('<a href="{}">{}</a>', order.get_absolute_url(), order.number)

    @action(description=gettext_lazy("Ship everything that is left"), permissions=["change"])
    def ship_chosen(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        """Send the chosen orders on their way."""
        self._each(
            request, orders, lambda pk, now: fulfilment.ship(pk, actor=actor_of(request), now=now)
        )

    @action(description=gettext_lazy("Note as delivered"), permissions=["change"])
    def note_chosen_delivered(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        """Note that the chosen orders arrived."""
        self._each(
            request,
            orders,
            lambda pk, now: fulfilment.note_delivered(pk, actor=actor_of(request), now=now),
        )

    @of_existing
    @action(
        description=gettext_lazy("Ship"),
        permissions=["change"],
        dialog=dialog(
            gettext_lazy("Ship what is left"),
            gettext_lazy("The customer gets a mail with the tracking number."),
            TrackingForm,
            gettext_lazy("Ship"),
        ),
    )
    def ship_order(self, request: HttpRequest, form: TrackingForm, object_id: str) -> HttpResponse:
        """Send everything that is left of one order."""
        said = form.cleaned_data
        tracking = Tracking(said["carrier"], said["number"], said["url"])
        return self._one(
            request,
            object_id,
            lambda pk, now: fulfilment.ship(
                pk, tracking=tracking, actor=actor_of(request), now=now
            ),
        )

    @of_existing
    @action(
        description=gettext_lazy("Note as delivered"),
        permissions=["change"],
        dialog=dialog(
            gettext_lazy("Note as delivered"),
            gettext_lazy("Every parcel of this order arrived."),
            BaseDialogForm,
            gettext_lazy("It arrived"),
        ),
    )
    def note_order_delivered(
        self, request: HttpRequest, form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """Note that one order arrived."""
        return self._one(
            request,
            object_id,
            lambda pk, now: fulfilment.note_delivered(pk, actor=actor_of(request), now=now),
        )

    @of_existing
    @action(
        description=gettext_lazy("Cancel"),
        permissions=["change"],
        dialog=dialog(
            gettext_lazy("Cancel this order"),
            gettext_lazy("Units go back on the shelf and the money back to the customer."),
            ReasonForm,
            gettext_lazy("Cancel the order"),
        ),
    )
    def cancel_order(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """Call one order off."""
        reason = form.cleaned_data["reason"]
        return self._one(
            request,
            object_id,
            lambda pk, now: fulfilment.cancel(pk, reason=reason, actor=actor_of(request), now=now),
        )

    @of_existing
    @action(
        description=gettext_lazy("Refund"),
        permissions=["change"],
        dialog=dialog(
            gettext_lazy("Pay money back"),
            gettext_lazy(
                "The payment provider is asked at once. The order stays as it is; what is sent back is taken in under Returns."
            ),
            RefundForm,
            gettext_lazy("Pay back"),
        ),
    )
    def refund_order(self, request: HttpRequest, form: RefundForm, object_id: str) -> HttpResponse:
        """Pay back units of lines and an amount on top."""
        try:
            paid = refunds.refund(
                int(object_id),
                units=form.units,
                extra_minor=form.extra_minor,
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
                now=timezone.now(),
            )
        except NotRefundable:
            self.message_user(
                request, _("Meanwhile less was left to pay back; nothing was done."), messages.ERROR
            )
        except ProviderUnavailable:
            self.message_user(
                request,
                _("The payment provider does not answer; the refund is noted and is tried again."),
                messages.WARNING,
            )
        else:
            self._say_refund(request, paid)
        return back_to("admin:orders_order_change", object_id)

    def _say_refund(self, request: HttpRequest, asked: Refund) -> None:
        """Say what became of a refund."""
        amount = money(Money(asked.amount_minor, asked.payment.currency))
        if asked.status == RefundStatus.FAILED:
            text = _("The payment provider refused to pay back %(amount)s.")
            self.message_user(request, text % {"amount": amount}, messages.ERROR)
        else:
            self.message_user(request, _("%(amount)s went back.") % {"amount": amount})

    def _one(
        self, request: HttpRequest, object_id: str, verb: Callable[[int, datetime], object]
    ) -> HttpResponse:
        """Act on one order, say how it went, and show it again."""
        try:
            verb(int(object_id), timezone.now())
        except (IllegalMove, NotInOrder):
            status = Order.objects.get(pk=object_id).get_status_display()
            self.message_user(
                request,
                _("That is not possible for this order now: it is %(status)s.")
                % {"status": status},
                messages.ERROR,
            )
        else:
            self.message_user(request, _("Done."))
        return back_to("admin:orders_order_change", object_id)

    def _each(
        self,
        request: HttpRequest,
        orders: QuerySet[Order],
        verb: Callable[[int, datetime], object],
    ) -> None:
        """Act on every chosen order and say how many could not."""
        done, refused = 0, []
        for pk, number in orders.from_shop().order_by("pk").values_list("pk", "number"):  # type: ignore[attr-defined]
            try:
                verb(pk, timezone.now())
            except (IllegalMove, NotInOrder):
                refused.append(number)
            else:
                done += 1
        if done:
            text = ngettext("%(count)d order done.", "%(count)d orders done.", done)
            self.message_user(request, text % {"count": done})
        if refused:
            text = _("Not possible now for: %(numbers)s") % {"numbers": ", ".join(refused[:20])}
            self.message_user(request, text, messages.WARNING)


def actor_of(request: HttpRequest) -> Actor:
    """Return the member of staff who makes a request."""
    user = request.user
    assert user.is_authenticated  # noqa: S101 - the admin made sure
    return states.staff(user.pk)
