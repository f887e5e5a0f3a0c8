"""The rejected rows of a handed-in file as the file writes them: to be corrected and handed in again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

from catalog.exports import tables
from catalog.imports import records, xml_items
from catalog.imports.products.reading import file_records
from catalog.imports.records import NumberedRecord
from catalog.models import ImportRun, ImportUpload, UploadKind

BECAUSE = "rejected because"
"""The column with the reasons; whoever reads product files leaves it aside."""


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """The rows of one file: as a table, where the file is one, else as JSON, an object a line."""

    is_table: bool
    lines: Iterator[str]


def of_upload(upload: ImportUpload) -> RejectedRows | None:
    """Return the rejected rows of an imported file; None before that, without any, and once the file is deleted."""
    run = upload.run
    if run is None or not run.rows_rejected or not upload.file:
        return None
    if upload.kind == UploadKind.PICTURES:
        return None
    path = Path(upload.file.path)
    is_table = not (records.is_json(path) or xml_items.is_xml(path))
    rows = _with_reasons(run, path)
    return RejectedRows(is_table, _table(rows) if is_table else map(_object, rows))


def _with_reasons(run: ImportRun, path: Path) -> Iterator[tuple[NumberedRecord, str]]:
    """Yield the rejected rows that can be read, in their order; memory does not grow with them. One query."""
    issues = run.issues.filter(is_rejection=True).order_by("row_number", "id")
    told = issues.values_list("row_number", "column", "reason").iterator(chunk_size=2_000)
    reasons = (
        (number, "; ".join(f"{column}: {reason}" for _, column, reason in same))
        for number, same in groupby(told, key=lambda issue: issue[0])
    )
    wanted, because = next(reasons, (None, ""))
    found, _ = file_records(path)
    for each in found:
        while wanted is not None and wanted < each.row_number:
            wanted, because = next(reasons, (None, ""))
        if wanted is None:
            return
        if wanted == each.row_number and isinstance(each, NumberedRecord):
            yield each, because


def _table(rows: Iterator[tuple[NumberedRecord, str]]) -> Iterator[str]:
    """Yield lines of CSV with the columns of the file, the reasons last; nothing where no row can be read."""
    first = next(rows, None)
    if first is None:
        return
    header = [name for name in first[0].record if name != BECAUSE]
    yield from tables.lines(
        [*header, BECAUSE],
        (
            [*(str(each.record.get(name, "")) for name in header), because]
            for each, because in chain([first], rows)
        ),
    )


def _object(row: tuple[NumberedRecord, str]) -> str:
    each, because = row
    return json.dumps({**each.record, BECAUSE: because}, ensure_ascii=False) + "\n"
