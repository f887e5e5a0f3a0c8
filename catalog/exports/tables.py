"""Rows as lines of CSV that no spreadsheet takes for formulas.

A cell begins where the field does, and also within it: a spreadsheet that parts cells by ``;`` or tabs does not see the
quotes of a table that parts them by commas, and goes on to a new row at each line end. A comma is safe: it stands in
quotes wherever it parts cells.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence

_DOUBTED = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_AT_FIRST = r"[ ']*[=+\-@＝＋－＠\t\r\n]"
_FURTHER_ON = r"[ ']*(?:[=@＝＠]|[+\-＋－][^;\t\r\n]*[(|!（｜！])"
"""Within a text a plus or a minus alone is none: "A;-B" and "\n- soft" stay; what does harm calls, pipes or refers."""


def _where(sign: str) -> re.Pattern[str]:
    """Find the beginnings of formulas, each with the sign before it."""
    return re.compile(rf"\A{sign}(?={_AT_FIRST})|(?<=[;\t\r\n]){sign}(?={_FURTHER_ON})")


_BARE, _GUARDED = _where(""), _where("'")


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
    """Return the cell with an apostrophe before whatever a spreadsheet takes for a formula; numbers stay numbers."""
    is_doubted = isinstance(cell, str) and _DOUBTED.search(cell)
    return _BARE.sub("'", str(cell)) if is_doubted else cell


def as_meant(cell: str) -> str:
    """Return what was written before it was made harmless."""
    return _GUARDED.sub("", cell) if "'" in cell else cell
