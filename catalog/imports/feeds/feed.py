"""What feeds share: rows that name articles by SKU, each read by a verb of the feed, staged and matched once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from django.db import connection

from catalog.imports import columns, staging
from catalog.imports.account import Progress
from catalog.imports.columns import Column
from catalog.imports.layouts.flat import flattened
from catalog.imports.products.reading import named_records
from catalog.imports.products.row import Unfit
from catalog.imports.products.understood import LONGEST_SKU, Understood
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import Rejection, shown
from catalog.imports.runs import Run

SKU = Column(
    "sku",
    ("VariantSku", "SkuCode", "ArticleNumber", "ArticleNo", "ItemNumber", "ProductCode", "StockCode", "Id"),
    is_required=True,
)  # fmt: skip
_TELL_EVERY = 1_000
AT_ONCE = 2_000
"""Rows of the file, or refusals, held in memory at a time."""

Cells = tuple[object, ...]
Read = Callable[[Understood, Mapping[str, str]], Cells]
"""Makes what is staged beside the SKU out of a record and the names its columns have in the file."""

_REPEATED = """
DELETE FROM feed_staging AS later USING (
    SELECT row_number, first_value(row_number) OVER (PARTITION BY {key} ORDER BY row_number) AS first_row
    FROM feed_staging
) AS told
WHERE told.row_number = later.row_number AND told.first_row < later.row_number
RETURNING later.row_number, 'sku', 'repeats the SKU of row ' || told.first_row, later.sku
"""

_UNKNOWN = """
DELETE FROM feed_staging AS row
WHERE NOT EXISTS (SELECT FROM catalog_variant WHERE catalog_variant.sku = row.sku)
RETURNING row_number, 'sku', 'belongs to no article of the shop', row.sku
"""


# What a DELETE took out waits in a table of its own, since the result of a statement is held in memory as a whole.
_TAKEN = """
WITH taken (row_number, "column", reason, value) AS ({statement})
INSERT INTO feed_refused SELECT row_number, "column", reason, value FROM taken
"""


def stage(
    path: Path,
    run: Run,
    *,
    own: Sequence[Column],
    staged: Mapping[str, str],
    read: Read,
    key: str,
    mapping: Mapping[str, str],
    currency: str,
    progress: Progress,
) -> None:
    """Fill ``feed_staging`` (row_number, sku and the ``staged`` columns) with the rows whose article is known.

    ``key`` names the staged columns that no two rows may share.

    Raises: UnreadableFile: if a required column is missing or the file is no table and no JSON.
    """
    _make_tables(staged)
    met, found, remarks = named_records(path)
    header = tuple(met.names)
    places = columns.matched(header, (SKU, *own), mapping)
    names = {ours: header[place] for ours, place in places.items()}
    meanings = {theirs: ours for ours, theirs in names.items()}
    run.account.columns = {shown(name): meanings.get(name, "") for name in header}
    filled = ("row_number", "sku", *staged)
    while piece := list(islice(found, AT_ONCE)):
        refused: list[Rejection] = []
        rows = _rows(piece, names, read, run, refused, currency=currency, progress=progress)
        staging.fill("feed_staging", filled, rows)
        _reject(run, refused)
    if remarks.repaired_bytes:
        run.account.decisions.add(
            "byte that was no UTF-8, read as Windows-1252", count=remarks.repaired_bytes
        )
    refuse(run, _UNKNOWN)
    refuse(run, _REPEATED.format(key=key))
    staging.run("ANALYZE feed_staging")


def _make_tables(staged: Mapping[str, str]) -> None:
    """Make room for rows that are good and for those that are taken out again."""
    staging.create(
        "feed_staging", {"row_number": "bigint PRIMARY KEY", "sku": "text NOT NULL", **staged}
    )
    staging.create(
        "feed_refused",
        {"row_number": "bigint", '"column"': "text", "reason": "text", "value": "text"},
    )


def refuse(run: Run, statement: str) -> None:
    """Run a DELETE that returns row number, column, reason and value of what it took out; refuse those rows."""
    staging.run(_TAKEN.format(statement=statement))
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT * FROM feed_refused ORDER BY row_number")
        while rows := cursor.fetchmany(AT_ONCE):
            _reject(run, [Rejection(*row) for row in rows])
    staging.run("TRUNCATE feed_refused")


def _reject(run: Run, refused: Sequence[Rejection]) -> None:
    """Write some refusals down, each counted as a decision."""
    for each in refused:
        run.account.decisions.add_rejection(each)
    run.reject(refused)


def _rows(
    found: Iterable[NumberedRecord | Rejection],
    names: Mapping[str, str],
    read: Read,
    run: Run,
    refused: list[Rejection],
    *,
    currency: str,
    progress: Progress,
) -> Iterator[Cells]:
    """Yield what is staged of each good row; the others are gathered in ``refused``."""
    for each in found:
        run.account.rows_read += 1
        if run.account.rows_read % _TELL_EVERY == 0:
            progress("reading", run.account.rows_read)
        if isinstance(each, Rejection):
            refused.append(each)
            continue
        record = Understood(flattened(each.record), currency)
        try:
            sku = record.identity(names["sku"], longest=LONGEST_SKU)
            if not sku:
                raise Unfit(names["sku"], "is empty")
            yield each.row_number, sku, *read(record, names)
        except Unfit as unfit:
            refused.append(
                Rejection(each.row_number, shown(unfit.column), unfit.reason, shown(unfit.value))
            )
        else:
            for remark in record.remarks:
                run.account.decisions.add(remark, each.row_number)
