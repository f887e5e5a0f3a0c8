"""An order file as columns of whole numbers: each distinct text is read once, however often it occurs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.imports import columns, values
from catalog.imports.files import TextRemarks
from catalog.imports.rejections import Rejection
from catalog.imports.tables import open_table
from catalog.imports.texts import UNREADABLE, TextColumn, read_columns
from orders.imports.rules import COLUMNS, OrderRules

LONGEST_CODE = 80
LONGEST_REFERENCE = 40
LONGEST_CUSTOMER = 80
INSTEAD = {"order": "customer"}
"""Where a file does not number its orders, what a customer bought at one time is one."""
LARGEST_VALUE = 10**13
"""Price times quantity in minor units; beyond it sums of an order could overflow."""
UNPRICED_MINOR = 1
"""Stands for the price of a line without one where the rules need none: the least a sale can bring."""


@dataclass(frozen=True, slots=True)
class RawLines:
    """Every well-formed row of the file, in its order, as texts; and the rows that were none."""

    row_numbers: NDArray[np.int64]
    """``(n_rows,)`` lines of the file."""
    columns: Mapping[str, TextColumn]
    header: Mapping[str, str]
    """Our name of a column → its name in the file."""
    broken: tuple[Rejection, ...]
    remarks: TextRemarks

    def __len__(self) -> int:
        return len(self.row_numbers)

    def column(self, name: str, default: str = "") -> TextColumn:
        """Return a column, or one that holds the default everywhere."""
        found = self.columns.get(name)
        return found or TextColumn.same(default, len(self))


def read_raw(path: Path, mapping: Mapping[str, str]) -> RawLines:
    """Read an order file into columns; nothing is judged yet.

    Raises: files.UnreadableFile: if it is no table or lacks a required column.
    """
    table = open_table(path)
    positions = columns.matched(
        table.header, COLUMNS, {**_of_shopify(table.header), **mapping}, instead=INSTEAD
    )
    grown, broken = read_columns(table, positions)
    row_numbers, texts = grown.finished()
    if "order" not in texts:
        texts["order"] = texts["ordered_at"].joined(texts["customer"], _order_of)
    header = {name: table.header[position] for name, position in positions.items()}
    return RawLines(row_numbers, texts, header, tuple(broken), table.remarks)


def _of_shopify(header: Sequence[str]) -> Mapping[str, str]:
    """Say which column of a Shopify order export is the order: it is called Name, as products are elsewhere."""
    names = {columns.plain(name): name for name in header}
    return (
        {names["name"]: "order"} if {"name", "lineitemsku", "lineitemname"} <= names.keys() else {}
    )


def _order_of(ordered_at: str, customer: str) -> str:
    """Name the order of a customer at one time; a line without a customer belongs to none."""
    return f"{ordered_at.strip()} {customer.strip()}" if customer.strip() else ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows with their values read; ``UNREADABLE`` stands where a text was no value.

    All arrays ``(n_rows,)``.
    """

    row_numbers: NDArray[np.int64]
    order: TextColumn
    code: TextColumn
    title: TextColumn
    customer: TextColumn
    """The empty text for guests."""
    country: TextColumn
    currency: TextColumn
    status: TextColumn
    quantity: NDArray[np.int64]
    ordered_at: NDArray[np.int64]
    """Microseconds since 1970-01-01 UTC."""
    price_minor: NDArray[np.int64]
    has_price: bool

    def __len__(self) -> int:
        return len(self.row_numbers)


def read_values(raw: RawLines, rules: OrderRules) -> Lines:
    """Read the texts of every row as values."""
    prices, dates = raw.column("unit_price"), raw.column("ordered_at")
    decimal_comma = any(map(values.writes_decimal_comma, prices.texts))
    day_first = (
        any(map(values.starts_with_day, dates.texts))
        if rules.day_first is None
        else rules.day_first
    )

    def price(text: str) -> int:
        if not rules.needs_price and not text.strip():
            return UNPRICED_MINOR
        return values.minor_units(
            text, exponent=rules.currency_exponent, decimal_comma=decimal_comma
        )

    def moment(text: str) -> int:
        read = values.moment(text, day_first=day_first, zone=rules.zone)
        return round(read.timestamp() * 1_000_000)

    def code(text: str) -> str:
        clean = values.one_line(text)
        return clean.upper() if rules.ignores_case else clean

    return Lines(
        row_numbers=raw.row_numbers,
        order=raw.column("order").cleaned(values.outside_id),
        code=raw.column("sku").cleaned(code),
        title=raw.column("title").cleaned(values.one_line),
        customer=raw.column("customer").cleaned(_customer),
        country=raw.column("country").cleaned(values.one_line),
        currency=raw.column("currency").cleaned(lambda text: text.strip().upper()),
        status=raw.column("status").cleaned(lambda text: text.strip().casefold()),
        quantity=raw.column("quantity", "1").each(_or_unreadable(values.whole)),
        ordered_at=dates.each(_or_unreadable(moment)),
        price_minor=prices.each(_or_unreadable(price))
        if "unit_price" in raw.columns
        else np.zeros(len(raw), np.int64),
        has_price="unit_price" in raw.columns,
    )


def _customer(text: str) -> str:
    clean = values.outside_id(text)
    return "" if clean.casefold() in {"nan", "null", "none", "n/a", "na", "-"} else clean


def _or_unreadable(read: Callable[[str], int]) -> Callable[[str], int]:
    """Return a reader that answers ``UNREADABLE`` instead of raising."""

    def reader(text: str) -> int:
        try:
            return read(text)
        except values.NotAValue:
            return UNREADABLE

    return reader
