"""Plain tables and flat JSON: a spreadsheet of one's own, a Google Merchant feed, or what no other layout knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count

from catalog.imports import columns, values
from catalog.imports.layouts import picture_urls
from catalog.imports.layouts.extras import belied, beyond, extras, without_empty_prices
from catalog.imports.layouts.layout import Record
from catalog.imports.layouts.packed import unpacked
from catalog.imports.layouts.table_columns import COLUMNS
from catalog.imports.products.cells import first_path, tag_words
from catalog.imports.products.row import AttributeValue, ProductRow, Unfit
from catalog.imports.products.understood import (
    LONGEST_DESCRIPTION,
    LONGEST_SEO_DESCRIPTION,
    LONGEST_SKU,
    LONGEST_TEXT,
    Money,
    Understood,
    path,
    shown_name,
    tags,
    way_in,
    without_entities,
)
from catalog.money import is_currency

_OPTIONS = (
    "color",
    "colour",
    "size",
    "material",
    "pattern",
    "flavour",
    "flavor",
    "length",
    "width",
)
_HIDDEN = {"draft", "hidden", "private", "archived", "inactive", "pending", "search", "none"}
_SOLD_OUT = {"out of stock", "outofstock", "sold out", "discontinued", "unavailable"}
SALE_FOR_A_TIME = "sale price for a time only left aside: make a price list with its dates of it"
SAMPLE_ROWS = 200
_PRICES = ("price", "sale_price", "compare_at_price")
_ABSENT = (None, "")
_NOT_KEPT = {"link", "rejected_because"}
"""Columns that are understood and left aside."""


class TableLayout:
    """Reads records whose columns are found by name; further columns become attributes."""

    name = "table"

    def __init__(
        self,
        header: Sequence[str],
        *,
        currency: str,
        mapping: Mapping[str, str],
        sample: Iterable[Record],
    ) -> None:
        """Find the columns and, from a sample, what kind of attribute the others are.

        Raises: UnreadableFile: if there is no title.
        """
        self.currency, self.header = currency, tuple(header)
        records = list(sample)
        found = columns.matched(without_empty_prices(header, records, mapping), COLUMNS, mapping)
        self.named = {ours: header[position] for ours, position in found.items()}
        for ours in belied(self.named, records, mapping):
            del self.named[ours]
        self.decimal_comma = values.write_decimal_comma(
            str(record.get(self.named[ours]) or "")
            for record in records
            for ours in _PRICES
            if ours in self.named
        )
        self.day_first = any(
            values.starts_with_day(str(record.get(self.named[ours]) or ""))
            for record in records
            for ours in ("published_at", "hidden_at")
            if ours in self.named
        )
        used = set(self.named.values()) | {None}
        options = {columns.plain(name) for name in _OPTIONS}
        rest = [name for name in dict.fromkeys(header) if name not in used and name.strip()]
        self.options = tuple(name for name in rest if columns.plain(name) in options)
        self.numbered = tuple(_numbered_pairs(rest))
        self.pictures = picture_urls.columns_of(self.named, rest)
        paired = {name for pair in self.numbered for name in pair} | {*self.pictures}
        is_grouped = "group" in self.named
        further = [
            name
            for name in rest
            if name not in paired and not (is_grouped and name in self.options)
        ]
        self.beyond = beyond(further)
        self.extras = tuple(
            extras(
                [name for name in further if name not in self.beyond],
                records,
                decimal_comma=self.decimal_comma,
            )
        )

    @property
    def meanings(self) -> dict[str, str]:
        """Each column of the file with what it is read as; nothing where it is left aside."""
        found = dict.fromkeys(self.header, "")
        found |= {name: ours for ours, name in self.named.items() if ours not in _NOT_KEPT}
        found |= {extra.column: f"attribute: {extra.name} ({extra.kind})" for extra in self.extras}
        found |= dict.fromkeys(self.pictures, "image_urls")
        if "group" in self.named:
            found |= {name: f"option: {shown_name(name)}" for name in self.options}
            found |= {name: "option" for pair in self.numbered for name in pair}
        return found

    def read(self, record: Record) -> ProductRow:
        """Make a product row of a record.

        Raises: Unfit: if it cannot become a product.
        """
        read = Understood(record, self.currency, self.decimal_comma, self.day_first)
        title = without_entities(self._text(read, "title"))
        sku = self._identity(read, "sku", LONGEST_SKU)
        external_id = self._identity(read, "external_id", 120)
        group = self._identity(read, "group", 120)
        if not title:
            raise Unfit(self.named["title"], "is empty")
        key = external_id or sku or title[:120]
        if not external_id and not sku:
            read.remark("no id and no SKU: the title stands in for them")
        read.currency = self._currency(read)
        price, compare_at = self._prices(read)
        product_type, department = self._places(read)
        since, until = self._period(read)
        return ProductRow(
            external_id=key,
            group=group,
            title=title,
            sku=(sku or key)[:LONGEST_SKU],
            is_sku_given=bool(sku),
            ean=read.ean(self._raw(read, "ean").replace("'", "").split(",")),
            description=self._description(read),
            product_type=product_type,
            brand=self._text(read, "brand", 120),
            department=department,
            tags=tags(tag_words(self._raw(read, "tags"))),
            status=self._status(read),
            published_at=since,
            hidden_at=until,
            seo_title=self._text(read, "seo_title"),
            seo_description=self._text(read, "seo_description", LONGEST_SEO_DESCRIPTION),
            currency=price.currency if price else read.currency,
            price_minor=price.minor if price else None,
            compare_at_minor=compare_at,
            on_hand=self._on_hand(read),
            options=self._option_values(read) if group else (),
            attributes=tuple(self._attributes(read)),
            picture_urls=self._picture_urls(read),
            remarks=tuple(read.remarks),
        )

    def _raw(self, read: Understood, ours: str) -> str:
        name = self.named.get(ours)
        return "" if name is None else read.raw(name)

    def _text(self, read: Understood, ours: str, longest: int = LONGEST_TEXT) -> str:
        name = self.named.get(ours)
        return "" if name is None else read.text(name, longest=longest)

    def _description(self, read: Understood) -> str:
        """Return the description, followed by the highlights that some files keep apart."""
        if "highlights" not in self.named:
            return read.prose(self.named.get("description", ""))
        texts = (read.prose(self.named.get(ours, "")) for ours in ("description", "highlights"))
        return "\n\n".join(filter(None, texts))[:LONGEST_DESCRIPTION]

    def _identity(self, read: Understood, ours: str, longest: int) -> str:
        name = self.named.get(ours)
        return "" if name is None else read.identity(name, longest=longest)

    def _currency(self, read: Understood) -> str:
        code = self._raw(read, "currency").strip().upper()
        if code and not is_currency(code):
            raise Unfit(self.named["currency"], values.NO_CURRENCY, code)
        return code or self.currency

    def _prices(self, read: Understood) -> tuple[Money | None, int | None]:
        """Return what it costs now and the price before, if that was higher."""
        found = {ours: read.price(self.named[ours]) for ours in _PRICES if ours in self.named}
        price, sale = found.get("price"), found.get("sale_price")
        before = found.get("compare_at_price")
        if sale and self._raw(read, "sale_dates").strip():
            read.remark(SALE_FOR_A_TIME)
            sale = None
        if sale and sale.minor and (price is None or sale.minor < price.minor):
            price, before = sale, price or before
        if price is None or before is None or before.currency != price.currency:
            return price, None
        return price, before.minor if before.minor > price.minor else None

    def _places(self, read: Understood) -> tuple[str, tuple[str, ...]]:
        """Return the product type and the department; a type that is a path is both."""
        category = values.one_line(self._raw(read, "category"))
        is_one = category.startswith("[") or self._is_of_google("category")
        category = way_in(category) if is_one else first_path(category)
        kinds = values.one_line(self._raw(read, "product_type"))
        way = path(first_path(kinds)) if ">" in kinds else ()
        kind = way[-1] if way else self._text(read, "product_type")
        if way and (not category or category.isdigit()):
            return kind[:120], way
        return kind[:120], () if category.isdigit() else path(category)

    def _is_of_google(self, ours: str) -> bool:
        """Whether the column holds a name of Google's taxonomy, which is one path however many commas are in it."""
        return columns.plain(self.named.get(ours, "")).endswith("googleproductcategory")

    def _status(self, read: Understood) -> str | None:
        """Return whether the file shows or hides it; None if it does not say."""
        if "visible" not in self.named:
            return None
        word = self._raw(read, "visible").strip().casefold()
        if not word:
            return None
        hidden = word in _HIDDEN or read.flag(self.named["visible"]) is False or word == "alexa"
        if word == "archived":
            return "archived"
        if hidden:
            read.remark(f"{self.named['visible']} says hidden: kept as a draft")
        return "draft" if hidden else "published"

    def _period(self, read: Understood) -> tuple[datetime | None, datetime | None]:
        """Return from when until when it is visible, as far as the file says."""
        if "published_at" not in self.named and "hidden_at" not in self.named:
            return None, None
        since, until = (
            read.moment(self.named[ours]) if ours in self.named else None
            for ours in ("published_at", "hidden_at")
        )
        if since and until and until <= since:
            raise Unfit(
                self.named["hidden_at"], "is not after the moment it is visible from", until
            )
        return since, until

    def _on_hand(self, read: Understood) -> int | None:
        if "stock" in self.named and (units := read.units(self.named["stock"])) is not None:
            return units
        word = re.sub(r"[_-]+", " ", self._raw(read, "availability")).strip().casefold()
        is_out = word in _SOLD_OUT or (
            "availability" in self.named and read.flag(self.named["availability"]) is False
        )
        return 0 if word and is_out else None

    def _picture_urls(self, read: Understood) -> tuple[str, ...]:
        """Return the addresses of all columns of pictures, in the order of the gallery."""
        cells = (read.record.get(name) for name in self.pictures)
        return picture_urls.kept(
            (url for cell in cells if cell for url in picture_urls.addresses(cell)), read
        )

    def _option_values(self, read: Understood) -> tuple[tuple[str, str], ...]:
        """Return what tells this variant from its siblings."""
        plain = [(shown_name(name), read.text(name, longest=80)) for name in self.options]
        numbered = [
            (read.text(name, longest=80), read.text(value, longest=80))
            for name, value in self.numbered
        ]
        return tuple((name, value) for name, value in plain + numbered if name and value)

    def _attributes(self, read: Understood) -> Iterator[AttributeValue]:
        for extra in self.extras:
            if read.record.get(extra.column) in _ABSENT or not (text := read.text(extra.column)):
                continue
            try:
                if extra.kind == "number":
                    number = values.real(text, decimal_comma=extra.decimal_comma)
                    yield AttributeValue(extra.name, number=number, unit=extra.unit)
                elif extra.kind == "boolean":
                    yield AttributeValue(extra.name, boolean=values.yes_or_no(text))
                else:
                    yield AttributeValue(extra.name, text=text)
            except values.NotAValue:
                read.remark(f"{extra.column} is no {extra.kind}: left aside")
        if "specifications" in self.named:
            yield from unpacked(self._raw(read, "specifications"))


def _numbered_pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the columns ``Option1 Name``/``Option1 Value``, ``Option Name 1``/``Option Value 1`` and so on."""
    by_plain = {columns.plain(name): name for name in names}
    for number in count(1):
        label, value = (
            by_plain.get(f"option{number}{part}") or by_plain.get(f"option{part}{number}")
            for part in ("name", "value")
        )
        if label is None or value is None:
            return
        yield label, value
