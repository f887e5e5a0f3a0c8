"""Handed-in files that somebody must look after: steps no worker took, files that have served."""

from __future__ import annotations

from datetime import datetime, timedelta

from catalog.imports import uploads
from catalog.models import ImportUpload

Status = ImportUpload.Status
PATIENCE = timedelta(minutes=15)
"""A step that no worker has taken by then, or over which one died, is asked for again."""
FILES_KEPT = timedelta(days=7)
"""How long the file of a settled upload lies there; its account stays."""
UNCONFIRMED_KEPT = timedelta(days=30)
NEVER_CONFIRMED = (
    "Nobody confirmed the file within 30 days, so it was deleted. Hand it in again if it is wanted."
)
_OF_THE_FILE = ("header", "rows")
"""Parts of a preview that go with the file: its first rows as it wrote them."""


def sweep(*, now: datetime) -> tuple[int, int]:
    """Ask again for steps nobody took and delete files that have served; return how many of each."""
    _give_up_unconfirmed(now)
    return _ask_again(now), _delete_files(now)


def _ask_again(now: datetime) -> int:
    """Hand files to the worker again that wait too long and that no process is at."""
    asked = 0
    waiting = ImportUpload.objects.filter(
        status__in=(Status.CHECKING, Status.IMPORTING), moved_at__lt=now - PATIENCE
    )
    for upload_id, status in waiting.values_list("pk", "status"):
        with uploads.held(upload_id) as is_idle:
            is_due = is_idle and waiting.filter(pk=upload_id, status=status).update(moved_at=now)
        if is_due:
            uploads.hand_over(upload_id, Status(status))
            asked += 1
    return asked


def _give_up_unconfirmed(now: datetime) -> None:
    forgotten = ImportUpload.objects.filter(
        status=Status.READY, moved_at__lt=now - UNCONFIRMED_KEPT
    )
    forgotten.update(status=Status.FAILED, error=NEVER_CONFIRMED, moved_at=now - FILES_KEPT)


def _delete_files(now: datetime) -> int:
    """Delete the files of uploads that were settled some days ago, and the rows that were shown of them."""
    settled = ImportUpload.objects.filter(
        status__in=(Status.DONE, Status.REFUSED, Status.FAILED), moved_at__lte=now - FILES_KEPT
    ).exclude(file="")
    for upload in settled:
        upload.file.delete(save=False)
        upload.preview = {
            part: told for part, told in upload.preview.items() if part not in _OF_THE_FILE
        }
        upload.save(update_fields=["file", "preview"])
    return len(settled)
