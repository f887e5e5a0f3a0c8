"""Files that staff hand in: looked at by a dry run first, imported by the worker once somebody confirms."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from catalog.imports import columns, kinds
from catalog.imports.account import Account, Progress
from catalog.imports.files import UnreadableFile
from catalog.imports.layouts.flat import flattened
from catalog.imports.products.reading import file_records
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import shown, storable
from catalog.models import ImportUpload, UploadKind

logger = logging.getLogger(__name__)

LARGEST_BYTES = 1 << 30
SHOWN_ROWS, SHOWN_COLUMNS = 5, 30
MOST_ATTEMPTS = 2
"""A worker that died over a file begins once more; a file over which two died is given up."""
TOO_LONG = "The worker had not finished the file after 55 minutes. Split it and hand in the parts."
DIED = "The worker ended over this file twice, perhaps for want of memory. Split it and hand in the parts."
FAULT = (
    "Something went wrong in the shop, not in the file ({}). Nothing of the file was kept; the worker's log says more. "
    "Hand it in once more when that is mended."
)
_UPLOAD_LOCKS = 0x5E20
"""Advisory locks (this, upload id): held as long as a worker is at a file."""
_PROGRESS_SECONDS = 3_600
_OPTION = "--map "
"""What the readers of files call the mapping; here it is no option of a command."""
Status = ImportUpload.Status
_TASKS = {Status.CHECKING: "check_upload", Status.IMPORTING: "import_upload"}


class AlreadyDecided(Exception):
    """The file does not wait for anybody's word: it is still checked, unreadable, or was confirmed before."""


def receive(
    file: UploadedFile[bytes],
    *,
    kind: str,
    currency: str,
    source: str = "",
    mapping: str = "",
    department: str = "",
    assumed_units: int = 0,
    by_id: int | None = None,
) -> ImportUpload:
    """Keep a file and let the worker look at it; ``mapping`` is text as :func:`columns_named` reads it."""
    upload = ImportUpload(
        kind=kind,
        file=file,
        file_name=Path(file.name or "file").name[:255],
        currency=currency.upper(),
        source=source,
        mapping=mapping,
        department=department.strip(),
        assumed_units=assumed_units,
        created_by_id=by_id,
    )
    with transaction.atomic():
        upload.save()
        hand_over(upload.pk, Status.CHECKING)
    return upload


def columns_named(mapping: str) -> dict[str, str]:
    """Read which of their columns is which of ours, one ``Theirs=ours`` a line.

    Raises: UnreadableFile: if a line has no equals sign.
    """
    try:
        return columns.parse_mapping(line for line in mapping.splitlines() if line.strip())
    except UnreadableFile as error:
        raise UnreadableFile(str(error).removeprefix(_OPTION)) from error


def check(upload_id: int) -> None:
    """Import the file without keeping anything, and store what would change; a file looked at stays as it is."""
    _work(upload_id, Status.CHECKING, _look_at, otherwise=Status.REFUSED)


def confirm(upload_id: int) -> None:
    """Let the worker import a file that was looked at.

    Raises: AlreadyDecided: if it does not wait to be confirmed.
    """
    with transaction.atomic():
        waiting = ImportUpload.objects.filter(pk=upload_id, status=Status.READY)
        if not waiting.update(status=Status.IMPORTING, moved_at=Now()):
            raise AlreadyDecided
        hand_over(upload_id, Status.IMPORTING)


def carry_out(upload_id: int) -> None:
    """Import a confirmed file; once more, if the worker died over it, for then nothing was kept."""
    _work(upload_id, Status.IMPORTING, _import, otherwise=Status.FAILED)


def hand_over(upload_id: int, step: Status) -> None:
    """Ask the worker for a step, once the row can be seen; a broker that is away is asked again by the sweep."""
    from catalog import tasks  # noqa: PLC0415 - the tasks of the catalogue import this module

    def ask() -> None:
        task = getattr(tasks, _TASKS[step])
        try:
            task.apply_async(kwargs={"upload_id": upload_id}, retry=False)
        except OperationalError:
            logger.warning("upload_not_handed_over", extra={"upload_id": upload_id})

    transaction.on_commit(ask)


@contextmanager
def held(upload_id: int) -> Iterator[bool]:
    """Hold a file under a lock that dies with this process; tell whether nobody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_UPLOAD_LOCKS, upload_id])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_UPLOAD_LOCKS, upload_id])


def progress(upload_id: int) -> tuple[str, int]:
    """Return the stage the worker has reached with a file, and the rows done."""
    found = cache.get(_progress_key(upload_id)) or ("", 0)
    return str(found[0]), int(found[1])


def _work(
    upload_id: int, step: Status, work: Callable[[ImportUpload], None], *, otherwise: Status
) -> None:
    """Take a step with a file, unless it was taken or another worker is at it; whatever goes wrong is said of the file."""
    with held(upload_id) as is_mine:
        upload = ImportUpload.objects.get(pk=upload_id)
        if not is_mine or upload.status != step:
            return
        if upload.attempts >= MOST_ATTEMPTS:
            _settle(upload, otherwise, error=DIED)
            return
        ImportUpload.objects.filter(pk=upload_id).update(attempts=F("attempts") + 1)
        try:
            work(upload)
        except (UnreadableFile, DatabaseError) as error:
            _settle(upload, otherwise, error=_said(error, upload))
        except SoftTimeLimitExceeded:
            _settle(upload, otherwise, error=TOO_LONG)
        except Exception as error:
            _settle(upload, otherwise, error=FAULT.format(type(error).__name__))
            raise


def _look_at(upload: ImportUpload) -> None:
    rows = {} if upload.kind == UploadKind.PICTURES else _first_rows(Path(upload.file.path))
    report = _carried_out(upload, is_dry_run=True).as_json()
    _settle(upload, Status.READY, preview={**rows, "report": report})


def _import(upload: ImportUpload) -> None:
    _settle(upload, Status.DONE, run_id=_carried_out(upload, is_dry_run=False).run_id)


def _said(error: Exception, upload: ImportUpload) -> str:
    """Return what went wrong in one line, with the file called as whoever handed it in called it."""
    path = Path(upload.file.path)
    line = str(error).partition("\n")[0]
    line = line.replace(str(path), upload.file_name).replace(path.name, upload.file_name)
    mapping = "The mapping " if line.startswith(_OPTION) else "the mapping "
    return line.replace(_OPTION, mapping)


def _carried_out(upload: ImportUpload, *, is_dry_run: bool) -> Account:
    """Run the import that the kind of the file asks for."""
    file = kinds.HandedIn(
        path=Path(upload.file.path),
        mapping=columns_named(upload.mapping),
        source=upload.source,
        currency=upload.currency,
        department=upload.department,
        assumed_units=upload.assumed_units,
        is_dry_run=is_dry_run,
        started_by_id=upload.created_by_id,
        progress=_teller(upload.pk),
    )
    return kinds.carry_out(upload.kind, file)


def _first_rows(path: Path) -> dict[str, object]:
    """Return the column names and the first rows, as the file writes them."""
    found, _ = file_records(path)
    rows = [
        flattened(each.record) for each in islice(found, 50) if isinstance(each, NumberedRecord)
    ]
    header = list(dict.fromkeys(name for row in rows[:SHOWN_ROWS] for name in row))[:SHOWN_COLUMNS]
    cells = [[shown(row.get(name, ""))[:60] for name in header] for row in rows[:SHOWN_ROWS]]
    return {"header": [shown(name) for name in header], "rows": cells}


def _settle(
    upload: ImportUpload,
    status: Status,
    *,
    error: str = "",
    preview: dict[str, object] | None = None,
    run_id: int | None = None,
) -> None:
    """Say where the file stands now; the next step begins with no attempt."""
    ImportUpload.objects.filter(pk=upload.pk).update(
        status=status,
        error=storable(error)[:2_000],
        preview=upload.preview if preview is None else preview,
        run_id=run_id,
        attempts=0,
        moved_at=Now(),
    )
    cache.delete(_progress_key(upload.pk))


def _teller(upload_id: int) -> Progress:
    key = _progress_key(upload_id)
    return lambda stage, done: cache.set(key, (stage, done), _PROGRESS_SECONDS)


def _progress_key(upload_id: int) -> str:
    return f"import-upload:{upload_id}"
