"""Files that staff hand in: looked at by a dry run first, imported by the worker once somebody confirms."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction

from catalog.imports.account import Account, Progress
from catalog.imports.feeds import import_prices, import_stock
from catalog.imports.files import UnreadableFile
from catalog.imports.layouts.flat import flattened
from catalog.imports.pictures.archive import import_pictures
from catalog.imports.products.reading import file_records
from catalog.imports.products.write import import_products
from catalog.imports.records import NumberedRecord
from catalog.imports.rejections import shown
from catalog.models import ImportUpload, UploadKind

LARGEST_BYTES = 1 << 30
SHOWN_ROWS, SHOWN_COLUMNS = 5, 30
_PROGRESS_SECONDS = 3_600
Status = ImportUpload.Status


class AlreadyDecided(Exception):
    """The file does not wait for anybody's word: it is still checked, unreadable, or was confirmed before."""


def receive(
    file: UploadedFile[bytes],
    *,
    kind: str,
    currency: str,
    source: str = "",
    assumed_units: int = 0,
    by_id: int | None = None,
) -> ImportUpload:
    """Keep a file and let the worker look at it."""
    upload = ImportUpload(
        kind=kind,
        file=file,
        file_name=Path(file.name or "file").name[:255],
        currency=currency.upper(),
        source=source,
        assumed_units=assumed_units,
        created_by_id=by_id,
    )
    with transaction.atomic():
        upload.save()
        _hand_over("check_upload", upload)
    return upload


def check(upload_id: int) -> None:
    """Import the file without keeping anything, and store what would change; a file looked at stays as it is."""
    upload = ImportUpload.objects.get(pk=upload_id)
    if upload.status != Status.CHECKING:
        return
    path = Path(upload.file.path)
    try:
        rows = {} if upload.kind == UploadKind.PICTURES else _first_rows(path)
        preview = {**rows, "report": _carried_out(upload, is_dry_run=True).as_json()}
    except (UnreadableFile, DatabaseError) as error:
        _settle(upload, Status.REFUSED, error=_said(error, upload))
    else:
        _settle(upload, Status.READY, preview=preview)


def confirm(upload_id: int) -> None:
    """Let the worker import a file that was looked at.

    Raises: AlreadyDecided: if it does not wait to be confirmed.
    """
    with transaction.atomic():
        waiting = ImportUpload.objects.filter(pk=upload_id, status=Status.READY)
        if not waiting.update(status=Status.IMPORTING):
            raise AlreadyDecided
        _hand_over("import_upload", ImportUpload.objects.get(pk=upload_id))


def carry_out(upload_id: int) -> None:
    """Import a confirmed file; once more, if the worker died over it, for then nothing was kept."""
    upload = ImportUpload.objects.get(pk=upload_id)
    if upload.status != Status.IMPORTING:
        return
    try:
        account = _carried_out(upload, is_dry_run=False)
    except (UnreadableFile, DatabaseError) as error:
        _settle(upload, Status.FAILED, error=_said(error, upload))
    else:
        _settle(upload, Status.DONE, run_id=account.run_id)


def _said(error: Exception, upload: ImportUpload) -> str:
    """Return what went wrong in one line, with the file called as whoever handed it in called it."""
    path = Path(upload.file.path)
    line = str(error).partition("\n")[0]
    return line.replace(str(path), upload.file_name).replace(path.name, upload.file_name)


def progress(upload_id: int) -> tuple[str, int]:
    """Return the stage the worker has reached with a file, and the rows done."""
    found = cache.get(_progress_key(upload_id)) or ("", 0)
    return str(found[0]), int(found[1])


def _carried_out(upload: ImportUpload, *, is_dry_run: bool) -> Account:
    """Run the import that the kind of the file asks for."""
    path, by, tell = Path(upload.file.path), upload.created_by_id, _teller(upload.pk)
    if upload.kind == UploadKind.STOCK:
        return import_stock(
            path, mapping={}, is_dry_run=is_dry_run, started_by_id=by, progress=tell
        )
    if upload.kind == UploadKind.PRICES:
        return import_prices(
            path,
            mapping={},
            currency=upload.currency,
            is_dry_run=is_dry_run,
            started_by_id=by,
            progress=tell,
        )
    if upload.kind == UploadKind.PICTURES:
        return import_pictures(path, is_dry_run=is_dry_run, started_by_id=by, progress=tell)
    return import_products(
        path,
        mapping={},
        source=upload.source,
        currency=upload.currency,
        assumed_units=upload.assumed_units,
        is_dry_run=is_dry_run,
        started_by_id=by,
        progress=tell,
    )


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
    upload.status, upload.error, upload.run_id = status, error[:2_000], run_id
    upload.preview = upload.preview if preview is None else preview
    upload.save(update_fields=["status", "error", "preview", "run"])
    cache.delete(_progress_key(upload.pk))


def _hand_over(task: str, upload: ImportUpload) -> None:
    """Ask the worker, once the row can be seen."""
    from catalog import tasks  # noqa: PLC0415 - the tasks of the catalogue import this module

    transaction.on_commit(lambda: getattr(tasks, task).delay(upload_id=upload.pk))


def _teller(upload_id: int) -> Progress:
    key = _progress_key(upload_id)
    return lambda stage, done: cache.set(key, (stage, done), _PROGRESS_SECONDS)


def _progress_key(upload_id: int) -> str:
    return f"import-upload:{upload_id}"
