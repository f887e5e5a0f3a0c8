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
    fields = ("shown_title", "variant", "quantity", "is_saved", "added_at")
    readonly_fields = fields
    ordering = ("added_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CartLine]:
        """Read the articles along."""
        lines: QuerySet[CartLine] = super().get_queryset(request)
        return lines.select_related("variant__product")

    @display(description=gettext_lazy("product"))
    def shown_title(self, line: CartLine) -> str:
        """Name the product."""
        return line.variant.product.title


class HoldInline(ReadOnlyInline):
    """What is kept for it."""

    model = StockHold
    fields = ("variant", "quantity", "expires_at")
    readonly_fields = fields


@admin.register(Cart)
class CartAdmin(ReadOnlyAdmin):
    """Carts, last changed first."""

    list_display = ("shown_number", "user", "status", "shown_units", "changed_at")
    list_filter = (("status", ChoicesDropdownFilter),)
    list_select_related = ("user",)
    search_fields = ("user__email", "=visitor_id", "=pk")
    ordering = ("-changed_at",)
    show_full_result_count = False
    inlines = (CartLineInline, HoldInline)
    fields = ("user", "visitor_id", "status", "merged_into", "created_at", "changed_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cart]:
        """Count the units along."""
        carts: QuerySet[Cart] = super().get_queryset(request)
        return carts.annotate(units=Sum("lines__quantity"))

    @display(description=gettext_lazy("number"), ordering="pk")
    def shown_number(self, cart: Cart) -> int:
        """Write its number."""
        return cart.pk

    @display(description=gettext_lazy("units"), ordering="units")
    def shown_units(self, cart: Cart) -> int:
        """Say how much lies in it."""
        return int(cart.units or 0)  # type: ignore[attr-defined]  # annotated above
