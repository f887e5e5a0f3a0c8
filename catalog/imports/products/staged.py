"""The temporary tables a product file is staged in, filled by COPY a few thousand rows at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.utils.text import slugify

from catalog.imports import staging
from catalog.imports.products.row import AttributeValue, Joined, ProductRow

FLUSH_ROWS = 2_000
PATH_SIGN = "\x1f"
"""Between the steps of a department path; no cleaned text holds it."""

_PRODUCTS = {
    "row_number": "bigint NOT NULL",
    "product_key": "text NOT NULL",
    "is_group": "boolean NOT NULL",
    "sku": "text NOT NULL",
    "is_sku_given": "boolean NOT NULL",
    "ean": "text NOT NULL",
    "title": "text NOT NULL",
    "slug": "text NOT NULL",
    "description": "text NOT NULL",
    "product_type": "text NOT NULL",
    "brand": "text NOT NULL",
    "department": "text NOT NULL",
    "tags": "text[] NOT NULL",
    "status": "text",
    "published_at": "timestamptz",
    "hidden_at": "timestamptz",
    "seo_title": "text NOT NULL",
    "seo_description": "text NOT NULL",
    "currency": "text NOT NULL",
    "price_minor": "bigint",
    "compare_at_minor": "bigint",
    "on_hand": "int",
    "options": "jsonb NOT NULL",
}
_ATTRIBUTES = {
    "row_number": "bigint NOT NULL",
    "attribute": "int NOT NULL",
    "text": "text NOT NULL",
    "number": "float8",
    "boolean": "boolean",
}
_REVIEWS = {
    "row_number": "bigint NOT NULL",
    "author_name": "text NOT NULL",
    "rating": "smallint NOT NULL",
    "text": "text NOT NULL",
    "written_at": "timestamptz NOT NULL",
}
_PICTURES = {
    "row_number": "bigint NOT NULL",
    "place": "int NOT NULL",
    "url": "text NOT NULL",
}
_JOINED = {"row_number": "bigint NOT NULL", "product_key": "text NOT NULL"}


@dataclass(slots=True)
class Staged:
    """Takes rows and stages them; knows which attributes it has met."""

    takes_pictures: bool = True
    """Whether addresses of pictures are staged, too, so that the worker fetches them."""
    attributes: dict[tuple[str, str], int] = field(default_factory=dict)
    """(name, kind) → the number it bears in ``attribute_staging``."""
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    _rows: list[tuple[object, ...]] = field(default_factory=list)
    _values: list[tuple[object, ...]] = field(default_factory=list)
    _reviews: list[tuple[object, ...]] = field(default_factory=list)
    _pictures: list[tuple[object, ...]] = field(default_factory=list)
    _joined: list[tuple[object, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the tables."""
        staging.create("product_staging", _PRODUCTS)
        staging.create("attribute_staging", _ATTRIBUTES)
        staging.create("review_staging", _REVIEWS)
        staging.create("picture_staging", _PICTURES)
        staging.create("joined_staging", _JOINED)

    def add(self, row_number: int, row: ProductRow) -> None:
        """Stage one row."""
        self._rows.append(_product(row_number, row))
        self._values += [self._value(row_number, each) for each in row.attributes]
        self._reviews += [
            (row_number, review.author, review.rating, review.text, review.written_at)
            for review in row.reviews
        ]
        if self.takes_pictures:
            urls = enumerate(row.picture_urls)
            self._pictures += [(row_number, place, url) for place, url in urls]
        if len(self._rows) >= FLUSH_ROWS:
            self.flush()

    def join(self, joined: Joined) -> None:
        """Stage a row that belongs to the product of others."""
        self._joined.append((joined.row_number, joined.product_key))

    def flush(self) -> None:
        """Send what is waiting."""
        for table, columns, waiting in (
            ("product_staging", _PRODUCTS, self._rows),
            ("attribute_staging", _ATTRIBUTES, self._values),
            ("review_staging", _REVIEWS, self._reviews),
            ("picture_staging", _PICTURES, self._pictures),
            ("joined_staging", _JOINED, self._joined),
        ):
            if waiting:
                staging.fill(table, columns, waiting)
                waiting.clear()

    def _value(self, row_number: int, value: AttributeValue) -> tuple[object, ...]:
        key = (value.name, value.kind)
        attribute = self.attributes.setdefault(key, len(self.attributes))
        if value.unit:
            self.units[key] = value.unit
        return row_number, attribute, value.text, value.number, value.boolean


def _product(row_number: int, row: ProductRow) -> tuple[object, ...]:
    return (
        row_number,
        row.group or row.external_id,
        bool(row.group),
        row.sku,
        row.is_sku_given,
        row.ean,
        row.title,
        slugify(row.title)[:240] or slugify(row.external_id)[:240] or "product",
        row.description,
        row.product_type,
        row.brand,
        PATH_SIGN.join(row.department),
        list(row.tags),
        row.status,
        row.published_at,
        row.hidden_at,
        row.seo_title,
        row.seo_description,
        row.currency,
        row.price_minor,
        row.compare_at_minor,
        row.on_hand,
        json.dumps(dict(row.options)),
    )
