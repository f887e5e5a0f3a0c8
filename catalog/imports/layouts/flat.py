"""JSON records as rows of a table: lists and objects become the texts they stand for."""

from __future__ import annotations

from catalog.imports import columns
from catalog.imports.layouts import picture_urls
from catalog.imports.layouts.layout import Record
from catalog.imports.layouts.table_columns import COLUMNS, PICTURES
from catalog.imports.products.cells import written_path, written_tags

_CALLED = {
    columns.plain(name): column.name
    for column in COLUMNS
    for name in (column.name, *column.synonyms)
}
_NAMES = ("name", "title", "label", "value")
"""Under which an object keeps what people call it."""


def flattened(record: Record) -> Record:
    """Return a JSON record so that it reads like a row of a table.

    A list of words is joined, categories to a way, descriptions to paragraphs; of an object, or a list of them, the
    names stay, of pictures the addresses. What holds neither stays as it is.
    """
    if not any(isinstance(value, list | dict) for value in record.values()):
        return record
    return {
        name: _flat(name, value) if isinstance(value, list | dict) else value
        for name, value in record.items()
    }


def _flat(name: str, value: object) -> object:
    ours = _CALLED.get(columns.plain(name), "")
    if ours in PICTURES:
        found = filter(picture_urls.is_address, picture_urls.addresses(value))
        return " ".join(found) or value
    if isinstance(value, dict):
        return (_word(value) or value) if ours else value
    if not isinstance(value, list):
        return value
    if ours == "category" and value and isinstance(value[0], list):
        value = value[0]
    words = [_word(each) if ours or not isinstance(each, dict) else None for each in value]
    return value if None in words else _joined(ours, [word for word in words if word])


def _joined(ours: str, words: list[str]) -> str:
    """Return what a cell would hold; of several ways through the departments the first."""
    if ours == "tags":
        return written_tags(words)
    if ours in {"category", "product_type"} and words and ">" in words[0]:
        return written_path(words[0])
    if ours == "category":
        return written_path(" > ".join(words))
    return ("\n" if ours == "description" else ", ").join(words)


def _word(value: object) -> str | None:
    """Return a scalar, or the name of an object, as text; nothing where it is neither."""
    if isinstance(value, dict):
        return next((str(value[key]) for key in _NAMES if isinstance(value.get(key), str)), None)
    return str(value) if isinstance(value, str | int | float) else None
