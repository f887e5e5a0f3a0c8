"""Rows as lines of CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """Hands the writer's line back instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the header and the rows, a line each; memory does not grow with them."""
    writer = csv.writer(_Echo())
    yield str(writer.writerow([harmless(name) for name in header]))
    for row in rows:
        yield str(writer.writerow([harmless(cell) for cell in row]))


def json_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the rows as objects, a line each, every one with all names; no spreadsheet opens them, so they stay as meant."""
    for row in rows:
        record = dict(zip(header, row, strict=True))
        yield json.dumps(record, ensure_ascii=False, default=str) + "\n"


def harmless(cell: object) -> object:
    """Return the cell so that no spreadsheet takes it for a formula; numbers stay numbers."""
    is_risky = isinstance(cell, str) and cell.lstrip("'").startswith(FORMULA_SIGNS)
    return f"'{cell}" if is_risky else cell


def as_meant(cell: str) -> str:
    """Return what was written before it was made harmless."""
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_SIGNS)
    return cell[1:] if is_guarded else cell
