"""An order file as columns of whole numbers: each distinct text is read once, however often it occurs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.imports import columns, values
from catalog.imports.files import TextRemarks, UnreadableFile
from catalog.imports.flat import open_rows
from catalog.imports.rejections import Rejection
from catalog.imports.texts import UNREADABLE, TextColumn, read_columns
from orders.imports import item_lists
from orders.imports.rules import COLUMNS, OrderRules

LONGEST_CODE = 80
LONGEST_REFERENCE = 40
LONGEST_CUSTOMER = 80
INSTEAD: Mapping[str, tuple[str, ...]] = {
    "order": ("customer",),
    "sku": ("title", "items"),
    "ordered_at": ("day_number",),
}
"""Where a file does not number its orders, what a customer bought at one time is one; where it has no codes, the
names of the products or a list of them will do; where it has no dates, the number of each day."""
LARGEST_VALUE = 10**13
"""Price times quantity in minor units; beyond it sums of an order could overflow."""
NOBODY = frozenset({"nan", "null", "none", "n/a", "na", "-", "-1"})
"""What stands where the customer is not known."""
DAY_MICROSECONDS = 86_400_000_000
DAY_ZERO = 10_957 * DAY_MICROSECONDS
"""1 January 2000, from which days without a date are counted: only the time between them is known."""
DAYS_OF_A_MONTH, DAYS_AT_MOST = 31, 10_000
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


def read_raw(path: Path, mapping: Mapping[str, str], *, names: Sequence[str] = ()) -> RawLines:
    """Read an order file into columns; nothing is judged yet. ``names`` are its columns where it has no header.

    Raises: files.UnreadableFile: if it holds no rows or lacks a required column.
    """
    table = open_rows(path, names)
    positions = columns.matched(
        table.header, COLUMNS, {**_of_shopify(table.header), **mapping}, instead=INSTEAD
    )
    grown, broken = read_columns(table, positions)
    row_numbers, texts = grown.finished()
    header = {name: table.header[position] for name, position in positions.items()}
    if "sku" not in texts and "items" in texts:
        row_numbers, texts = item_lists.spread(row_numbers, texts)
        header["sku"] = header["items"]
    if "sku" not in texts:
        texts["sku"], header["sku"] = texts["title"], header["title"]
    if "order" not in texts:
        when = texts.get("ordered_at") or texts["day_number"]
        texts["order"] = when.joined(texts["customer"], _order_of)
    return RawLines(row_numbers, texts, header, tuple(broken), table.remarks)


def _of_shopify(header: Sequence[str]) -> Mapping[str, str]:
    """Say which column of a Shopify order export is the order: it is called Name, as products are elsewhere."""
    names = {columns.plain(name): name for name in header}
    return (
        {names["name"]: "order"} if {"name", "lineitemsku", "lineitemname"} <= names.keys() else {}
    )


def _order_of(ordered_at: str, customer: str) -> str:
    """Name the order of a customer at one time; a line without a customer belongs to none."""
    if not customer.strip():
        return ""
    name = f"{ordered_at.strip()} {customer.strip()}"
    return (
        name
        if len(name) <= LONGEST_REFERENCE
        else blake2b(name.encode(), digest_size=16).hexdigest()
    )


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
        minor = values.minor_units(
            text, exponent=rules.currency_exponent, decimal_comma=decimal_comma
        )
        if minor or rules.needs_price or not values.number(text, decimal_comma=decimal_comma):
            return minor
        return UNPRICED_MINOR

    def moment(text: str) -> int:
        read = values.moment(text, day_first=day_first, zone=rules.zone)
        return round(read.timestamp() * 1_000_000)

    def quantity(text: str) -> int:
        return values.away_from_zero(text) if rules.takes_odd_lines else values.whole(text)

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
        quantity=raw.column("quantity", "1").each(_or_unreadable(quantity)),
        ordered_at=dates.each(_or_unreadable(moment))
        if "ordered_at" in raw.columns
        else _counted_days(raw, rules),
        price_minor=prices.each(_or_unreadable(price))
        if "unit_price" in raw.columns
        else np.zeros(len(raw), np.int64),
        has_price="unit_price" in raw.columns,
    )


def _counted_days(raw: RawLines, rules: OrderRules) -> NDArray[np.int64]:
    """Return the moments of days that are only numbered, as if the count had begun on :data:`DAY_ZERO`.

    Raises: UnreadableFile: if orders shall be kept, or if the numbers are the days of a month.
    """
    name = raw.header["day_number"]
    days = raw.columns["day_number"].each(_or_unreadable(values.whole))
    if not rules.takes_odd_lines or days.max(initial=0) <= DAYS_OF_A_MONTH:
        raise UnreadableFile(
            f"No column holds dates; {name} numbers the days only. Add a column with the date of each order, "
            "such as 2024-01-31, and call it ordered_at."
        )
    is_fit = (days > -DAYS_AT_MOST) & (days < DAYS_AT_MOST)
    return np.where(is_fit, DAY_ZERO + np.where(is_fit, days, 0) * DAY_MICROSECONDS, UNREADABLE)


def _customer(text: str) -> str:
    clean = values.outside_id(text)
    return "" if clean.casefold() in NOBODY else clean


def _or_unreadable(read: Callable[[str], int]) -> Callable[[str], int]:
    """Return a reader that answers ``UNREADABLE`` instead of raising."""

    def reader(text: str) -> int:
        try:
            return read(text)
        except values.NotAValue:
            return UNREADABLE

    return reader
