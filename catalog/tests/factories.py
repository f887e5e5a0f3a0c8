"""Small things to put on the shelves of a test."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.text import slugify

from catalog import summaries
from catalog.models import (
    Attribute,
    Brand,
    Department,
    Picture,
    Product,
    ProductAttribute,
    Review,
    Stock,
    Variant,
)

_numbers = itertools.count(1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_department(name: str, *, parent: Department | None = None, **fields: Any) -> Department:
    """Put a department into the tree, at the top or below another."""
    fields = {"name": name, "slug": slugify(name), **fields}
    if parent is None:
        return Department.objects.add_root(fields)
    return Department.objects.add_child(Department.objects.get(pk=parent.pk), fields)


def make_brand(name: str) -> Brand:
    """Found a brand, or return it."""
    return Brand.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0]


def make_attribute(
    name: str, *, kind: str = "choice", is_facet: bool = True, unit: str = ""
) -> Attribute:
    """Define an attribute, or return it."""
    fields = {"name": name, "kind": kind, "is_facet": is_facet, "unit": unit}
    return Attribute.objects.get_or_create(code=slugify(name), defaults=fields)[0]


def make_variant(
    product: Product, *, price_minor: int = 1000, on_hand: int | None = 10, **fields: Any
) -> Variant:
    """Offer a variant of a product with some stock; ``on_hand=None`` leaves the stock row out."""
    number = next(_numbers)
    fields = {"sku": f"SKU-{number}", "currency": "EUR", "position": number % 30_000, **fields}
    variant = Variant.objects.create(product=product, price_minor=price_minor, **fields)
    if on_hand is not None:
        Stock.objects.create(variant=variant, on_hand=on_hand)
    return variant


def make_product(
    title: str,
    *,
    department: Department | None = None,
    brand: str = "",
    price_minor: int = 1000,
    compare_at_minor: int | None = None,
    on_hand: int | None = 10,
    attributes: dict[str, str | float | bool] | None = None,
    ratings: tuple[int, ...] = (),
    picture: str = "",
    sku: str = "",
    ean: str = "",
    **fields: Any,
) -> Product:
    """Put a product with one variant on the shelf, its summary refreshed."""
    number = next(_numbers)
    product = Product.objects.create(
        **{
            "title": title,
            "slug": f"{slugify(title)}-{number}",
            "department": department,
            "brand": make_brand(brand) if brand else None,
            "status": "published",
            "published_at": LONG_AGO,
            **fields,
        }
    )
    make_variant(
        product,
        price_minor=price_minor,
        compare_at_minor=compare_at_minor,
        on_hand=on_hand,
        sku=sku or f"ART-{number}",
        ean=ean,
    )
    for name, value in (attributes or {}).items():
        give_value(product, name, value)
    for stars in ratings:
        make_review(product, rating=stars)
    if picture:
        Picture.objects.create(product=product, file=picture, alt=title, width=480, height=480)
    summaries.refresh([product.pk])
    product.refresh_from_db()
    return product


def make_review(
    product: Product, *, rating: int, is_published: bool = True, **fields: Any
) -> Review:
    """Write a review."""
    fields = {
        "author_name": "Ada",
        "text": "Just right.",
        "created_at": LONG_AGO + timedelta(days=next(_numbers)),
        **fields,
    }
    return Review.objects.create(
        product=product, rating=rating, is_published=is_published, **fields
    )


def give_value(product: Product, name: str, value: str | float | bool) -> None:
    """Say something of a product, as an attribute of the kind of the value."""
    if isinstance(value, bool):
        kind, column = "boolean", "boolean"
    elif isinstance(value, str):
        kind, column = "choice", "text"
    else:
        kind, column = "number", "number"
    attribute = make_attribute(name, kind=kind)
    ProductAttribute.objects.create(product=product, attribute=attribute, **{column: value})
