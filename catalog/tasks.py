"""What the worker does for the catalogue on a schedule."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from catalog import columns, renditions, revisions, search
from catalog.bulk import visibility
from catalog.search import vectors, written

logger = logging.getLogger(__name__)

_UPLOAD_SECONDS = 3_300
"""After which a file is given up in words, before the hard limit ends the process that reads it."""
_PICTURES_AT_ONCE = 40
"""Pictures a task renders before it hands on to the next, so that none runs into its time limit."""


@shared_task  # type: ignore[untyped-decorator]
def refresh_search_words() -> int:
    """Count anew which words the catalogue uses, and write down which products have the frequent ones; return how many.

    Changes that every process has read by now are forgotten on the way.
    """
    columns.forget_changes()
    count = search.refresh_words()
    written.write()
    return count


@shared_task  # type: ignore[untyped-decorator]
def encode_products() -> int:
    """Encode products whose words are new or changed; return how many were looked at."""
    encoder = vectors.encoder.get()
    return vectors.refresh(encoder, now=timezone.now()) if encoder else 0


@shared_task  # type: ignore[untyped-decorator]
def withdraw_ended() -> int:
    """Archive products that were to be visible until now; return how many."""
    with transaction.atomic(), revisions.acting(by_id=None, occasion="ended"):
        return visibility.withdraw_ended(now=timezone.now())


@shared_task(ignore_result=True, soft_time_limit=_UPLOAD_SECONDS)  # type: ignore[untyped-decorator]
def check_upload(*, upload_id: int) -> None:
    """Look at a file that staff handed in."""
    from catalog.imports import uploads  # noqa: PLC0415 - imports count search words through this module

    uploads.check(upload_id)


@shared_task(ignore_result=True, soft_time_limit=_UPLOAD_SECONDS)  # type: ignore[untyped-decorator]
def import_upload(*, upload_id: int) -> None:
    """Import a file that staff confirmed."""
    from catalog.imports import uploads  # noqa: PLC0415 - imports count search words through this module

    uploads.carry_out(upload_id)


@shared_task  # type: ignore[untyped-decorator]
def sweep_uploads() -> tuple[int, int]:
    """Look after handed-in files nobody is at, and delete those that have served; return how many of each."""
    from catalog.imports import sweeping  # noqa: PLC0415 - imports count search words through this module

    return sweeping.sweep(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def fetch_pictures(*, run_id: int) -> int:
    """Fetch pictures that a product file names, some at a time; return how many still wait."""
    from catalog.imports.pictures import asked  # noqa: PLC0415 - it hands over to this module

    left = asked.work_off(run_id)
    if left:
        fetch_pictures.apply_async(kwargs={"run_id": run_id}, countdown=asked.pause_seconds(run_id))
    return left


@shared_task  # type: ignore[untyped-decorator]
def resume_pictures() -> int:
    """Take up the pictures of imports whose task was lost with its worker or its broker; return of how many imports."""
    from catalog.imports.pictures import asked  # noqa: PLC0415 - it hands over to this module

    runs = asked.left_behind()
    for run_id in runs:
        fetch_pictures.delay(run_id=run_id)
    return len(runs)


@shared_task  # type: ignore[untyped-decorator]
def render_overdue(*, after_id: int = 0) -> int:
    """Render pictures that were left without renditions or AVIF, some at a time; return how many were looked at."""
    ids = renditions.overdue(after_id=after_id, limit=_PICTURES_AT_ONCE)
    for picture_id in ids:
        try:
            if not renditions.render(picture_id):
                renditions.add_twins(picture_id)
        except (renditions.UnusablePicture, FileNotFoundError):
            logger.warning("picture_left_as_it_is", extra={"picture_id": picture_id})
    if len(ids) == _PICTURES_AT_ONCE:
        render_overdue.delay(after_id=ids[-1])
    return len(ids)


@shared_task  # type: ignore[untyped-decorator]
def render_picture(*, picture_id: int) -> bool:
    """Make the renditions of an uploaded picture."""
    return renditions.render(picture_id)
