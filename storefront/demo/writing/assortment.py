"""Writes departments, makers, attributes, products, variants, stock and pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from django.utils.text import slugify
from numpy.typing import NDArray

from catalog.models import (
    Attribute,
    Brand,
    Department,
    Picture,
    Product,
    ProductAttribute,
    Stock,
    Variant,
)
from storefront.demo.archetypes.spec import Value
from storefront.demo.attributes import ATTRIBUTES
from storefront.demo.brands import BRANDS
from storefront.demo.pictures import HEIGHT, WIDTH, Drawing
from storefront.demo.progress import Progress
from storefront.demo.sheets import Printer, ProductSheet
from storefront.demo.taxonomy import SHELVES
from storefront.demo.writing.rows import copy_rows, reserve_ids

SOURCE = "demo"
"""``Product.source`` of everything written here."""
_BATCH = 5_000

_PRODUCT = (
    "id", "title", "slug", "description", "product_type", "brand_id", "department_id", "tags", "status",
    "published_at", "source", "external_id", "created_at", "updated_at", "currency", "has_price_range",
    "is_in_stock", "rating_count", "picture", "picture_alt", "popularity",
)  # fmt: skip
_VARIANT = (
    "id", "product_id", "sku", "ean", "options", "position", "currency", "price_minor", "compare_at_minor",
    "tax_class", "is_active",
)  # fmt: skip
_PICTURE = ("product_id", "variant_id", "file", "alt", "width", "height", "position")
_VALUE = ("product_id", "attribute_id", "text", "number", "boolean")


@dataclass(slots=True)
class Assortment:
    """What orders, events and reviews need to know of the written products."""

    first_product_id: int
    currency: str
    titles: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)
    first_variant: list[int] = field(default_factory=list)
    """Position of each product's first variant; one more entry at the end."""
    variant_ids: list[int] = field(default_factory=list)
    skus: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    prices: list[int] = field(default_factory=list)
    in_stock: list[bool] = field(default_factory=list)
    drawings: set[Drawing] = field(default_factory=set)

    def product_id(self, position: int) -> int:
        """Return the primary key of a product."""
        return self.first_product_id + position

    def variant_of(self, position: int, pick: int) -> int:
        """Return the position of one of a product's variants; the same pick is the same variant."""
        first, beyond = self.first_variant[position], self.first_variant[position + 1]
        return first + pick % (beyond - first)


@dataclass(frozen=True, slots=True)
class Shelving:
    """Ids of what products refer to."""

    departments: dict[str, int]
    brands: tuple[int, ...]
    attributes: dict[str, int]


def write_shelving() -> Shelving:
    """Write departments, makers and attributes that do not exist yet; return the ids of all."""
    names = [brand.name for brand in BRANDS]
    Brand.objects.bulk_create(
        [Brand(name=name, slug=slugify(name)) for name in names], ignore_conflicts=True
    )
    brands = dict(Brand.objects.filter(name__in=names).values_list("name", "id"))
    Attribute.objects.bulk_create(
        [
            Attribute(
                code=spec.code, name=spec.name, kind=spec.kind, unit=spec.unit, is_facet=spec.is_facet,
                position=position,
            )
            for position, spec in enumerate(ATTRIBUTES.values())
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    codes = dict(Attribute.objects.values_list("code", "id"))
    return Shelving(
        departments=_write_departments(),
        brands=tuple(brands[name] for name in names),
        attributes={trait: codes[spec.code] for trait, spec in ATTRIBUTES.items()},
    )


def _write_departments() -> dict[str, int]:
    nodes = {
        node.slug: node for node in Department.objects.filter(slug__in=[s.slug for s in SHELVES])
    }
    for shelf in SHELVES:
        if shelf.slug in nodes:
            continue
        columns = {"name": shelf.name, "slug": shelf.slug, "description": shelf.description}
        # Read again: treebeard counts children on the row, not on the object in hand.
        above = Department.objects.get(slug=shelf.within) if shelf.within else None
        nodes[shelf.slug] = (
            Department.objects.add_child(above, columns)
            if above
            else Department.objects.add_root(columns)
        )
    return {slug: node.pk for slug, node in nodes.items()}


def write_products(
    printer: Printer,
    shelving: Shelving,
    *,
    marker: str,
    n_products: int,
    popularity: NDArray[np.float64],
    currency: str,
    progress: Progress,
) -> Assortment:
    """Print the products batch by batch and write each batch; only what later steps need stays in memory."""
    written = Assortment(reserve_ids(Product, n_products), currency)
    for start in range(0, n_products, _BATCH):
        sheets = list(printer.sheets(start, start + _BATCH))
        _write_batch(sheets, written, shelving, marker=marker, popularity=popularity)
        progress("Products", start + len(sheets), n_products)
    written.first_variant.append(len(written.variant_ids))
    return written


def _write_batch(
    sheets: list[ProductSheet],
    written: Assortment,
    shelving: Shelving,
    *,
    marker: str,
    popularity: NDArray[np.float64],
) -> None:
    first_variant_id = reserve_ids(Variant, sum(len(sheet.variants) for sheet in sheets))
    _remember(sheets, written, first_variant_id)
    # Attribute values come first (their foreign key is checked at commit), so that each product's search
    # document is written once, complete.
    copy_rows(ProductAttribute, _VALUE, _values(sheets, written, shelving))
    copy_rows(
        Product,
        _PRODUCT,
        (
            _product_row(sheet, written, shelving, marker, float(popularity[sheet.position]))
            for sheet in sheets
        ),
    )
    copy_rows(Variant, _VARIANT, _variant_rows(sheets, written))
    copy_rows(Stock, ("variant_id", "on_hand", "low_at"), _stock_rows(sheets, written))
    copy_rows(Picture, _PICTURE, _picture_rows(sheets, written))


def _remember(sheets: list[ProductSheet], written: Assortment, first_variant_id: int) -> None:
    next_id = first_variant_id
    for sheet in sheets:
        written.titles.append(sheet.title)
        written.pictures.append(sheet.pictures[0].drawing.path)
        written.drawings.update(picture.drawing for picture in sheet.pictures)
        written.materials.append(str(dict(sheet.attributes).get("material", "")))
        written.first_variant.append(len(written.variant_ids))
        written.in_stock.append(any(variant.on_hand for variant in sheet.variants))
        for variant in sheet.variants:
            written.variant_ids.append(next_id)
            written.skus.append(variant.sku)
            written.options.append(", ".join(value for _, value in variant.options))
            written.prices.append(variant.price_minor)
            next_id += 1


def _product_row(
    sheet: ProductSheet, written: Assortment, shelving: Shelving, marker: str, popularity: float
) -> tuple[object, ...]:
    return (
        written.product_id(sheet.position), sheet.title, sheet.slug, sheet.description,
        sheet.archetype.product_type, shelving.brands[sheet.brand], shelving.departments[sheet.archetype.shelf],
        list(sheet.tags), "draft" if sheet.is_draft else "published", sheet.published_at, SOURCE,
        f"{marker}-{sheet.position + 1}", sheet.published_at, sheet.published_at, written.currency, False, False,
        0, "", "", popularity,
    )  # fmt: skip


def _values(
    sheets: list[ProductSheet], written: Assortment, shelving: Shelving
) -> Iterator[tuple[object, ...]]:
    for sheet in sheets:
        for code, value in sheet.attributes:
            yield (
                written.product_id(sheet.position),
                shelving.attributes[code],
                *_three_columns(value),
            )


def _three_columns(value: Value) -> tuple[str, float | None, bool | None]:
    if isinstance(value, bool):
        return "", None, value
    return ("", value, None) if isinstance(value, float) else (value, None, None)


def _variant_rows(sheets: list[ProductSheet], written: Assortment) -> Iterator[tuple[object, ...]]:
    for sheet in sheets:
        first = written.first_variant[sheet.position]
        for number, variant in enumerate(sheet.variants):
            yield (
                written.variant_ids[first + number], written.product_id(sheet.position), variant.sku, variant.ean,
                json.dumps(dict(variant.options), ensure_ascii=False), number, written.currency,
                variant.price_minor, variant.compare_at_minor, "standard", True,
            )  # fmt: skip


def _stock_rows(sheets: list[ProductSheet], written: Assortment) -> Iterator[tuple[object, ...]]:
    for sheet in sheets:
        first = written.first_variant[sheet.position]
        for number, variant in enumerate(sheet.variants):
            yield written.variant_ids[first + number], variant.on_hand, 3


def _picture_rows(sheets: list[ProductSheet], written: Assortment) -> Iterator[tuple[object, ...]]:
    for sheet in sheets:
        first = written.first_variant[sheet.position]
        for place, picture in enumerate(sheet.pictures):
            yield (
                written.product_id(sheet.position), written.variant_ids[first + picture.variant],
                picture.drawing.path, picture.alt, WIDTH, HEIGHT, place,
            )  # fmt: skip
