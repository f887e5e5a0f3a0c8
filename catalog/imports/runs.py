"""One import, one transaction: all of the file or nothing, and a run that says which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models.functions import Now

from catalog import revisions
from catalog.imports import files
from catalog.imports.account import Account
from catalog.imports.rejections import WHOLE_ROW, Rejection, storable
from catalog.models import ImportRun

_RUN_LOCKS = 0x5E1F
"""Advisory locks (this, run id): held as long as the process behind a run lives."""
_ONE_AT_A_TIME = 0
"""Run ids begin at 1; (_RUN_LOCKS, 0) is the lock under which imports write, one after the other."""

ABANDONED = "The process ended before the import did. Nothing of the file was kept: start it again."

_ISSUE_COLUMNS = 'run_id, row_number, "column", reason, value, is_rejection'


@dataclass(slots=True)
class Run:
    """A running import: its account, and the way rejected rows are written down."""

    account: Account

    def reject(self, rejections: Iterable[Rejection]) -> None:
        """Count rejected rows and store them, in the transaction of the run."""
        if self.account.is_dry_run:
            for each in rejections:
                self.account.note_rejection(each)
            return
        run_id = self.account.run_id
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY catalog_importissue ({_ISSUE_COLUMNS}) FROM STDIN") as copy,
        ):
            for each in rejections:
                self.account.note_rejection(each)
                copy.write_row(
                    (
                        run_id,
                        each.row_number,
                        each.column[:120] or WHOLE_ROW,
                        each.reason[:255],
                        each.value[:255],
                        True,
                    )
                )


@contextmanager
def importing(
    *,
    kind: str,
    path: Path,
    source: str = "",
    started_by_id: int | None = None,
    is_dry_run: bool = False,
) -> Iterator[Run]:
    """Open a run and its transaction; commit both when the block ends, or say in the run why not.

    A dry run leaves no trace: its transaction is rolled back and no run is stored. Until then it has written as
    an import does, so it takes its turn among them.
    """
    account = Account(kind, path.name, source=source, is_dry_run=is_dry_run)
    if is_dry_run:
        with transaction.atomic():
            _take_turn()
            yield Run(account)
            account.close()
            transaction.set_rollback(True)
        return
    settle_abandoned()
    digest = files.digest(path) if path.is_file() else ""
    with _stored(account, digest, started_by_id) as stored, transaction.atomic():
        _take_turn()
        with revisions.acting(by_id=started_by_id, occasion=f"import {account.run_id}"):
            yield Run(account)
        account.close()
        ImportRun.objects.filter(pk=stored.pk).update(
            status=ImportRun.Status.DONE, finished_at=Now(), **_figures(account)
        )


def _take_turn() -> None:
    """Wait until no other import writes; the turn lasts as long as the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_RUN_LOCKS, _ONE_AT_A_TIME])


@contextmanager
def _stored(account: Account, digest: str, started_by_id: int | None) -> Iterator[ImportRun]:
    """Store a run that others can see at once, under a lock that dies with this process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('catalog_importrun', 'id'))")
        account.run_id = int(cursor.fetchone()[0])
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_RUN_LOCKS, account.run_id])
    run = ImportRun.objects.create(
        pk=account.run_id,
        kind=account.kind,
        file_name=account.file_name[:255],
        file_digest=digest,
        started_by_id=started_by_id,
    )
    try:
        yield run
    except BaseException as error:
        words = storable(str(error) or type(error).__name__)
        ImportRun.objects.filter(pk=run.pk).update(
            status=ImportRun.Status.FAILED, finished_at=Now(), error=words[:2000]
        )
        raise
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_RUN_LOCKS, account.run_id])


def settle_abandoned() -> int:
    """Mark runs whose process is gone as failed; return how many. One query when there are none."""
    running = ImportRun.objects.filter(status=ImportRun.Status.RUNNING)
    settled = 0
    for run_id in list(running.values_list("pk", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_RUN_LOCKS, run_id])
            if not cursor.fetchone()[0]:
                continue
            settled += running.filter(pk=run_id).update(
                status=ImportRun.Status.FAILED, finished_at=Now(), error=ABANDONED
            )
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_RUN_LOCKS, run_id])
    return settled


def _figures(account: Account) -> dict[str, object]:
    return {
        "layout": account.layout[:40],
        "rows_read": account.rows_read,
        "rows_accepted": account.rows_accepted,
        "rows_rejected": account.rows_rejected,
        "created_count": account.created,
        "updated_count": account.changed,
        "unchanged_count": account.unchanged,
        "decisions": account.decisions.as_json(),
    }
