"""Rows under named columns, whether a table or JSON records holds them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from catalog.imports import files, records
from catalog.imports.columns import plain
from catalog.imports.records import NumberedRecord, Record
from catalog.imports.rejections import Rejection
from catalog.imports.tables import Batch, open_table

_MOST_LATER, _FIRST = 500, 1_000
"""So many columns may come that none of the first records has: rows are as wide as all columns."""
_BATCH = 5_000
_INNER = frozenset(
    {"items", "lines", "lineitems", "orderlines", "orderitems", "products", "articles", "positions", "basket"}
)  # fmt: skip
"""What a list of objects within an order is called: each of them is a row."""


class Rows(Protocol):
    """What a file of rows can do, however it is written."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def remarks(self) -> files.TextRemarks:
        """What had to be forgiven while decoding."""

    def batches(self) -> Iterator[Batch]:
        """Read the rows, some at a time."""


def open_rows(path: Path, names: Sequence[str] = ()) -> Rows:
    """Open a table or a file of JSON records; ``names`` are the columns of a table without a header.

    Raises: files.UnreadableFile: if it is neither.
    """
    return open_flat(path) if records.is_json(path) else open_table(path, names)


@dataclass(frozen=True, slots=True)
class FlatRecords:
    """JSON records as rows; objects within become columns of their own, a list of objects many rows."""

    header: tuple[str, ...]
    remarks: files.TextRemarks
    found: Iterator[NumberedRecord | Rejection]

    def batches(self) -> Iterator[Batch]:
        """Read the records, some at a time."""
        while some := list(islice(self.found, _BATCH)):
            numbers: list[int] = []
            rows: list[list[str]] = []
            for one in some:
                if isinstance(one, NumberedRecord):
                    for cells in _rows_of(one.record):
                        numbers.append(one.row_number)
                        rows.append([cells.get(name, "") for name in self.header])
            yield Batch(numbers, rows, [one for one in some if isinstance(one, Rejection)])


def open_flat(path: Path) -> FlatRecords:
    """Open JSON records as rows; the file is read twice, for the last record may have a field of its own.

    Raises: files.UnreadableFile: if it cannot be read at all.
    """
    header = _names(records.open_records(path)[0])
    if len(header) < 2:
        raise files.UnreadableFile(f"{path.name} holds no JSON records of two fields or more.")
    found, remarks = records.open_records(path)
    return FlatRecords(header, remarks, found)


def first_record(path: Path) -> Record:
    """Return the first whole record of a JSON file; an empty one where there is none."""
    found, _ = records.open_records(path)
    return next((one.record for one in found if isinstance(one, NumberedRecord)), {})


def _names(found: Iterator[NumberedRecord | Rejection]) -> tuple[str, ...]:
    """Return the columns of all records, in the order in which they are first met."""
    names: dict[str, None] = {}
    for one in islice(found, _FIRST):
        names |= dict.fromkeys(_names_of(one, names))
    most = len(names) + _MOST_LATER
    for one in found:
        if len(names) < most:
            names |= dict.fromkeys(_names_of(one, names))
    return tuple(names)


def _names_of(one: NumberedRecord | Rejection, known: Mapping[str, None]) -> Iterator[str]:
    """Yield the columns of a record, unless all are known."""
    if isinstance(one, Rejection):
        return
    nests = any(isinstance(value, dict | list) for value in one.record.values())
    if nests or not one.record.keys() <= known.keys():
        for row in _rows_of(one.record):
            yield from row


def _rows_of(record: Record) -> Iterator[dict[str, str]]:
    """Yield the rows of a record: one, or one for each object of its inner list."""
    inner = next(
        (name for name in record if plain(name) in _INNER and _is_objects(record[name])), None
    )
    outer = dict(_cells(record, "", without=inner))
    if inner is None:
        yield outer
        return
    objects = record[inner]
    for one in objects if isinstance(objects, list) else ():
        yield outer | {
            f"item_{name}" if name in outer else name: cell for name, cell in _cells(one, "")
        }


def _is_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _cells(
    record: Mapping[str, object], before: str, *, without: str | None = None
) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{before}{name}_")
        elif name != without:
            yield before + name, _text(value)


def _text(value: object) -> str:
    """Return a value as a cell; a list stays JSON."""
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, list) else str(value)
