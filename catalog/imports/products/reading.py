"""A product file of any known layout as a stream of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from catalog.exports.tables import as_meant
from catalog.imports import columns, fields, records, xml_items
from catalog.imports.fields import Fields
from catalog.imports.files import TextRemarks, UnreadableFile
from catalog.imports.layouts import LAYOUTS, SHOP_EXPORTS
from catalog.imports.layouts.extras import MOST_ATTRIBUTES
from catalog.imports.layouts.flat import flattened
from catalog.imports.layouts.layout import Layout, Record
from catalog.imports.layouts.shop_export import ShopExport, refused
from catalog.imports.layouts.table import SAMPLE_ROWS, TableLayout
from catalog.imports.products.row import Joined, NumberedRow, ProductRow, Unfit
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import Rejection
from catalog.imports.tables import open_table

Records = Iterator[NumberedRecord | Rejection]


class _Reader(Protocol):
    def read(self, record: Record) -> ProductRow: ...


@dataclass(frozen=True, slots=True)
class ProductFile:
    """An opened product file, to be read once."""

    layout: str
    rows: Iterator[NumberedRow | Joined | Rejection]
    remarks: TextRemarks
    columns: Mapping[str, str]
    """What each column of a table is read as; nothing for layouts that are known as a whole."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Why columns that nobody named were left aside, and how many."""


def open_products(path: Path, *, mapping: Mapping[str, str], currency: str) -> ProductFile:
    """Open a product file and find out its layout.

    Raises: UnreadableFile: if it is none of the known layouts.
    """
    found, remarks = file_records(path)
    sample = list(islice(found, SAMPLE_ROWS))
    known = [each for each in sample if isinstance(each, NumberedRecord)]
    if not known:
        raise UnreadableFile(_nothing_readable(path, sample))
    every: Records = chain(sample, found)
    if not mapping and (export := _shop_export(known[0].record, currency)):
        return ProductFile(export.name, export.rows(every), remarks, export.meanings)
    if layout := _layout(known[0].record, mapping, currency):
        return ProductFile(layout.name, _rows(every, layout, is_flattened=False), remarks, {})
    met, every, remarks = _looked_through(path, every, remarks)
    table = TableLayout(
        tuple(met.names), currency=currency, mapping=mapping, sample=map(flattened, met.sample)
    )
    rows = _rows(every, table, is_flattened=_may_nest(path))
    return ProductFile(table.name, rows, remarks, table.meanings, _left_out(table, met))


def file_records(path: Path) -> tuple[Records, TextRemarks]:
    """Open a file of rows, whatever they are written in: JSON, an XML feed or a table.

    Raises: UnreadableFile: if it is none of them.
    """
    if records.is_json(path):
        return records.open_records(path)
    return xml_items.open_items(path) if xml_items.is_xml(path) else _table_records(path)


def named_records(path: Path) -> tuple[Fields, Records, TextRemarks]:
    """Open a file of rows, and say which columns they have: those of a table's header, or of any record.

    Raises: UnreadableFile: if it is none of them.
    """
    return _looked_through(path, *file_records(path))


def _looked_through(
    path: Path, found: Records, remarks: TextRemarks
) -> tuple[Fields, Records, TextRemarks]:
    """Find the columns. JSON and XML are read twice: the last record may have a field of its own."""
    if _may_nest(path):
        return fields.met(found, first=SAMPLE_ROWS), *file_records(path)
    sample = list(islice(found, SAMPLE_ROWS))
    return fields.met(sample, first=SAMPLE_ROWS), chain(sample, found), remarks


def _may_nest(path: Path) -> bool:
    """Whether records of the file may hold lists; cells of a table are all texts."""
    return records.is_json(path) or xml_items.is_xml(path)


def _table_records(path: Path) -> tuple[Iterator[NumberedRecord | Rejection], TextRemarks]:
    """Open a table as records, whose names are those of its header."""
    table = open_table(path)
    names = _told_apart(table.header)

    def rows() -> Iterator[NumberedRecord | Rejection]:
        for batch in table.batches():
            for number, cells in zip(batch.row_numbers, batch.rows, strict=True):
                yield NumberedRecord(number, dict(zip(names, map(as_meant, cells), strict=True)))
            yield from batch.rejections

    return rows(), table.remarks


def _told_apart(header: tuple[str, ...]) -> tuple[str, ...]:
    """Return column names of which no two are equal: a second "Size" is "Size 2"."""
    seen: Counter[str] = Counter()
    names = []
    for name in header:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return tuple(names)


def _shop_export(first: Record, currency: str) -> ShopExport | None:
    """Return the reader of the shop system whose columns these are, if it is one we know."""
    names = frozenset(map(columns.plain, first))
    known = next((each for each in SHOP_EXPORTS if each.recognises(names)), None)
    return known(tuple(first), currency=currency) if known else None


def _layout(first: Record, mapping: Mapping[str, str], currency: str) -> Layout | None:
    """Return the reader of the JSON records that begin so, if we know them as a whole."""
    known = next((each for each in LAYOUTS if not mapping and each.recognises(first)), None)
    return known(currency=currency) if known else None


def _left_out(table: TableLayout, met: Fields) -> dict[str, int]:
    """Return why columns are left aside that would be attributes, and how many."""
    counts = {
        f"further column beyond {MOST_ATTRIBUTES}: left aside": len(table.beyond),
        f"field beyond {fields.MOST_FIELDS:,}: left aside": len(met.beyond),
    }
    return {words: count for words, count in counts.items() if count}


def _rows(
    found: Iterator[NumberedRecord | Rejection], layout: _Reader, *, is_flattened: bool
) -> Iterator[NumberedRow | Rejection]:
    for each in found:
        if isinstance(each, Rejection):
            yield each
            continue
        try:
            row = layout.read(flattened(each.record) if is_flattened else each.record)
        except Unfit as unfit:
            yield refused(each.row_number, unfit)
        else:
            yield NumberedRow(each.row_number, row)


def _nothing_readable(path: Path, sample: list[NumberedRecord | Rejection]) -> str:
    first = next((each for each in sample if isinstance(each, Rejection)), None)
    if first is None:
        return f"{path.name} has no row below its header."
    return (
        f"{path.name} has no readable row: row {first.row_number} {first.reason}. "
        "Known are CSV, TSV, JSON lines, JSON arrays and Google Merchant feeds."
    )
