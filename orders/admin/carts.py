"""Carts, to help a shopper who calls."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from orders.admin.reading import ReadOnlyAdmin, ReadOnlyInline
from orders.models import Cart, CartLine, StockHold


class CartLineInline(ReadOnlyInline):
    """What lies in it."""

    model = CartLine
    fields = ("variant", "quantity", "is_saved", "added_at")
    readonly_fields = fields
    ordering = ("added_at",)


class HoldInline(ReadOnlyInline):
    """What is kept for it."""

    model = StockHold
    fields = ("variant", "quantity", "expires_at")
    readonly_fields = fields


@admin.register(Cart)
class CartAdmin(ReadOnlyAdmin):
    """Carts, last changed first."""

    list_display = ("pk", "user", "status", "shown_units", "changed_at")
    list_filter = (("status", ChoicesDropdownFilter),)
    list_select_related = ("user",)
    search_fields = ("user__email", "=visitor_id", "=pk")
    ordering = ("-changed_at",)
    show_full_result_count = False
    inlines = (CartLineInline, HoldInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cart]:
        """Count the units along."""
        carts: QuerySet[Cart] = super().get_queryset(request)
        return carts.annotate(units=Sum("lines__quantity"))

    @display(description=gettext_lazy("units"), ordering="units")
    def shown_units(self, cart: Cart) -> int:
        """Say how much lies in it."""
        return int(cart.units or 0)  # type: ignore[attr-defined]  # annotated above
