"""What the cells of a table say about its columns: which further ones are attributes, and whose name misled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.imports import columns, values
from catalog.imports.layouts.layout import Record
from catalog.imports.layouts.table_columns import COLUMNS
from catalog.imports.products.understood import shown_name

MOST_ATTRIBUTES = 100
_ROWS_TO_DOUBT = 5
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?")
_COMMA_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14}|[1-9]\d{0,2}(\.\d{3})+)(,\d{1,9})?")
_DECLARED = re.compile(
    r"attribute: (?P<name>.+) \[(?P<kind>text|number|boolean)(?: (?P<unit>.+))?\]"
)
"""How our own exports call an attribute's column: ``attribute: Weight [number kg]``."""


@dataclass(frozen=True, slots=True)
class Extra:
    """A column nobody named: it becomes an attribute of the kind all its sample values have."""

    column: str
    name: str
    kind: str
    unit: str = ""
    decimal_comma: bool = False


def beyond(names: Sequence[str]) -> frozenset[str]:
    """Return those of the further columns that are one too many; what our own exports declare always counts."""
    return frozenset([name for name in names if not _DECLARED.fullmatch(name)][MOST_ATTRIBUTES:])


def extras(
    names: Sequence[str], sample: Sequence[Record], *, decimal_comma: bool
) -> Iterator[Extra]:
    """Yield the further columns with the kind all their sample values have; addresses are left out."""
    declared = [(name, match) for name in names if (match := _DECLARED.fullmatch(name))]
    for name, match in declared:
        yield Extra(name, values.storable(match["name"])[:120], match["kind"], match["unit"] or "")
    told = {name for name, _ in declared}
    for name in [name for name in names if name not in told]:
        found = [str(value).strip() for record in sample if (value := record.get(name)) is not None]
        given = [text for text in found if text]
        if any(re.match(r"https?://", text) for text in given):
            continue
        if any(isinstance(record.get(name), list | dict) for record in sample):
            continue
        if called := shown_name(name)[:120]:
            is_comma = decimal_comma and not any(map(values.has_decimal_point, given))
            kind = _kind_of(given, _COMMA_NUMBER if is_comma else _NUMBER)
            yield Extra(name, called, kind, decimal_comma=is_comma)


def _kind_of(texts: Sequence[str], number: re.Pattern[str]) -> str:
    if texts and all(text.lower() in {"true", "false", "yes", "no"} for text in texts):
        return "boolean"
    if texts and all(map(number.fullmatch, texts)):
        return "number"
    return "text"


def without_empty_prices(
    header: Sequence[str], sample: Sequence[Record], mapping: Mapping[str, str]
) -> list[str]:
    """Return the header without the name of a price column that is empty all through while another holds prices.

    Raises: UnreadableFile: if a required column is missing.
    """
    names, mapped = list(header), {columns.plain(name) for name in mapping}
    while len(sample) >= _ROWS_TO_DOUBT:
        place = columns.matched(names, COLUMNS, mapping).get("price")
        if place is None:
            return list(header)
        if columns.plain(names[place]) in mapped or any(
            str(record.get(names[place]) or "").strip() for record in sample
        ):
            return names
        names[place] = ""
    return names


def belied(
    named: Mapping[str, str], sample: Sequence[Record], mapping: Mapping[str, str]
) -> Iterator[str]:
    """Yield columns whose name misled: what they hold cannot be what is expected of them.

    A part number that several ids share tells no articles apart; a quantity of "400 g" is no stock. Only names that
    could mean something else are doubted, and only by five rows or more.
    """
    trusted = {columns.plain(name) for name in (*mapping, "sku", "variant sku", "stock")}
    cells = {
        ours: [str(record.get(name) or "").strip() for record in sample]
        for ours, name in named.items()
        if ours in {"external_id", "sku", "stock"}
        and (ours == "external_id" or columns.plain(name) not in trusted)
    }
    codes = list(filter(None, cells.get("sku", ())))
    ids = list(filter(None, cells.get("external_id", ())))
    if len(ids) >= _ROWS_TO_DOUBT and len(set(ids)) == len(ids) and len(set(codes)) < len(codes):
        yield "sku"
    counts = list(filter(None, cells.get("stock", ())))
    if len(counts) >= _ROWS_TO_DOUBT and not any(map(values.is_number, counts)):
        yield "stock"
