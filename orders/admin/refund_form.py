"""What goes back to a customer: units of lines, an amount on top, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from catalog.money import Money
from catalog.templatetags.money import money
from orders import refunds
from orders.admin.amounts import AmountField
from orders.models import Order, Payment, PaymentStatus


class RefundForm(BaseDialogForm):
    """Never more than the customer paid and has not got back."""

    extra = AmountField(label=gettext_lazy("Amount on top"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=255,
        help_text=gettext_lazy("Kept with the order."),
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, object_id, *args, **kwargs)
        self.order = Order.objects.prefetch_related("lines").get(pk=int(object_id))
        paid = Payment.objects.filter(order=self.order, status=PaymentStatus.CAPTURED).first()
        self.left = paid.refundable if paid else Money(0, self.order.currency)
        done = refunds.refunded_units(self.order)
        self.before = {line.pk: done.get(line.pk, 0) for line in self.order.lines.all()}
        self.fields["extra"].help_text = _(
            "Delivery, or a gesture. With the units above at most %(left)s."
        ) % {"left": money(self.left)}
        for line in self.order.lines.all():
            most = line.quantity - self.before[line.pk]
            if most:
                price = Money(line.total_minor // line.quantity, self.order.currency)
                self.fields[f"units-{line.pk}"] = forms.IntegerField(
                    label=_("%(title)s: units to pay back") % {"title": line.title},
                    help_text=_("%(most)s at %(price)s") % {"most": most, "price": money(price)},
                    min_value=0,
                    max_value=most,
                    initial=0,
                    widget=UnfoldAdminIntegerFieldWidget,
                )
        self.order_fields([name for name in self.fields if name.startswith("units-")])

    @property
    def units(self) -> dict[int, int]:
        """How many units go back, by line, once the form is valid."""
        typed = {line_id: self.cleaned_data.get(f"units-{line_id}") or 0 for line_id in self.before}
        return {line_id: count for line_id, count in typed.items() if count}

    @property
    def extra_minor(self) -> int:
        """The amount on top in minor units, once the form is valid."""
        return Money.parse(self.cleaned_data.get("extra") or Decimal(0), self.order.currency).minor

    def clean(self) -> dict[str, Any]:
        """Refuse nothing at all, and more than is left."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        lines = {line.pk: line for line in self.order.lines.all()}
        amount = self.extra_minor + sum(
            refunds.units_value(lines[line_id], units=count, before=self.before[line_id])
            for line_id, count in self.units.items()
        )
        if not amount:
            self.add_error("extra", _("Name units or an amount."))
        elif amount > self.left.minor:
            self.add_error(
                "extra",
                _("That is %(amount)s; only %(left)s can still go back.")
                % {
                    "amount": money(Money(amount, self.order.currency)),
                    "left": money(self.left),
                },
            )
        return cleaned
