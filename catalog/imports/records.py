"""JSON to records: one object a line, one array of objects, or an array wrapped in an object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from catalog.imports import files
from catalog.imports.json_array import DECODER, NO_OBJECT, SCALAR, TOO_LONG, Broken, Elements, words
from catalog.imports.json_text import LONGEST_RECORD, Text, pieces
from catalog.imports.rejections import Rejection, shown

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NumberedRecord:
    """One object: for JSON lines numbered by the line of the file, in an array counted from 1."""

    row_number: int
    record: Record


def is_json(path: Path) -> bool:
    """Whether the file begins like JSON.

    Raises: files.UnreadableFile: if it cannot be read at all.
    """
    blocks, _ = files.open_text(path)
    return next(blocks, "").lstrip()[:1] in {"{", "["}


def open_records(path: Path) -> tuple[Iterator[NumberedRecord | Rejection], files.TextRemarks]:
    """Open a JSON file; broken records come as rejections, in their place.

    Raises: files.UnreadableFile: if it cannot be read at all; when it is met, if an array is so broken that its
    records cannot be told from each other.
    """
    blocks, remarks = files.open_text(path)
    first = next(blocks, "")
    start = first.lstrip()
    wrapped = None if _FIRST_OF_MANY.match(start) else _WRAPPED.match(start)
    if start.startswith("[") or wrapped:
        text = start[wrapped.end() if wrapped else 1 :]
        return _array(path.name, text, blocks, is_wrapped=wrapped is not None), remarks
    if _SPREAD.match(start):
        return _array(path.name, f"\n{start}", blocks), remarks
    return _lines(first, blocks), remarks


_WRAPPED = re.compile(
    rf'\{{\s*(?:"[^"\\]*"\s*:\s*{SCALAR}\s*,\s*){{0,20}}'
    r'"(?:products|items|data|results|records|rows|catalog|catalogue)"\s*:\s*\['
)
"""The way to an array inside of an object, past counts and words that stand before it."""
_FIRST_OF_MANY = re.compile(r"\{.*\}[ \t]*\n\s*\{")
"""One object a line, and another one below."""
_SPREAD = re.compile(r"\{[ \t]*\n")
"""One object over several lines."""


def _lines(first: str, blocks: Iterator[str]) -> Iterator[NumberedRecord | Rejection]:
    """Read one object a line."""
    number = 0
    block: str | None = first
    while block is not None:
        for line in block.split("\n")[: -1 if block.endswith("\n") else None]:
            number += 1
            if line and not line.isspace():
                yield _record(line, number)
        block = next(blocks, None)


def _record(text: str, number: int) -> NumberedRecord | Rejection:
    """Read one object, or say why it is none."""
    if len(text) > LONGEST_RECORD:
        return Rejection(number, "", TOO_LONG, shown(text))
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        return Rejection(number, "", words(error), shown(text))
    if not isinstance(value, dict):
        return Rejection(number, "", NO_OBJECT, shown(text))
    return NumberedRecord(number, value)


def _array(
    file_name: str, text: str, blocks: Iterator[str], *, is_wrapped: bool = False
) -> Iterator[NumberedRecord | Rejection]:
    """Read the elements of an array, whose opening bracket is consumed, one at a time."""
    window = Text(pieces(chain([text], blocks)))
    elements = Elements(file_name, window, is_wrapped)
    for each in elements.read():
        if isinstance(each, Broken):
            yield Rejection(elements.count, "", each.reason, each.value)
        else:
            yield NumberedRecord(elements.count, each)
