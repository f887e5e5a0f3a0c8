"""Catalogue sales and the price log."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.models import Variant
from catalog.money import Money
from catalog.templatetags.money import money
from orders.admin.reading import ReadOnlyAdmin
from orders.models import PriceChange, Sale


@admin.register(Sale)
class SaleAdmin(SimpleHistoryAdmin, ModelAdmin):
    """Sales; a minute after their moment the prices follow."""

    list_display = ("name", "percent", "starts_at", "ends_at", "is_active", "shown_articles")
    list_editable = ("is_active",)
    list_filter = ("is_active",)
    search_fields = ("name",)
    ordering = ("-starts_at",)
    formfield_overrides = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}
    fieldsets = (
        (None, {"fields": (("name", "is_active"), "percent", ("starts_at", "ends_at"))}),
        (gettext_lazy("Which articles"), {"fields": ("products", "departments", "brands")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sale]:
        """Count the reduced articles along."""
        found: QuerySet[Sale] = super().get_queryset(request)
        return found.annotate(reduced=Count("prices"))

    def has_delete_permission(self, request: HttpRequest, obj: Sale | None = None) -> bool:
        """Switch it off instead: then the prices come back."""
        return False

    @display(description=gettext_lazy("reduced articles"), ordering="reduced")
    def shown_articles(self, sale: Sale) -> int:
        """Say how many articles cost less right now."""
        return int(sale.reduced)  # type: ignore[attr-defined]  # annotated above


@admin.register(PriceChange)
class PriceChangeAdmin(ReadOnlyAdmin):
    """What every article cost, and since when."""

    list_display = ("changed_at", "shown_sku", "shown_price")
    list_filter = ("changed_at",)
    search_fields = ("=variant_id",)
    ordering = ("-changed_at", "-pk")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceChange]:
        """Read the article numbers along."""
        changes: QuerySet[PriceChange] = super().get_queryset(request)
        sku = Variant.objects.filter(pk=OuterRef("variant_id")).values("sku")
        return changes.annotate(sku=Subquery(sku))

    @display(description=gettext_lazy("SKU"))
    def shown_sku(self, change: PriceChange) -> str:
        """Write the article number, or the id of an article that is gone."""
        return str(change.sku or change.variant_id)  # type: ignore[attr-defined]  # annotated above

    @display(description=gettext_lazy("price"), ordering="price_minor")
    def shown_price(self, change: PriceChange) -> str:
        """Write the price."""
        return money(Money(change.price_minor, change.currency))
