"""The verb: one product file into the catalogue, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from kombu.exceptions import OperationalError

from catalog import search, tasks
from catalog.imports.account import Account, Progress, silent
from catalog.imports.pictures import asked
from catalog.imports.products import neighbours, plan, upsert
from catalog.imports.products.reading import ProductFile, open_products
from catalog.imports.products.row import Joined, ProductRow
from catalog.imports.products.staged import Staged
from catalog.imports.rejections import Decisions, Rejection, shown
from catalog.imports.runs import Run, importing

NO_PRICE = "no price: kept as a draft, its article not for sale"
NO_PICTURES = "picture addresses left aside: this import fetches none"
_REJECTIONS_AT_ONCE = 1_000
_TELL_EVERY = 1_000
MOST_COUNTED_HERE = 50_000
"""After larger imports the worker counts the words of the catalogue, so that nobody waits for it."""


def import_products(
    path: Path,
    *,
    mapping: Mapping[str, str],
    source: str,
    currency: str,
    assumed_units: int,
    department: str = "",
    is_dry_run: bool = False,
    started_by_id: int | None = None,
    counts_words: bool = True,
    fetches_pictures: bool = True,
    progress: Progress = silent,
) -> Account:
    """Read a product file and bring the catalogue in step with it; a second time changes nothing.

    Without a ``source`` the layout's name tells its ids apart from others. ``department`` takes products
    whose row names none; ``assumed_units`` are put on the shelf where the file says nothing about stock.
    Without ``counts_words`` it is left to the caller to let search learn the new words; without ``fetches_pictures``,
    or where the shop is set to fetch none, addresses of pictures are left aside.

    Raises: UnreadableFile: if the file as a whole cannot be imported; nothing is kept then.
    """
    with importing(
        kind="products",
        path=path,
        source=source,
        is_dry_run=is_dry_run,
        started_by_id=started_by_id,
    ) as run:
        file = open_products(path, mapping=mapping, currency=currency)
        account = run.account
        account.layout, account.source = file.layout, source or file.layout
        account.columns = {shown(theirs): ours for theirs, ours in file.columns.items()}
        staged = Staged(takes_pictures=fetches_pictures and settings.FETCH_PICTURES)
        _stage(file, staged, run, department=department, progress=progress)
        _write(staged, run, assumed_units=assumed_units, progress=progress)
    if counts_words and (account.created or account.changed) and not is_dry_run:
        progress("counting search words", account.rows_read)
        _count_words(account.rows_read)
    return account


def _write(staged: Staged, run: Run, *, assumed_units: int, progress: Progress) -> None:
    """Bring the catalogue in step with what is staged."""
    account = run.account
    progress("comparing with the catalogue", account.rows_read)
    account.totals |= neighbours.settle(staged)
    plan.make(
        account.source,
        account.decisions,
        lambda repeated: run.reject(_counted(repeated, account.decisions)),
    )
    progress("writing", account.rows_read)
    reference = "dry run" if account.run_id is None else f"import {account.run_id}"
    account.created, account.changed, account.rows_accepted = upsert.write(
        source=account.source, assumed_units=assumed_units, reference=reference
    )
    account.unchanged = account.rows_accepted - account.created - account.changed
    if pictures := asked.ask(account.run_id):
        account.totals["pictures to be fetched"] = pictures


def _count_words(n_rows: int) -> None:
    """Let spelling and suggestions learn the new words, here or in the worker."""
    if n_rows > MOST_COUNTED_HERE:
        try:
            tasks.refresh_search_words.apply_async(retry=False)
        except OperationalError:  # nobody to ask: better late than not at all
            search.refresh_words()
    else:
        search.refresh_words()


def _stage(
    file: ProductFile, staged: Staged, run: Run, *, department: str, progress: Progress
) -> None:
    """Read every row, stage the good ones and write the others down."""
    refused: list[Rejection] = []
    account = run.account
    for each in file.rows:
        account.rows_read += 1
        if account.rows_read % _TELL_EVERY == 0:
            progress("reading", account.rows_read)
        if isinstance(each, Rejection):
            refused.append(each)
            account.decisions.add_rejection(each)
        elif isinstance(each, Joined):
            staged.join(each)
            account.decisions.add(each.words, each.row_number)
        else:
            row = each.row
            if department and not row.department:
                row = replace(row, department=(department,))
            staged.add(each.row_number, row)
            for remark in _remarks(row):
                account.decisions.add(remark, each.row_number)
            if row.picture_urls and not staged.takes_pictures:
                account.decisions.add(NO_PICTURES, each.row_number)
        if len(refused) >= _REJECTIONS_AT_ONCE:
            run.reject(refused)
            refused.clear()
    run.reject(refused)
    staged.flush()
    _note_file(file, account.decisions)


def _note_file(file: ProductFile, decisions: Decisions) -> None:
    """Count what was decided about the file rather than about a row of it."""
    for words, count in file.left_out.items():
        decisions.add(words, count=count)
    if file.remarks.repaired_bytes:
        decisions.add(
            "byte that was no UTF-8, read as Windows-1252", count=file.remarks.repaired_bytes
        )


def _counted(rejections: Iterable[Rejection], decisions: Decisions) -> Iterator[Rejection]:
    """Hand rejections on, each counted as a decision."""
    for each in rejections:
        decisions.add_rejection(each)
        yield each


def _remarks(row: ProductRow) -> Iterator[str]:
    """Yield what was decided about a row, here or by its layout."""
    yield from row.remarks
    if not row.price_minor:
        yield NO_PRICE
    if row.on_hand is None:
        yield "stock not given: for a new article the assumed units are put on the shelf"
