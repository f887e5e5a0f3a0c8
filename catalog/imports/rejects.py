"""The rejected rows of a run as a CSV file that a spreadsheet can open without harm."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.exports import tables
from catalog.models import ImportRun

HEADER = ("row", "column", "reason", "value")


def lines(run: ImportRun) -> Iterator[str]:
    """Yield the lines of the file, in the order of the rows; memory does not grow with them. One query."""
    issues = run.issues.filter(is_rejection=True).order_by("row_number", "id")
    cells = issues.values_list("row_number", "column", "reason", "value")
    return tables.lines(HEADER, cells.iterator(chunk_size=2_000))
