"""Articles, to be found wherever a form asks for one; they are changed on the page of their product."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from catalog.models import Variant


@admin.register(Variant)
class VariantAdmin(ModelAdmin):
    """Answers forms that search for an article; it has no entry in the menu."""

    search_fields = ("sku", "ean", "product__title")
    list_display = ("sku", "product")
    list_select_related = ("product",)
    ordering = ("product__title", "position", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        """Read the products along."""
        variants: QuerySet[Variant] = super().get_queryset(request)
        return variants.select_related("product")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Stay out of menus and overviews."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An article is added to its product."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Variant | None = None) -> bool:
        """An article is changed with its product."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Variant | None = None) -> bool:
        """An article is removed from its product."""
        return False
