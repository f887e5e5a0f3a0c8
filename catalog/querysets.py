"""Reads of the catalogue that several pages share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from catalog.models import Department, Product

CARD_FIELDS = (
    "id",
    "title",
    "slug",
    "brand_id",
    "department_id",
    "currency",
    "price_minor",
    "compare_at_minor",
    "has_price_range",
    "is_in_stock",
    "rating_average",
    "rating_count",
    "picture",
    "picture_alt",
    "published_at",
    "popularity",
    "brand__name",
)
"""What a product card shows; every list page reads these and no more."""


class ProductQuerySet(models.QuerySet["Product"]):
    """Chainable reads of products."""

    def visible(self, *, now: datetime) -> Self:
        """Keep what shoppers may see at that moment."""
        return self.filter(status="published", published_at__lte=now)

    def in_department(self, department: Department) -> Self:
        """Keep products of a department and of all departments below it."""
        return self.filter(department__path__startswith=department.path)

    def cards(self) -> Self:
        """Read only what a product card shows, brand included. One query."""
        return self.select_related("brand").only(*CARD_FIELDS)

    def in_order(self, ids: Iterable[int]) -> list[Product]:
        """Return the products with these ids in the order of the ids; missing ones are left out. One query."""
        wanted = list(ids)
        found = self.in_bulk(wanted)
        return [found[product_id] for product_id in wanted if product_id in found]
