"""Magento (Adobe Commerce): articles stand on their own, and below them the product that says which are its variants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.imports.columns import Column
from catalog.imports.layouts import picture_urls
from catalog.imports.layouts.layout import Record
from catalog.imports.layouts.packed import unpacked
from catalog.imports.layouts.shop_export import Rows, ShopExport, refused
from catalog.imports.products.row import AttributeValue, Joined, NumberedRow, ProductRow, Unfit
from catalog.imports.products.understood import (
    LONGEST_SEO_DESCRIPTION,
    LONGEST_SKU,
    Understood,
    path,
    shown_name,
)
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import Rejection

_ALONE = "not visible individually"
_JOINED = "row of what variants share: joined to them"
_TRANSLATED = "row of another store view: left aside"
_ROOT = "default category"
_PAIR = re.compile(r"\s*([^=,|]+?)\s*=\s*([^|]*?)\s*(?=,[^=,|]+=|$)")


@dataclass(frozen=True, slots=True)
class _Family:
    """A product with variants: its row, and the options of each article by SKU."""

    row: NumberedRecord
    key: str
    options: dict[str, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class _Waiting:
    """Articles that may turn out to be variants, and rows of other store views, until the file is read."""

    articles: dict[str, NumberedRecord] = field(default_factory=dict)
    families: dict[str, _Family] = field(default_factory=dict)
    """By the SKU of each variant."""
    joined: set[int] = field(default_factory=set)
    """Rows of families that have an article by now."""
    translated: list[NumberedRecord] = field(default_factory=list)


class Magento(ShopExport):
    """Reads ``sku, product_type, name, categories, price, qty, configurable_variations`` and more."""

    name = "magento"
    columns = (
        Column("sku", is_required=True),
        Column("title", ("Name",), is_required=True),
        Column("type", ("ProductType",), is_required=True),
        Column("store_view", ("StoreViewCode",)),
        Column("variations", ("ConfigurableVariations",)),
        Column("labels", ("ConfigurableVariationLabels",)),
        Column("category", ("Categories",)),
        Column("description"),
        Column("short_description"),
        Column("weight"),
        Column("online", ("ProductOnline",)),
        Column("visibility"),
        Column("price"),
        Column("sale_price", ("SpecialPrice",)),
        Column("sale_from", ("SpecialPriceFromDate",)),
        Column("sale_until", ("SpecialPriceToDate",)),
        Column("seo_title", ("MetaTitle",)),
        Column("seo_description", ("MetaDescription",)),
        Column("stock", ("Qty",)),
        Column("counts_stock", ("ManageStock",)),
        Column("picture", ("BaseImage",)),
        Column("pictures", ("AdditionalImages",)),
        Column("attributes", ("AdditionalAttributes",)),
    )

    @classmethod
    def recognises(cls, names: frozenset[str]) -> bool:
        """Whether it has types and a column only Magento writes."""
        telling = {"attributesetcode", "configurablevariations", "storeviewcode"}
        return {"sku", "name", "producttype"} <= names and bool(telling & names)

    def rows(self, found: Iterator[NumberedRecord | Rejection]) -> Rows:
        """Read the file; what is not sold by itself waits for the product that names it."""
        waiting = _Waiting()
        for each in found:
            if isinstance(each, Rejection):
                yield each
            elif self.cell(each.record, "store_view") not in {"", "default", "all", "admin"}:
                waiting.translated.append(each)
            elif self.cell(each.record, "type").casefold() == "configurable":
                yield from self._met(each, waiting)
            else:
                yield from self._article(each, waiting)
        yield from self._left(waiting)

    def _article(self, each: NumberedRecord, waiting: _Waiting) -> Rows:
        """Read an article, unless it may belong to a product further down."""
        sku = self.cell(each.record, "sku")
        if sku in waiting.families:
            yield from self._variant(each, waiting.families[sku], waiting)
        elif (
            self.cell(each.record, "visibility").casefold() == _ALONE
            and sku not in waiting.articles
        ):
            waiting.articles[sku] = each
        else:
            yield self._read(each, None)

    def _met(self, each: NumberedRecord, waiting: _Waiting) -> Rows:
        """Take note of a product with variants, and read those above it."""
        labels = dict(_PAIR.findall(self.cell(each.record, "labels")))
        options: dict[str, tuple[tuple[str, str], ...]] = {}
        for part in self.cell(each.record, "variations").split("|"):
            pairs = dict(_PAIR.findall(part))
            if sku := pairs.pop("sku", ""):
                options[sku] = tuple(
                    (labels.get(name, shown_name(name))[:80], value[:80])
                    for name, value in pairs.items()
                )
        family = _Family(each, self.cell(each.record, "sku"), options)
        if not options:
            yield self._read(each, None)
        for sku in options:
            waiting.families.setdefault(sku, family)
            if (article := waiting.articles.pop(sku, None)) is not None:
                yield from self._variant(article, family, waiting)

    def _variant(self, each: NumberedRecord, family: _Family, waiting: _Waiting) -> Rows:
        row = self._read(each, family)
        yield row
        if isinstance(row, NumberedRow) and family.row.row_number not in waiting.joined:
            waiting.joined.add(family.row.row_number)
            yield Joined(family.row.row_number, family.key, _JOINED)

    def _left(self, waiting: _Waiting) -> Rows:
        """Read what waited in vain: articles without a product, products without articles, other store views."""
        for each in waiting.articles.values():
            yield self._read(each, None)
        for family in {id(each): each for each in waiting.families.values()}.values():
            if family.row.row_number not in waiting.joined:
                yield self._read(family.row, None)
        for each in waiting.translated:
            sku = self.cell(each.record, "sku")
            known = waiting.families.get(sku)
            yield Joined(each.row_number, known.key if known else sku, _TRANSLATED)

    def _read(self, each: NumberedRecord, family: _Family | None) -> NumberedRow | Rejection:
        try:
            return NumberedRow(each.row_number, self._row(each.record, family))
        except Unfit as unfit:
            return refused(each.row_number, unfit)

    def _row(self, record: Record, family: _Family | None) -> ProductRow:
        """Make an article of a row and of what its product says."""
        own = Understood(record, self.currency)
        of = Understood(family.row.record, self.currency) if family else own
        sku, title = own.identity(self.column("sku"), longest=LONGEST_SKU), self.text(of, "title")
        if not sku:
            raise Unfit(self.column("sku"), "is empty")
        if not title:
            raise Unfit(self.column("title"), "is empty")
        options = family.options[sku] if family else ()
        price, before = self.prices(own)
        pictures: list[str] = []
        for source in (of, own):
            pictures += [self.cell(source.record, "picture")]
            pictures += self.cell(source.record, "pictures").split(",")
        return ProductRow(
            external_id=sku,
            group=family.key if family else "",
            title=title,
            sku=sku,
            description=of.prose(self.column("description"))
            or of.prose(self.column("short_description")),
            department=self._department(of),
            status=self._status(of),
            seo_title=self.text(of, "seo_title"),
            seo_description=self.text(of, "seo_description", LONGEST_SEO_DESCRIPTION),
            currency=self.currency,
            price_minor=price,
            compare_at_minor=before,
            on_hand=self._on_hand(own),
            options=options,
            attributes=tuple(self._attributes(own, {name.casefold() for name, _ in options})),
            picture_urls=picture_urls.kept((each.strip() for each in pictures), own),
            remarks=tuple(own.remarks if of is own else [*of.remarks, *own.remarks]),
        )

    def _department(self, read: Understood) -> tuple[str, ...]:
        """Return the longest way of those the product stands under, without the root of all."""
        ways = [
            path(part.replace("/", " > ")) for part in self.cell(read.record, "category").split(",")
        ]
        bare = [way[1:] if way and way[0].casefold() == _ROOT else way for way in ways]
        if sum(map(bool, bare)) > 1:
            read.remark("several categories: the deepest one kept")
        return max(bare, key=len, default=())

    def _status(self, read: Understood) -> str | None:
        """Return whether shoppers see it: switched on, and not only as a part of something else."""
        is_alone = self.cell(read.record, "visibility").casefold() == _ALONE
        if is_alone or self.cell(read.record, "online") in {"0", "2"}:
            read.remark("not online or not sold by itself in Magento: kept as a draft")
            return "draft"
        return "published" if self.cell(read.record, "online") == "1" else None

    def _on_hand(self, read: Understood) -> int | None:
        """Return the stock, unless Magento does not count it."""
        if self.cell(read.record, "counts_stock") == "0":
            return None
        return read.units(self.column("stock"))

    def _attributes(self, read: Understood, options: set[str]) -> Iterator[AttributeValue]:
        """Yield the weight and the further attributes that are no options."""
        weight = self.cell(read.record, "weight")
        if re.fullmatch(r"\d+(\.\d+)?", weight) and float(weight) > 0:
            yield AttributeValue("Weight", number=float(weight))
        for each in unpacked(read.raw(self.column("attributes")).replace("|", ", ")):
            if each.name.casefold() not in options:
                yield each
