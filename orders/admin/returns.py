"""Returns: what is announced, and taking in what arrived."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from orders import returns
from orders.admin.desk import actor_of
from orders.admin.dialogs import ReasonForm, back_to, dialog
from orders.admin.existing import of_existing
from orders.admin.reading import ReadOnlyAdmin, ReadOnlyInline
from orders.models import Return, ReturnLine
from orders.returns import AlreadyClosed, NotReturnable, Received

COLOURS = {"requested": "warning", "received": "success", "refused": "danger"}


class ReturnLineInline(ReadOnlyInline):
    """What was announced and what arrived."""

    model = ReturnLine
    fields = ("order_line", "quantity", "quantity_restocked", "quantity_written_off")
    readonly_fields = fields


class ArrivalForm(BaseDialogForm):
    """For each announced line: how many go back on the shelf, how many are written off."""

    def __init__(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, object_id, *args, **kwargs)
        self.lines = list(
            ReturnLine.objects.filter(return_of=int(object_id)).select_related("order_line")
        )
        for line in self.lines:
            for name, label, initial in (
                ("shelf", _("back on the shelf"), line.quantity),
                ("lost", _("written off"), 0),
            ):
                self.fields[f"{name}-{line.pk}"] = forms.IntegerField(
                    label=f"{line.order_line.title}: {label}",
                    min_value=0,
                    max_value=line.quantity,
                    initial=initial,
                    widget=UnfoldAdminIntegerFieldWidget,
                )

    @property
    def arrived(self) -> dict[int, Received]:
        """What arrived by return line, once the form is valid."""
        said = self.cleaned_data
        return {
            line.pk: Received(said[f"shelf-{line.pk}"], said[f"lost-{line.pk}"])
            for line in self.lines
        }


@admin.register(Return)
class ReturnAdmin(ReadOnlyAdmin):
    """Returns, the open ones first."""

    list_display = ("requested_at", "order", "shown_status", "reason", "closed_at")
    list_filter = (("status", ChoicesDropdownFilter),)
    list_select_related = ("order",)
    search_fields = ("order__number", "order__email", "reason")
    ordering = ("closed_at", "requested_at")
    inlines = (ReturnLineInline,)
    actions_detail = ("take_in", "refuse")
    readonly_fields = ("status",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Return]:
        """Read the orders along."""
        found: QuerySet[Return] = super().get_queryset(request)
        return found.select_related("order")

    @display(description=gettext_lazy("status"), ordering="status", label=COLOURS)
    def shown_status(self, coming: Return) -> tuple[str, str]:
        """Say where it stands."""
        return coming.status, coming.get_status_display()

    @of_existing
    @action(
        description=gettext_lazy("It arrived"),
        permissions=["change"],
        dialog=dialog(
            gettext_lazy("What arrived, and in which state?"),
            gettext_lazy("The customer gets the money for everything that arrived."),
            ArrivalForm,
            gettext_lazy("Take it in"),
        ),
    )
    def take_in(self, request: HttpRequest, form: ArrivalForm, object_id: str) -> HttpResponse:
        """Take in what arrived."""
        try:
            returns.receive(
                int(object_id), arrived=form.arrived, actor=actor_of(request), now=timezone.now()
            )
        except NotReturnable:
            self.message_user(
                request, _("That is nothing, or more than was announced."), messages.ERROR
            )
        except AlreadyClosed:
            self.message_user(request, _("This return is closed already."), messages.ERROR)
        else:
            self.message_user(request, _("Done."))
        return back_to("admin:orders_return_change", object_id)

    @of_existing
    @action(
        description=gettext_lazy("Refuse"),
        permissions=["change"],
        dialog=dialog(
            gettext_lazy("Refuse this return"),
            gettext_lazy("The customer reads the reason."),
            ReasonForm,
            gettext_lazy("Refuse"),
        ),
    )
    def refuse(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """Decline a return."""
        try:
            returns.refuse(
                int(object_id),
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
                now=timezone.now(),
            )
        except AlreadyClosed:
            self.message_user(request, _("This return is closed already."), messages.ERROR)
        else:
            self.message_user(request, _("Done."))
        return back_to("admin:orders_return_change", object_id)
