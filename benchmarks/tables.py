"""Figures as tables for a terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from rich.table import Table


def table(title: str, headings: Iterable[str], *, words: Collection[str] = ()) -> Table:
    """Begin a table: figures stand to the right, columns of ``words`` to the left."""
    begun = Table(title=title)
    for heading in headings:
        begun.add_column(heading, justify="left" if heading in words else "right")
    return begun


def of_records(title: str, records: Sequence[Mapping[str, object]]) -> Table:
    """Write records with the same fields as a table, a field a column; what is not known stays empty."""
    filled = table(title, (field.replace("_", " ") for field in records[0]))
    for record in records:
        filled.add_row(*("" if value is None else str(value) for value in record.values()))
    return filled
