"""What the exports of other shops' systems share: columns known by name, and rows that lean on other rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from catalog.imports import columns, values
from catalog.imports.columns import Column
from catalog.imports.layouts.layout import Record
from catalog.imports.layouts.table import SALE_FOR_A_TIME
from catalog.imports.products.row import Joined, NumberedRow, Unfit
from catalog.imports.products.understood import LONGEST_TEXT, Understood
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import Rejection, shown

ABSENT = "\x00"
"""Stands for the name of a column the file does not have; no header can hold it."""

Rows = Iterator[NumberedRow | Joined | Rejection]


class ShopExport(ABC):
    """Reads the whole table of another shop system, whose rows make products together."""

    name: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]

    def __init__(self, header: Sequence[str], *, currency: str) -> None:
        """Find the columns."""
        self.currency, self.header = currency, tuple(header)
        found = columns.matched(header, self.columns, {})
        self.named = {ours: header[position] for ours, position in found.items()}

    @classmethod
    @abstractmethod
    def recognises(cls, names: frozenset[str]) -> bool:
        """Whether a header of these names, as :func:`columns.plain` writes them, is this system's."""

    @abstractmethod
    def rows(self, found: Iterator[NumberedRecord | Rejection]) -> Rows:
        """Read the whole file; every record comes out once: as an article, joined to others, or refused."""

    @property
    def meanings(self) -> Mapping[str, str]:
        """Each column of the file with what it is read as; nothing where it is left aside."""
        return dict.fromkeys(self.header, "") | {name: ours for ours, name in self.named.items()}

    def column(self, ours: str) -> str:
        """Return what the file calls a column of ours."""
        return self.named.get(ours, ABSENT)

    def cell(self, record: Record, ours: str) -> str:
        """Return a cell without blanks around it and signs nobody can store; the empty text where it is no text."""
        value = record.get(self.column(ours))
        is_text = value is not None and not isinstance(value, list | dict)
        return values.storable(str(value)).strip() if is_text else ""

    def text(self, read: Understood, ours: str, longest: int = LONGEST_TEXT) -> str:
        """Return one clean line.

        Raises: Unfit: if it cannot be stored.
        """
        return read.text(self.column(ours), longest=longest)

    def prices(self, read: Understood) -> tuple[int | None, int | None]:
        """Return what it costs now and the price before, in minor units; a sale that holds for a time only is left aside.

        Raises: Unfit: if one of them is no price.
        """
        full, sale = read.price(self.column("price")), read.price(self.column("sale_price"))
        if sale and any(self.cell(read.record, ours) for ours in ("sale_from", "sale_until")):
            read.remark(SALE_FOR_A_TIME)
            sale = None
        if sale and sale.minor and (full is None or sale.minor < full.minor):
            return sale.minor, full.minor if full else None
        return (full.minor if full else None), None


def refused(row_number: int, unfit: Unfit) -> Rejection:
    """Return why a row became no product."""
    return Rejection(row_number, shown(unfit.column), unfit.reason, shown(unfit.value))
