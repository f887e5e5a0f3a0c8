"""Orders of one row each, their products in one cell, as lines of one product each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.imports.columns import plain
from catalog.imports.texts import TextColumn
from orders.imports.rules import COLUMNS

_CODE_NAMES = tuple(
    plain(name)
    for column in COLUMNS
    if column.name == "sku"
    for name in (column.name, *column.synonyms, "id")
)
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_SEPARATORS = ("|", ";", ",")
"""The first one found in a cell splits it; without any, blanks between numbers do."""
_NUMBERS = re.compile(r"\d+(\s+\d+)+")


def spread(
    row_numbers: NDArray[np.int64], texts: Mapping[str, TextColumn]
) -> tuple[NDArray[np.int64], dict[str, TextColumn]]:
    """Return a row for each product of the column ``items``, its code in ``sku``; an empty list stays a row."""
    cells = texts["items"]
    lists = [codes(text) or ("",) for text in cells.texts]
    numbers: dict[str, int] = {}
    within = [
        np.array([numbers.setdefault(code, len(numbers)) for code in one], np.int32)
        for one in lists
    ]
    lengths = np.array([len(one) for one in lists], np.int64)
    source = np.repeat(np.arange(len(cells.rows)), lengths[cells.rows])
    sku = np.concatenate([within[cell] for cell in cells.rows.tolist()] or [np.zeros(0, np.int32)])
    others = {
        name: TextColumn(column.texts, column.rows[source])
        for name, column in texts.items()
        if name != "items"
    }
    return row_numbers[source], {**others, "sku": TextColumn(tuple(numbers), sku)}


def codes(text: str) -> tuple[str, ...]:
    """Read the products of a cell: JSON, a list as Python prints it, or codes between ``|``, ``;``, commas or blanks."""
    bare = text.strip()
    if bare[:1] in {"[", "(", "{"} and bare[-1:] in {"]", ")", "}"}:
        return _of_brackets(bare)
    if _NUMBERS.fullmatch(bare):
        return tuple(bare.split())
    separator = next((sign for sign in _SEPARATORS if sign in bare), None)
    parts = bare.split(separator) if separator else [bare]
    return tuple(part.strip() for part in parts if part.strip())


def _of_brackets(text: str) -> tuple[str, ...]:
    """Read a list in brackets, whose elements may be quoted either way, or objects with a code."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list):
        return tuple(code for one in found if (code := _code_of(one)))
    inner = text[1:-1]
    quoted = [one or other for one, other in _QUOTED.findall(inner)]
    parts = quoted or re.split(r"[,\s]+", inner)
    return tuple(part.strip() for part in parts if part.strip())


def _code_of(value: object) -> str:
    """Return the code an element names, or the object it is; nested lists name none."""
    if isinstance(value, dict):
        named = {plain(str(name)): one for name, one in value.items()}
        value = next((named[name] for name in _CODE_NAMES if name in named), None)
    return "" if value is None or isinstance(value, list | dict) else str(value).strip()
