"""Catalogue sales and the price log."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from catalog.models import Product, Variant
from catalog.money import Money
from catalog.templatetags.money import money
from orders.admin.article_log import ArticleLogAdmin
from orders.admin.chosen import Chosen
from orders.admin.existing import HistoryAdmin
from orders.models import PriceChange, Sale


class SaleForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A sale, its articles found by name."""

    products = Chosen(Variant, "product", gettext_lazy("products"))
    departments = Chosen(Product, "department", gettext_lazy("departments"))
    brands = Chosen(Product, "brand", gettext_lazy("brands"))

    class Meta:
        model = Sale
        fields = ("name", "is_active", "percent", "starts_at", "ends_at")
        help_texts = {
            "percent": gettext_lazy("Off the price of every article named below."),
            "ends_at": gettext_lazy("From then on articles cost what they did before."),
        }


@admin.register(Sale)
class SaleAdmin(HistoryAdmin, ModelAdmin):
    """Sales; a minute after their moment the prices follow."""

    form: type[forms.ModelForm[Sale]] = SaleForm
    list_display = ("name", "shown_percent", "starts_at", "ends_at", "is_active", "shown_articles")
    list_editable = ("is_active",)
    list_filter = ("is_active",)
    search_fields = ("name",)
    ordering = ("-starts_at",)
    fieldsets = (
        (None, {"fields": (("name", "is_active"), "percent", "starts_at", "ends_at")}),
        (
            gettext_lazy("Which articles"),
            {
                "fields": ("products", "departments", "brands"),
                "description": gettext_lazy("Whatever is named in any of the three is reduced."),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sale]:
        """Count the reduced articles along."""
        found: QuerySet[Sale] = super().get_queryset(request)
        return found.annotate(reduced=Count("prices"))

    def has_delete_permission(self, request: HttpRequest, obj: Sale | None = None) -> bool:
        """Switch it off instead: then the prices come back."""
        return False

    @display(description=gettext_lazy("percent"), ordering="percent")
    def shown_percent(self, sale: Sale) -> str:
        """Write the reduction without zeros that say nothing."""
        return f"−{sale.percent.normalize():f} %"

    @display(description=gettext_lazy("reduced articles"), ordering="reduced")
    def shown_articles(self, sale: Sale) -> int:
        """Say how many articles cost less right now."""
        return int(sale.reduced)  # type: ignore[attr-defined]  # annotated above


@admin.register(PriceChange)
class PriceChangeAdmin(ArticleLogAdmin):
    """What every article cost, and since when."""

    list_display = ("changed_at", "shown_title", "shown_sku", "shown_price", "price_list")
    list_filter = ("changed_at",)
    ordering = ("-changed_at", "-pk")
    fields = ("changed_at", "shown_title", "shown_sku", "shown_price", "price_list")
    readonly_fields = ("shown_title", "shown_sku", "shown_price")

    @display(description=gettext_lazy("price"), ordering="price_minor")
    def shown_price(self, change: PriceChange) -> str:
        """Write the price."""
        return money(Money(change.price_minor, change.currency))
