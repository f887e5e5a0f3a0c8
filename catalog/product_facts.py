"""What the shop knows of one product, read whole: one query instead of six, plain values instead of models.

The values are frozen, so that parts of the page can be kept under what they were read from (:mod:`catalog.drawings`).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from catalog import pricing
from catalog.models import Brand, Product
from catalog.money import Money
from catalog.querysets import CARD_FIELDS
from catalog.statements import Statement

REVIEWS_SHOWN = 6
KEPT_DETAILS = 1_024
"""Products whose details one process need not take apart again while they read the same; about 10 MB."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant that can be bought, with its stock."""

    pk: int
    sku: str
    options: tuple[tuple[str, str], ...]
    """Names and values: ``(("Colour", "Oak"), ("Size", "L"))``."""
    price: Money
    compare_at: Money | None
    on_hand: int
    ean: str = ""

    @property
    def choices(self) -> dict[str, str]:
        """Its options by name."""
        return dict(self.options)

    @property
    def is_in_stock(self) -> bool:
        """Whether at least one unit lies in the shop."""
        return self.on_hand > 0


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """One picture of the gallery."""

    file: str
    alt: str
    width: int
    height: int
    variant_id: int | None


@dataclass(frozen=True, slots=True)
class AttributeFacts:
    """One row of the details."""

    name: str
    unit: str
    value: str | float | bool


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """One paper to be read."""

    title: str
    file: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What one shopper says."""

    rating: int
    title: str
    text: str
    author_name: str
    is_verified: bool
    written_at: datetime
    answer: str
    """What the shop says to it; empty where it says nothing."""

    @property
    def halves(self) -> int:
        """The rating in half stars."""
        return 2 * self.rating


@dataclass(frozen=True, slots=True)
class Details:
    """Everything that hangs on a product."""

    offers: tuple[Offer, ...]
    pictures: tuple[PictureFacts, ...]
    attributes: tuple[AttributeFacts, ...]
    reviews: tuple[ReviewFacts, ...]
    """The newest ones."""
    review_counts: tuple[int, int, int, int, int]
    """How many gave one star, two, … five."""
    documents: tuple[DocumentFacts, ...]


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """One visible product with all that hangs on it."""

    product: Product
    details: Details
    row: tuple[Hashable, ...]
    """As the query answered: what reads the same looks the same."""


def read(slug: str, *, now: datetime) -> ProductFacts | None:
    """Read a product that shoppers may see at that moment. One query."""
    price_list = pricing.in_use()
    row = _READ.row(slug=slug, now=now, price_list=None if price_list is None else price_list.id)
    if row is None:
        return None
    *columns, brand, details = row
    product = Product.from_db(connection.alias, _COLUMNS, columns)
    if product.brand_id is not None:
        product.brand = Brand(id=product.brand_id, name=brand)
    return ProductFacts(product, _details(details), row)


_SHOWN = {*CARD_FIELDS, "description", "product_type", "status", "seo_title", "seo_description"}
_COLUMNS = tuple(
    field.attname for field in Product._meta.concrete_fields if field.attname in _SHOWN
)
"""In the order of the model's fields, as ``Model.from_db`` takes them."""

_READ = Statement(f"""
SELECT {", ".join(f"product.{column}" for column in _COLUMNS)}, brand.name, json_build_object(
    'offers', (
        SELECT json_agg(json_build_array(variant.id, variant.sku, variant.options, price.price_minor,
                        price.compare_at_minor, price.currency, coalesce(stock.on_hand, 0), variant.ean)
                        ORDER BY variant.position, variant.id)
        FROM catalog_variant AS variant
        CROSS JOIN LATERAL (
            SELECT variant.price_minor, variant.compare_at_minor, variant.currency
            WHERE %(price_list)s::bigint IS NULL
            UNION ALL
            SELECT listed.price_minor, listed.compare_at_minor, list.currency
            FROM catalog_listprice AS listed JOIN catalog_pricelist AS list ON list.id = listed.price_list_id
            WHERE listed.variant_id = variant.id AND listed.price_list_id = %(price_list)s
        ) AS price
        LEFT JOIN catalog_stock AS stock ON stock.variant_id = variant.id
        WHERE variant.product_id = product.id AND variant.is_active),
    'pictures', (
        SELECT json_agg(json_build_array(file, alt, width, height, variant_id) ORDER BY position)
        FROM catalog_picture WHERE product_id = product.id),
    'documents', (
        SELECT json_agg(json_build_array(title, file, n_bytes) ORDER BY position, id)
        FROM catalog_document WHERE product_id = product.id),
    'attributes', (
        SELECT json_agg(json_build_array(attribute.name, attribute.unit, value.text, value.number, value.boolean)
                        ORDER BY attribute.position, attribute.name)
        FROM catalog_productattribute AS value JOIN catalog_attribute AS attribute
            ON attribute.id = value.attribute_id
        WHERE value.product_id = product.id),
    'reviews', (
        SELECT json_agg(json_build_array(rating, title, text, author_name, is_verified, created_at, answer)
                        ORDER BY created_at DESC, id DESC)
        FROM (SELECT * FROM catalog_review WHERE product_id = product.id AND is_published
              ORDER BY created_at DESC, id DESC LIMIT {REVIEWS_SHOWN}) AS newest),
    'review_counts', (
        SELECT json_object_agg(rating, reviews)
        FROM (SELECT rating, count(*) AS reviews FROM catalog_review
              WHERE product_id = product.id AND is_published GROUP BY rating) AS counted)
)::text
FROM catalog_product AS product LEFT JOIN catalog_brand AS brand ON brand.id = product.brand_id
WHERE product.slug = %(slug)s AND product.status = 'published' AND product.published_at <= %(now)s
  AND (product.hidden_at IS NULL OR product.hidden_at > %(now)s)
""")  # noqa: S608 - the columns are the model's own


@functools.lru_cache(maxsize=KEPT_DETAILS)
def _details(text: str) -> Details:
    """Give the JSON of the query its names; an empty list arrives as null."""
    details = json.loads(text)
    counts = details["review_counts"] or {}
    one, two, three, four, five = (counts.get(str(stars), 0) for stars in range(1, 6))
    return Details(
        offers=tuple(_offer(*row) for row in details["offers"] or ()),
        pictures=tuple(PictureFacts(*row) for row in details["pictures"] or ()),
        attributes=tuple(_attribute(*row) for row in details["attributes"] or ()),
        reviews=tuple(_review(*row) for row in details["reviews"] or ()),
        review_counts=(one, two, three, four, five),
        documents=tuple(DocumentFacts(*row) for row in details["documents"] or ()),
    )


def _offer(
    pk: int,
    sku: str,
    options: Mapping[str, Any],
    price: int,
    before: int | None,
    currency: str,
    on_hand: int,
    ean: str,
) -> Offer:
    return Offer(
        pk=pk,
        sku=sku,
        options=tuple((name, str(value)) for name, value in options.items()),
        price=Money(price, currency),
        compare_at=None if before is None else Money(before, currency),
        on_hand=on_hand,
        ean=ean,
    )


def _attribute(
    name: str, unit: str, text: str, number: float | None, boolean: bool | None
) -> AttributeFacts:
    if number is not None:
        return AttributeFacts(name, unit, float(number))
    return AttributeFacts(name, unit, text if boolean is None else boolean)


def _review(
    rating: int,
    title: str,
    text: str,
    author_name: str,
    is_verified: bool,
    written_at: str,
    answer: str,
) -> ReviewFacts:
    moment = datetime.fromisoformat(written_at)
    return ReviewFacts(rating, title, text, author_name, is_verified, moment, answer)
