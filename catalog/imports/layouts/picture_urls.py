"""Addresses of pictures as product files write them: cells of several, lists, objects with one picture in many sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalog.imports import columns
from catalog.imports.layouts.table_columns import COLUMNS, PICTURES
from catalog.imports.products.understood import Understood

MOST_PICTURES, LONGEST_URL = 20, 1_000
_BETWEEN = re.compile(r"[\s|]+|[,;]\s*(?=[\"']?https?:)")
_AROUND = "[]\"',;"
"""Signs around an address in a cell that writes a list: ["https://…", "https://…"]."""
_KEYS = (
    "url", "src", "href", "link", "hi_res", "original", "large", "medium", "small", "thumb",
)  # fmt: skip
"""Under which an object keeps an address; of several sizes the largest is taken."""
_DEEPEST = 4
_NAMES = {
    columns.plain(name)
    for column in COLUMNS
    if column.name in PICTURES
    for name in (column.name, *column.synonyms)
}


def columns_of(named: Mapping[str, str], rest: Sequence[str]) -> tuple[str, ...]:
    """Return a table's columns of pictures in the order of the gallery: the named ones, then ``Image 2``, ``Image 3``."""
    found = [named[ours] for ours in PICTURES if ours in named]
    return (*found, *filter(_is_numbered, rest))


def _is_numbered(name: str) -> bool:
    plain = columns.plain(name)
    return plain[-1:].isdigit() and plain.rstrip("0123456789") in _NAMES


def addresses(value: object, *, depth: int = _DEEPEST) -> Iterator[str]:
    """Yield what a cell, a list or an object names, in its order; whether these are addresses is not asked."""
    if isinstance(value, str):
        yield from filter(None, (part.strip(_AROUND) for part in _BETWEEN.split(value)))
    elif isinstance(value, list) and depth:
        for each in value:
            yield from addresses(each, depth=depth - 1)
    elif isinstance(value, dict) and depth:
        found = next((value[key] for key in _KEYS if value.get(key)), None)
        yield from addresses(found, depth=depth - 1)


def is_address(text: str) -> bool:
    """Whether it begins like one that pictures can be fetched from."""
    return text[:8].lower().startswith(("http://", "https://"))


def kept(named: Iterable[str], read: Understood) -> tuple[str, ...]:
    """Return addresses of pictures, each once; too many, too long ones and file names are remarked and left aside."""
    listed = dict.fromkeys(filter(None, named))
    urls = [url for url in listed if is_address(url) and read.is_storable(url)]
    if len(urls) < len(listed):
        read.remark("picture named without an address: left aside")
    found = [url for url in urls if len(url) <= LONGEST_URL][:MOST_PICTURES]
    if len(found) < len(urls):
        read.remark("picture address beyond the twentieth, or too long: left aside")
    return tuple(found)
