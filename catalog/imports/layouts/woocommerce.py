"""WooCommerce: a row of a product with variations says what they share, a row each what they cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from catalog.imports import values
from catalog.imports.columns import Column, plain
from catalog.imports.layouts import picture_urls
from catalog.imports.layouts.layout import Record
from catalog.imports.layouts.shop_export import Rows, ShopExport, refused
from catalog.imports.products.cells import PARTING_COMMA
from catalog.imports.products.row import AttributeValue, Joined, NumberedRow, ProductRow, Unfit
from catalog.imports.products.understood import LONGEST_SKU, Understood, attribute, path, tags
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import Rejection

_MEASURE = re.compile(r"(?P<name>Weight|Length|Width|Height) \((?P<unit>\w+)\)")
_NO_CATEGORY = {"", "uncategorized"}
_WORDS = "row of what variations share: joined to them"


@dataclass(slots=True)
class _Parent:
    """A product with variations; it becomes articles through them."""

    row: NumberedRecord
    key: str
    is_joined: bool = False


@dataclass(slots=True)
class _Families:
    """The products with variations met so far, and the variations whose product was not met yet."""

    parents: dict[str, _Parent] = field(default_factory=dict)
    """By every name a variation may call its parent: ``id:12`` and the SKU."""
    waiting: dict[str, list[NumberedRecord]] = field(default_factory=dict)


class WooCommerce(ShopExport):
    """Reads ``ID, Type, SKU, Name, Published, Regular price, Categories, Images, Parent, Attribute 1 name`` and more."""

    name = "woocommerce"
    columns = (
        Column("title", ("Name",), is_required=True),
        Column("type", is_required=True),
        Column("external_id", ("Id",)),
        Column("sku"),
        Column("ean", ("GtinUpcEanOrIsbn", "Gtin")),
        Column("published"),
        Column("visibility", ("VisibilityInCatalog",)),
        Column("short_description"),
        Column("description"),
        Column("sale_from", ("DateSalePriceStarts",)),
        Column("sale_until", ("DateSalePriceEnds",)),
        Column("in_stock", ("InStock",)),
        Column("stock"),
        Column("sale_price"),
        Column("price", ("RegularPrice",)),
        Column("category", ("Categories",)),
        Column("tags"),
        Column("image_urls", ("Images",)),
        Column("group", ("Parent",)),
        Column("brand", ("Brands", "Brand")),
    )

    def __init__(self, header: Sequence[str], *, currency: str) -> None:
        """Find the columns, those of measures and attributes among them."""
        super().__init__(header, currency=currency)
        self.measures = tuple(
            (name, match["name"], match["unit"])
            for name in header
            if (match := _MEASURE.fullmatch(name))
        )
        self.pairs = tuple(_attribute_columns(header))

    @property
    def meanings(self) -> dict[str, str]:
        """Each column of the file with what it is read as; nothing where it is left aside."""
        measures = {column: f"attribute: {name} ({unit})" for column, name, unit in self.measures}
        pairs = dict.fromkeys((name for pair in self.pairs for name in pair), "option or attribute")
        return {**super().meanings, **measures, **pairs}

    @classmethod
    def recognises(cls, names: frozenset[str]) -> bool:
        """Whether it has types, regular prices and a column only WooCommerce writes."""
        telling = {"visibilityincatalog", "attribute1name", "isfeatured"}
        return {"type", "name", "regularprice"} <= names and bool(telling & names)

    def rows(self, found: Iterator[NumberedRecord | Rejection]) -> Rows:
        """Read the file; a variation waits for the row of its product, wherever that stands."""
        families = _Families()
        for each in found:
            if isinstance(each, Rejection):
                yield each
                continue
            kinds = self._kinds(each.record)
            if "variable" in kinds:
                yield from self._met(each, families)
            elif "variation" in kinds:
                parent = self._parent_name(each.record)
                if parent in families.parents:
                    yield from self._variation(each, families.parents[parent])
                else:
                    families.waiting.setdefault(parent, []).append(each)
            else:
                yield self._single(each)
        for orphans in families.waiting.values():
            for each in orphans:
                yield self._single(each, remark="variation whose product is not in the file")
        for alone in {id(parent): parent for parent in families.parents.values()}.values():
            if not alone.is_joined:
                yield self._single(
                    alone.row, remark="product none of whose variations is in the file"
                )

    def _met(self, each: NumberedRecord, families: _Families) -> Rows:
        """Take note of a product with variations, and read those that waited for it."""
        own_id, sku = self.cell(each.record, "external_id"), self.cell(each.record, "sku")
        key = values.storable(own_id or sku or self.cell(each.record, "title"))
        parent = _Parent(each, key)
        for name in (f"id:{own_id}", sku):
            if name not in {"id:", ""}:
                families.parents.setdefault(name, parent)
        if not (own_id or sku):
            yield self._single(each, remark="product with variations, but neither id nor SKU")
        for waiting in (f"id:{own_id}", sku):
            for variation in families.waiting.pop(waiting, []):
                yield from self._variation(variation, parent)

    def _variation(self, each: NumberedRecord, parent: _Parent) -> Rows:
        """Read a variation as an article of its product."""
        try:
            yield NumberedRow(each.row_number, self._row(each.record, parent))
        except Unfit as unfit:
            yield refused(each.row_number, unfit)
        else:
            if not parent.is_joined:
                parent.is_joined = True
                yield Joined(parent.row.row_number, parent.key, _WORDS)

    def _single(self, each: NumberedRecord, *, remark: str = "") -> NumberedRow | Rejection:
        """Read a row as a product of its own."""
        try:
            return NumberedRow(each.row_number, self._row(each.record, None, remark))
        except Unfit as unfit:
            return refused(each.row_number, unfit)

    def _kinds(self, record: Record) -> set[str]:
        """Return the words of the type, such as "simple, virtual"."""
        return set(re.split(r"\W+", self.cell(record, "type").casefold()))

    def _parent_name(self, record: Record) -> str:
        name = self.cell(record, "group")
        return f"id:{name[3:].strip()}" if name.lower().startswith("id:") else name

    def _row(self, record: Record, parent: _Parent | None, remark: str = "") -> ProductRow:
        """Make an article of a row and of what its product says for all variations."""
        own = Understood(record, self.currency)
        of = Understood(parent.row.record, self.currency) if parent else own
        if remark:
            own.remark(f"{remark}: kept as a product of its own")
        title = self.text(of, "title")
        if not title:
            raise Unfit(self.column("title"), "is empty")
        own_id = own.identity(self.column("external_id"))
        sku = own.identity(self.column("sku"), longest=LONGEST_SKU)
        if sku and parent and sku == self.cell(parent.row.record, "sku"):
            sku = ""  # an empty SKU of a variation shows the one of its product
        key = own_id or sku or self.text(own, "title", 120)
        options = tuple(self._options(own)) if parent else ()
        price, before = self._prices(own)
        steps = self._department(of)
        return ProductRow(
            external_id=key,
            group=parent.key if parent else "",
            title=title,
            sku=(sku or key)[:LONGEST_SKU],
            is_sku_given=bool(sku),
            ean=own.ean([self.cell(record, "ean")]),
            description=self._description(of),
            brand=self.text(of, "brand", 120).partition(",")[0],
            department=steps,
            tags=tags(_parts(of.raw(self.column("tags")))),
            status=self._status(of),
            currency=self.currency,
            price_minor=price,
            compare_at_minor=before,
            on_hand=self._on_hand(own),
            options=options,
            attributes=tuple(self._attributes(own, of, {name for name, _ in options})),
            picture_urls=self._pictures(own, of),
            remarks=tuple(own.remarks if of is own else [*of.remarks, *own.remarks]),
        )

    def _prices(self, read: Understood) -> tuple[int | None, int | None]:
        """Return what it costs now and the price before; a variation that is switched off costs nothing."""
        is_off = "variation" in self._kinds(read.record) and self.cell(
            read.record, "published"
        ) in {"0", "-1"}
        if is_off:
            for ours in ("price", "sale_price"):
                read.price(self.column(ours))  # what is no price is refused all the same
            read.remark("variation that is switched off: kept, but not for sale")
            return None, None
        return self.prices(read)

    def _department(self, read: Understood) -> tuple[str, ...]:
        """Return the longest way of those the product stands under."""
        ways = [path(_unescaped(part)) for part in _parts(read.raw(self.column("category")))]
        told = [way for way in ways if way and way[0].casefold() not in _NO_CATEGORY]
        if len(told) > 1:
            read.remark("several categories: the deepest one kept")
        return max(told, key=len, default=())

    def _status(self, read: Understood) -> str | None:
        """Return whether shoppers see it; None if the file does not say."""
        published = self.cell(read.record, "published")
        is_hidden = self.cell(read.record, "visibility").casefold() == "hidden"
        if "external" in self._kinds(read.record):
            read.remark("product sold elsewhere (external): kept as a draft")
            return "draft"
        if published in {"0", "-1"} or is_hidden:
            read.remark("not published or hidden in WooCommerce: kept as a draft")
            return "draft"
        return "published" if published == "1" else None

    def _on_hand(self, read: Understood) -> int | None:
        """Return the stock; where none is counted, only that there is none."""
        if re.fullmatch(r"-?[\d.,]+", self.cell(read.record, "stock")):
            return read.units(self.column("stock"))
        return 0 if self.cell(read.record, "in_stock") == "0" else None

    def _description(self, read: Understood) -> str:
        """Return the short description, if it is another one, and the long one."""
        short, long = (
            read.prose(self.column(ours)).replace("\\n", "\n").strip()
            for ours in ("short_description", "description")
        )
        return long if not short or short in long else f"{short}\n\n{long}".strip()

    def _options(self, read: Understood) -> Iterator[tuple[str, str]]:
        for name_column, value_column in self.pairs:
            name, value = read.text(name_column, longest=80), read.text(value_column, longest=80)
            if name and value:
                yield name, _unescaped(value)

    def _attributes(
        self, own: Understood, of: Understood, options: set[str]
    ) -> Iterator[AttributeValue]:
        """Yield measures of the article, or of its product, and the attributes that are no options."""
        for column, name, unit in self.measures:
            text = own.raw(column) or of.raw(column)
            try:
                number = values.real(text) if text.strip() else 0.0
            except values.NotAValue:
                own.remark(f"{column} is no number: left aside")
                continue
            if number > 0:
                yield AttributeValue(name, number=number, unit=unit)
        for name_column, value_column in self.pairs:
            name = of.text(name_column, longest=80)
            if name not in options:
                listed = ", ".join(map(_unescaped, _parts(of.raw(value_column))))
                if found := attribute(name, listed):
                    yield found

    def _pictures(self, own: Understood, of: Understood) -> tuple[str, ...]:
        found = [*_parts(of.raw(self.column("image_urls")))]
        if own is not of:
            found += _parts(own.raw(self.column("image_urls")))
        return picture_urls.kept((address for part in found for address in part.split()), own)


def _attribute_columns(header: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield ``Attribute 1 name`` with ``Attribute 1 value(s)`` and so on."""
    by_plain = {plain(name): name for name in header}
    for number in count(1):
        pair = [by_plain.get(f"attribute{number}{part}") for part in ("name", "values")]
        if pair[0] is None or pair[1] is None:
            return
        yield pair[0], pair[1]


def _parts(text: str) -> list[str]:
    """Return the parts of a list."""
    return [part.strip() for part in PARTING_COMMA.split(text) if part.strip()]


def _unescaped(text: str) -> str:
    return text.replace("\\,", ",")
