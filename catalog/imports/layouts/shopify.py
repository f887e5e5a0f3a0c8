"""Shopify: one row a variant below the first row of its product, and rows with nothing but a further picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from catalog.imports import values
from catalog.imports.columns import Column
from catalog.imports.layouts import picture_urls
from catalog.imports.layouts.layout import Record
from catalog.imports.layouts.shop_export import Rows, ShopExport, refused
from catalog.imports.products.row import AttributeValue, Joined, NumberedRow, ProductRow, Unfit
from catalog.imports.products.understood import (
    LONGEST_SEO_DESCRIPTION,
    LONGEST_SKU,
    Understood,
    path,
    tags,
)
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import Rejection

LARGEST_FAMILY = 5_000
"""Rows of one product held at once; Shopify itself allows 2,048 variants and 250 pictures."""
_OF_THE_PRODUCT = (
    "title", "description", "brand", "category", "product_type", "tags", "published", "status",
    "seo_title", "seo_description", "option1_name", "option2_name", "option3_name",
)  # fmt: skip
"""Columns that only the first row of a product fills."""
_OF_THE_VARIANT = (
    "sku",
    "price",
    "stock",
    "ean",
    "option1_value",
    "option2_value",
    "option3_value",
)
_METAFIELD = re.compile(r"(?P<name>.+?) \(product\.metafields\..+\)")
_NO_OPTION = ("title", "default title")
_NO_CATEGORY = {"", "uncategorized"}


@dataclass(frozen=True, slots=True)
class _Family:
    """What the rows of one product have in common."""

    key: str
    first: Record
    pictures: tuple[str, ...]
    is_grouped: bool


class Shopify(ShopExport):
    """Reads ``Handle, Title, Option1 Name, Option1 Value, Variant SKU, Variant Price, Image Src`` and more.

    The names Shopify has written since 2025 (``URL handle``, ``SKU``, ``Price``, ``Product image URL``) are known, too.
    """

    name = "shopify"
    columns = (
        Column("handle", ("UrlHandle",), is_required=True),
        Column("title", is_required=True),
        Column("description", ("BodyHtml",)),
        Column("brand", ("Vendor",)),
        Column("category", ("ProductCategory", "StandardProductType")),
        Column("product_type", ("Type", "CustomProductType")),
        Column("tags"),
        Column("published", ("PublishedOnOnlineStore",)),
        Column("status"),
        Column("sku", ("VariantSku",)),
        Column("grams", ("VariantGrams", "WeightValueGrams")),
        Column("tracker", ("VariantInventoryTracker", "InventoryTracker")),
        Column("stock", ("VariantInventoryQty", "InventoryQuantity")),
        Column("price", ("VariantPrice",)),
        Column("compare_at_price", ("VariantCompareAtPrice",)),
        Column("ean", ("VariantBarcode", "Barcode")),
        Column("seo_title"),
        Column("seo_description"),
        Column("picture", ("ImageSrc", "ProductImageUrl")),
        Column("variant_picture", ("VariantImage", "VariantImageUrl")),
        *(Column(f"option{n}_{part}") for n in (1, 2, 3) for part in ("name", "value")),
    )

    def __init__(self, header: Sequence[str], *, currency: str) -> None:
        """Find the columns, those of metafields among them."""
        super().__init__(header, currency=currency)
        found = ((name, _METAFIELD.fullmatch(name)) for name in header)
        self.metafields = {name: match["name"] for name, match in found if match}

    @property
    def meanings(self) -> dict[str, str]:
        """Each column of the file with what it is read as; nothing where it is left aside."""
        attributes = {column: f"attribute: {name}" for column, name in self.metafields.items()}
        return {**super().meanings, **attributes}

    @classmethod
    def recognises(cls, names: frozenset[str]) -> bool:
        """Whether it has a handle and Shopify's options or variants."""
        is_old = {"handle", "title", "variantprice"} <= names
        return is_old or {"urlhandle", "title", "option1name"} <= names

    def rows(self, found: Iterator[NumberedRecord | Rejection]) -> Rows:
        """Read the file a product at a time."""
        waiting: list[NumberedRecord] = []
        first: NumberedRecord | None = None
        for each in found:
            if isinstance(each, Rejection):
                yield each
                continue
            is_next = first is None or self._handle(each) != self._handle(first)
            if waiting and (is_next or len(waiting) >= LARGEST_FAMILY):
                yield from self._together(waiting, first or each)
                waiting = []
            first = each if is_next else first
            waiting.append(each)
        if waiting and first:
            yield from self._together(waiting, first)

    def _handle(self, each: NumberedRecord) -> str:
        return self.cell(each.record, "handle")

    def _together(self, listed: Sequence[NumberedRecord], first: NumberedRecord) -> Rows:
        """Read some rows of one product."""
        articles = [each for each in listed if each is first or self._is_variant(each.record)]
        pictures = tuple(self.cell(each.record, "picture") for each in listed)
        is_optional = any(map(self._options, (each.record for each in articles)))
        family = _Family(
            self._handle(first), first.record, pictures, len(articles) > 1 or is_optional
        )
        for each in listed:
            if each is not first and not self._is_variant(each.record):
                yield Joined(
                    each.row_number, family.key, "row of a further picture: joined to its product"
                )
                continue
            try:
                yield NumberedRow(each.row_number, self._row(each.record, family))
            except Unfit as unfit:
                yield refused(each.row_number, unfit)

    def _is_variant(self, record: Record) -> bool:
        return any(self.cell(record, ours) for ours in _OF_THE_VARIANT)

    def _options(self, record: Record) -> bool:
        value = self.cell(record, "option1_value")
        return bool(value) and value.casefold() != _NO_OPTION[1]

    def _row(self, record: Record, family: _Family) -> ProductRow:
        """Make an article of a row, filled up with what only the first row of its product says."""
        common = {
            self.column(ours): family.first.get(self.column(ours))
            for ours in _OF_THE_PRODUCT
            if not self.cell(record, ours)
        }
        common |= {name: family.first.get(name) for name in self.metafields}
        read = Understood({**record, **common}, self.currency)
        handle, title = read.identity(self.column("handle")), self.text(read, "title")
        if not handle:
            raise Unfit(self.column("handle"), "is empty")
        if not title:
            raise Unfit(
                self.column("title"), "is empty here and in the row above of the same handle"
            )
        options = tuple(self._named_options(read))
        sku = read.identity(self.column("sku"), longest=LONGEST_SKU)
        made = "-".join(filter(None, (handle, slugify(" ".join(value for _, value in options)))))
        price = read.price(self.column("price"))
        before = read.price(self.column("compare_at_price"))
        kind = self.text(read, "product_type", 120)
        category = self.text(read, "category")
        department = () if category.casefold() in _NO_CATEGORY else path(category)
        return ProductRow(
            external_id=handle,
            group=handle if family.is_grouped else "",
            title=title,
            sku=sku or made[:LONGEST_SKU],
            is_sku_given=bool(sku),
            ean=read.ean([self.cell(record, "ean").lstrip("'")]),
            description=read.prose(self.column("description")),
            product_type=kind,
            brand=self.text(read, "brand", 120),
            department=department or ((kind,) if kind else ()),
            tags=tags(read.raw(self.column("tags")).split(",")),
            status=self._status(read),
            seo_title=self.text(read, "seo_title"),
            seo_description=self.text(read, "seo_description", LONGEST_SEO_DESCRIPTION),
            currency=self.currency,
            price_minor=price.minor if price else None,
            compare_at_minor=before.minor
            if price and before and before.minor > price.minor
            else None,
            on_hand=self._on_hand(read),
            options=options if family.is_grouped else (),
            attributes=tuple(self._attributes(read)),
            picture_urls=picture_urls.kept(
                iter((*family.pictures, self.cell(record, "variant_picture"))), read
            ),
            remarks=tuple(read.remarks),
        )

    def _named_options(self, read: Understood) -> Iterator[tuple[str, str]]:
        for n in (1, 2, 3):
            name = self.text(read, f"option{n}_name", 80)
            value = self.text(read, f"option{n}_value", 80)
            if name and value and (name.casefold(), value.casefold()) != _NO_OPTION:
                yield name, value

    def _status(self, read: Understood) -> str | None:
        """Return whether shoppers see it: Shopify says so in two columns, and either may hide it."""
        status = self.text(read, "status").casefold()
        if status == "archived":
            return "archived"
        is_shown = read.flag(self.column("published"))
        if status in {"draft", "unlisted"} or is_shown is False:
            read.remark("draft or not published in Shopify: kept as a draft")
            return "draft"
        return "published" if is_shown or status == "active" else None

    def _on_hand(self, read: Understood) -> int | None:
        """Return the stock, unless Shopify does not count it."""
        if "tracker" in self.named and not self.text(read, "tracker"):
            return None
        return read.units(self.column("stock"))

    def _attributes(self, read: Understood) -> Iterator[AttributeValue]:
        """Yield the weight and the metafields of the product that hold words."""
        try:
            grams = values.real(read.raw(self.column("grams")) or "0")
        except values.NotAValue:
            grams = 0.0
        if grams > 0:
            yield AttributeValue("Weight", number=grams, unit="g")
        for column, name in self.metafields.items():
            text = read.text(column)
            if text and not text.startswith(("{", "[")):
                yield AttributeValue(values.one_line(values.storable(name))[:120], text=text)
