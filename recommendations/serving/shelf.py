"""What the shop itself says of the proposed products at this moment: one query, whatever the models think."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Value

from catalog import pricing
from catalog.models import Brand, Product
from catalog.money import Money
from catalog.pricing import ListInUse
from catalog.querysets import CARD_FIELDS
from catalog.statements import SOME_ID, SOME_TIME, SOME_UUID, QueryStatement
from orders.models import Cart, CartLine
from orders.shoppers import Shopper
from recommendations.rules.columns import ItemFacts
from recommendations.vocabulary import Context, ItemId

_ID = CARD_FIELDS.index("id")
_TITLE = CARD_FIELDS.index("title")
_BRAND = CARD_FIELDS.index("brand_id")
_DEPARTMENT = CARD_FIELDS.index("department_id")
_PUBLISHED = CARD_FIELDS.index("published_at")
_STOCK = CARD_FIELDS.index("is_in_stock")
_PRICE = CARD_FIELDS.index("price_minor")
_CURRENCY = CARD_FIELDS.index("currency")
_HAS_RANGE = CARD_FIELDS.index("has_price_range")
_COMPARE_AT = CARD_FIELDS.index("compare_at_minor")
_RATING = CARD_FIELDS.index("rating_average")
_POPULARITY = CARD_FIELDS.index("popularity")
_OWN = tuple(
    field.attname for field in Product._meta.concrete_fields if field.attname in CARD_FIELDS
)
"""In the order of the model's fields, as ``Model.from_db`` takes them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One visible product as its card shows it."""

    columns: tuple[Any, ...]
    """In the order of ``CARD_FIELDS``; equal columns make equal cards."""
    is_in_cart: bool

    @property
    def item_id(self) -> ItemId:
        """The product's key."""
        return ItemId(self.columns[_ID])

    @property
    def title(self) -> str:
        """Its name."""
        return str(self.columns[_TITLE])

    @property
    def published_at(self) -> datetime | None:
        """Since when it is shown."""
        moment: datetime | None = self.columns[_PUBLISHED]
        return moment

    @property
    def groups(self) -> tuple[int | None, int | None]:
        """Its department and its brand: what quotas count."""
        return self.columns[_DEPARTMENT], self.columns[_BRAND]

    @property
    def is_in_stock(self) -> bool:
        """Whether it can be bought now."""
        return bool(self.columns[_STOCK])

    @property
    def price_minor(self) -> int | None:
        """Its lowest price, in minor units."""
        price: int | None = self.columns[_PRICE]
        return price

    @property
    def price(self) -> Money | None:
        """The same as an amount."""
        minor = self.price_minor
        return None if minor is None else Money(minor, self.columns[_CURRENCY])

    @property
    def has_price_range(self) -> bool:
        """Whether some of its variants cost more."""
        return bool(self.columns[_HAS_RANGE])

    @property
    def is_on_sale(self) -> bool:
        """Whether a higher price is shown beside the price."""
        return self.columns[_COMPARE_AT] is not None

    @property
    def rating(self) -> float | None:
        """The mean of its reviews, 1 to 5."""
        average = self.columns[_RATING]
        return None if average is None else float(average)

    @property
    def popularity(self) -> float:
        """How well it sells, on the shop's own scale."""
        return float(self.columns[_POPULARITY])

    @property
    def product(self) -> Product:
        """The product with its brand, as ``ProductQuerySet.cards()`` reads it. No query."""
        shown = dict(zip(CARD_FIELDS, self.columns, strict=True))
        product = Product.from_db(connection.alias, _OWN, [shown[name] for name in _OWN])
        if product.brand_id is not None:
            product.brand = Brand(id=product.brand_id, name=shown["brand__name"])
        return product


Shelf = Mapping[int, Facts]
"""The visible ones among the products that were asked for."""


def item_facts(on_shelf: Shelf) -> list[ItemFacts]:
    """Return what rules look at of each product, in the order of the shelf."""
    return [
        ItemFacts(
            item_id=columns[_ID],
            department_id=columns[_DEPARTMENT],
            brand_id=columns[_BRAND],
            price_minor=columns[_PRICE],
            is_on_sale=columns[_COMPARE_AT] is not None,
            is_in_stock=columns[_STOCK],
            published_at=columns[_PUBLISHED],
            rating=columns[_RATING],
            popularity=columns[_POPULARITY],
        )
        for columns in (facts.columns for facts in on_shelf.values())
    ]


def look(item_ids: Iterable[int], *, context: Context, now: datetime) -> Shelf:
    """Read what the shop says of these products, and which lie in the shopper's cart. One query."""
    wanted = list(item_ids)
    if not wanted:
        return {}
    statement = _statement(
        knows_cart=context.visitor_id is not None,
        is_user=context.user_id is not None,
        price_list=pricing.in_use(),
    )
    rows = statement.rows(
        now=now, ids=wanted, visitor_id=context.visitor_id, user_id=context.user_id
    )
    return {row[_ID]: Facts(columns=row[:-1], is_in_cart=row[-1]) for row in rows}


@functools.cache
def _statement(*, knows_cart: bool, is_user: bool, price_list: ListInUse | None) -> QueryStatement:
    """Build the statement under the price list of this request, which is part of its SQL."""
    shopper = Shopper(visitor_id=SOME_UUID, user_id=SOME_ID if is_user else None)
    in_cart = CartLine.objects.filter(
        cart__in=Cart.objects.of(shopper).active(),
        variant__product_id=OuterRef("pk"),
        is_saved=False,
    )
    table = connection.ops.quote_name(Product._meta.db_table)
    return QueryStatement(
        lambda: (
            Product.objects.visible(now=SOME_TIME)
            .annotate(is_in_cart=Exists(in_cart) if knows_cart else Value(value=False))
            .values_list(*pricing.columns(CARD_FIELDS), "is_in_cart")
        ),
        {"now": SOME_TIME, "visitor_id": SOME_UUID, "user_id": SOME_ID},
        end=f" AND {table}.id = ANY(%(ids)s)",
    )
