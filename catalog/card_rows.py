"""Products as their cards show them, read by key: for whoever knows which ones to show, and in what order."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from catalog import pricing
from catalog.models import Brand, Product
from catalog.pricing import ListInUse
from catalog.querysets import CARD_FIELDS
from catalog.statements import SOME_TIME, QueryStatement

_OWN = tuple(
    field.attname for field in Product._meta.concrete_fields if field.attname in CARD_FIELDS
)
"""In the order of the model's fields, as ``Model.from_db`` takes them."""

_BRAND = len(_OWN)
_PLACE = _OWN.index("id")
_BRAND_ID = _OWN.index("brand_id")


@functools.cache
def _visible(price_list: ListInUse | None) -> QueryStatement:
    """Return the statement for the price list of this request, which is part of its SQL."""
    return QueryStatement(
        lambda: Product.objects.visible(now=SOME_TIME).values_list(
            *pricing.columns(_OWN), "brand__name"
        ),
        {"now": SOME_TIME},
        end=' AND "catalog_product"."id" = ANY(%(ids)s)',
    )


def visible(ids: Sequence[int], *, now: datetime) -> list[Product]:
    """Return the products that may be seen at that moment, in the order of the keys. One query, none for no keys."""
    if not ids:
        return []
    rows = _visible(pricing.in_use()).rows(ids=list(ids), now=now)
    found = {row[_PLACE]: row for row in rows}
    products = []
    for id_ in ids:
        if (row := found.get(id_)) is not None:
            product = Product.from_db(connection.alias, _OWN, row[:_BRAND])
            if row[_BRAND_ID] is not None:
                product.brand = _brand(row[_BRAND_ID], row[_BRAND])
            products.append(product)
    return products


@functools.lru_cache(maxsize=4096)
def _brand(brand_id: int, name: str) -> Brand:
    """Return the brand of a card; cards of one brand share it, and nobody changes what cards show."""
    return Brand(id=brand_id, name=name)
