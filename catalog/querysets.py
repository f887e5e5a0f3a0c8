"""Reads of the catalogue that several pages share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from catalog import pricing

if TYPE_CHECKING:
    from catalog.models import Department, Product, Variant

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
        """Keep what shoppers may see at that moment, in the market of this request."""
        goes_on = Q(hidden_at=None) | Q(hidden_at__gt=now)
        return self.filter(goes_on, status="published", published_at__lte=now).sold_here()

    def sold_here(self) -> Self:
        """Keep what has a price on the price list of this request, if it uses one."""
        if pricing.in_use() is None:
            return self
        return self.on_price_list().filter(**{f"{pricing.RELATION}__isnull": False})

    def on_price_list(self) -> Self:
        """Join the prices of this request's price list under ``pricing.RELATION``; joined once, however often asked."""
        price_list = pricing.in_use()
        joined: dict[str, object] = self.query._filtered_relations  # type: ignore[attr-defined]  # Django has no other way to ask
        if price_list is None or pricing.RELATION in joined:
            return self
        on_list = Q(market_prices__price_list=price_list.id)
        return self.annotate(
            **{pricing.RELATION: FilteredRelation("market_prices", condition=on_list)}
        )

    def in_department(self, department: Department) -> Self:
        """Keep products of a department and of all departments below it."""
        return self.filter(department__path__startswith=department.path)

    def cards(self) -> Self:
        """Read only what a product card shows, brand included. One query."""
        return self.select_related("brand").only(*CARD_FIELDS).priced()

    def priced(self) -> Self:
        """Read the prices of this request's price list into the products, if it uses one."""
        if pricing.in_use() is None:
            return self
        listed = {name: F(f"{pricing.RELATION}__{name}") for name in sorted(pricing.LISTED)}
        return self.on_price_list().annotate(listed=JSONObject(**listed))

    def in_order(self, ids: Iterable[int]) -> list[Product]:
        """Return the products with these ids in the order of the ids; missing ones are left out. One query."""
        wanted = list(ids)
        found = self.in_bulk(wanted)
        return [found[product_id] for product_id in wanted if product_id in found]


def priced_variants(variants: QuerySet[Variant]) -> QuerySet[Variant]:
    """Keep what is sold by this request's price list, at its prices; everything where none is in use."""
    price_list = pricing.in_use()
    if price_list is None:
        return variants
    columns = JSONObject(
        currency=Value(price_list.currency),
        price_minor=F("here__price_minor"),
        compare_at_minor=F("here__compare_at_minor"),
    )
    on_list = Q(list_prices__price_list=price_list.id)
    joined = variants.annotate(here=FilteredRelation("list_prices", condition=on_list))
    annotations = {"listed": columns}  # the setter of Variant
    return joined.filter(here__isnull=False).annotate(**annotations)


def cheapest_first(variants: QuerySet[Variant]) -> QuerySet[Variant]:
    """Sort what is sold here by product, each product's cheapest variant first."""
    price = "price_minor" if pricing.in_use() is None else "here__price_minor"
    return priced_variants(variants).order_by("product_id", price, "position", "id")
