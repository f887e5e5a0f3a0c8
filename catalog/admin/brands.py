"""Brands, and the attributes products are described by."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from catalog.models import Attribute, Brand


@admin.register(Brand)
class BrandAdmin(ModelAdmin):
    """Makers and how much of theirs is in the shop."""

    list_display = ("name", "product_count", "slug")
    search_fields = ("name",)
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Brand]:
        """Count the products along."""
        brands: QuerySet[Brand] = super().get_queryset(request)
        return brands.annotate(product_count=Count("products"))

    @display(description=_("products"), ordering="product_count")
    def product_count(self, brand: Brand) -> int:
        """Say how many products carry the brand."""
        return int(brand.product_count)  # type: ignore[attr-defined]  # annotated above


@admin.register(Attribute)
class AttributeAdmin(ModelAdmin):
    """What can be said of a product, and which of it shoppers may filter by."""

    list_display = ("name", "kind", "unit", "is_facet", "position")
    list_editable = ("is_facet", "position")
    list_filter = ("kind", "is_facet")
    search_fields = ("name", "code")
    ordering = ("position", "name")
    prepopulated_fields = {"code": ("name",)}
