"""The rejected rows of a run as a CSV file that a spreadsheet can open without harm."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from catalog.models import ImportRun

HEADER = ("row", "column", "reason", "value")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """Hands the writer's line back instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def lines(run: ImportRun) -> Iterator[str]:
    """Yield the lines of the file, in the order of the rows; memory does not grow with them. One query."""
    writer = csv.writer(_Echo())
    yield str(writer.writerow(HEADER))
    issues = run.issues.filter(is_rejection=True).order_by("row_number", "id")
    for issue in issues.iterator(chunk_size=2_000):
        cells = (issue.row_number, issue.column, issue.reason, issue.value)
        yield str(writer.writerow([harmless(cell) for cell in cells]))


def harmless(cell: object) -> object:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell
