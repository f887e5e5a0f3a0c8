"""Stock: what is low, why a count changed, and counting again with a reason."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog import summaries
from catalog.models import Stock, Variant
from orders import stock
from orders.admin.article_log import ArticleLogAdmin
from orders.admin.dialogs import back_to, dialog
from orders.admin.existing import HistoryAdmin, of_existing
from orders.admin.reading import ReadOnlyAdmin
from orders.models import MovementReason, StockMovement
from orders.stock import OutOfStock

BY_HAND = (MovementReason.DELIVERY, MovementReason.ADJUSTMENT, MovementReason.WRITE_OFF)
"""Reasons that staff may give; the others belong to orders."""


class LowStockFilter(admin.SimpleListFilter):
    """What has to be ordered again."""

    title = gettext_lazy("level")
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Offer the two levels that need a look."""
        return [("low", _("low")), ("out", _("sold out"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Stock]) -> QuerySet[Stock]:
        """Keep the articles of the chosen level."""
        if self.value() == "out":
            return queryset.filter(on_hand=0)
        if self.value() == "low":
            return queryset.filter(on_hand__lte=F("low_at"))
        return queryset


class CountForm(BaseDialogForm):
    """By how much the count changes, and why."""

    difference = forms.IntegerField(
        label=gettext_lazy("difference"),
        help_text=gettext_lazy("12 more: 12; two broken: -2"),
        widget=UnfoldAdminIntegerFieldWidget,
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("reason"),
        choices=[(reason.value, reason.label) for reason in BY_HAND],
        widget=UnfoldAdminSelectWidget,
    )
    note = forms.CharField(
        label=gettext_lazy("note"),
        max_length=100,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )


@admin.register(Stock)
class StockAdmin(HistoryAdmin, ReadOnlyAdmin):
    """How much of each article there is."""

    list_display = ("shown_article", "shown_sku", "on_hand", "low_at", "shown_level")
    list_filter = (LowStockFilter,)
    list_select_related = ("variant__product",)
    search_fields = ("variant__sku", "variant__ean", "variant__product__title")
    ordering = ("on_hand",)
    show_full_result_count = False
    actions_detail = ("count_again",)
    history_list_display = ("on_hand", "low_at")
    can_be_saved = True

    def get_readonly_fields(self, request: HttpRequest, obj: object | None = None) -> list[str]:
        """Only the warning level is typed; the count moves with a reason."""
        return ["variant", "on_hand"]

    @display(description=gettext_lazy("article"), ordering="variant__product__title")
    def shown_article(self, row: Stock) -> str:
        """Name the article."""
        return f"{row.variant.product.title} {row.variant.option_label}".strip()

    @display(description=gettext_lazy("SKU"), ordering="variant__sku")
    def shown_sku(self, row: Stock) -> str:
        """Write the article number."""
        return row.variant.sku

    @display(
        description=gettext_lazy("level"),
        label={"out": "danger", "low": "warning", "enough": "success"},
    )
    def shown_level(self, row: Stock) -> tuple[str, str]:
        """Say whether it has to be ordered again."""
        if row.on_hand == 0:
            return "out", _("sold out")
        return ("low", _("low")) if row.on_hand <= row.low_at else ("enough", _("enough"))

    @of_existing
    @action(
        description=gettext_lazy("Change the count"),
        permissions=["change"],
        dialog=dialog(
            gettext_lazy("Change the count"),
            gettext_lazy("The difference is written into the stock's history."),
            CountForm,
            gettext_lazy("Change"),
        ),
    )
    def count_again(self, request: HttpRequest, form: CountForm, object_id: str) -> HttpResponse:
        """Move the count by a difference."""
        said = form.cleaned_data
        try:
            stock.count_again(
                int(object_id),
                difference=said["difference"],
                reason=MovementReason(said["reason"]),
                note=said["note"],
                by=request.user,  # type: ignore[arg-type]  # the admin made sure
            )
        except OutOfStock:
            self.message_user(request, _("There are not as many units left."), messages.ERROR)
        else:
            summaries.refresh([Variant.objects.get(pk=object_id).product_id])
            self.message_user(request, _("Done."))
        return back_to("admin:catalog_stock_change", object_id)


@admin.register(StockMovement)
class StockMovementAdmin(ArticleLogAdmin):
    """Every change of every count."""

    list_display = (
        "happened_at",
        "shown_title",
        "shown_sku",
        "difference",
        "reason",
        "reference",
    )
    list_filter = (("reason", ChoicesDropdownFilter), "happened_at")
    search_fields = ("reference", "=variant_id")
    search_help_text = gettext_lazy("Article number, title of the product, or reference")
    ordering = ("-happened_at", "-pk")
    fields = list_display
    readonly_fields = ("shown_title", "shown_sku")
