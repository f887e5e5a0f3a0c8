"""Addresses of pictures that product files name: kept with their import, worked off by the worker."""

from __future__ import annotations

import logging
import time
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import renditions
from catalog.imports import staging
from catalog.imports.pictures import attaching, fetching
from catalog.imports.rejections import shown
from catalog.models import ImportIssue, PictureRequest

logger = logging.getLogger(__name__)

AT_ONCE, ENOUGH_SECONDS = 40, 60.0
"""After so many pictures, or so long, a task hands on to the next, so that the worker's other tasks get their turn."""
MOST_TRIES = 3
AT_WORK_SECONDS = 1_800
"""So long after its last task an import with waiting pictures counts as one that nobody works off."""
_WAIT_SECONDS = 20
COLUMN = "image_urls"
Status = PictureRequest.Status

# An address whose picture the product has, or that is the shop's own for it, as our exports write it, is asked for no
# more; one that failed is tried again by the next import.
# The order is that of the file, for the first picture fetched is the one on the cards.
_ASK = """
INSERT INTO catalog_picturerequest (product_id, run_id, row_number, url, status, tries, reason)
SELECT product_id, %(run)s::bigint, row_number, url, 'waiting', 0, ''
FROM (
    SELECT DISTINCT ON (plan.product_id, asked.url) plan.product_id, asked.row_number, asked.place, asked.url
    FROM picture_staging AS asked JOIN product_plan AS plan USING (row_number)
    WHERE NOT plan.is_guest AND NOT EXISTS (
        SELECT FROM catalog_picture AS had WHERE had.product_id = plan.product_id AND (had.source_url = asked.url
            OR right(split_part(asked.url, '?', 1), length(had.file) + 1) = '/' || had.file))
      AND NOT EXISTS (
        SELECT FROM catalog_picturerequest AS done
        WHERE done.product_id = plan.product_id AND done.url = asked.url AND done.status = 'done')
    ORDER BY plan.product_id, asked.url, asked.row_number, asked.place
) AS named
ORDER BY row_number, place
ON CONFLICT (product_id, url) DO UPDATE
    SET run_id = excluded.run_id, row_number = excluded.row_number, status = 'waiting', tries = 0, reason = ''
"""


def ask(run_id: int | None) -> int:
    """Keep the staged addresses that are new to their products; return how many. One query.

    The worker fetches them once the import is committed.
    """
    count = staging.run(_ASK, {"run": run_id})
    if count and run_id is not None:
        transaction.on_commit(partial(_hand_over, run_id), robust=True)
    return count


def work_off(run_id: int) -> int:
    """Fetch some pictures of an import; return how many of it still wait."""
    cache.set(_at_work(run_id), 1, AT_WORK_SECONDS)
    waiting = PictureRequest.objects.filter(run_id=run_id, status=Status.WAITING)
    enough = time.monotonic() + ENOUGH_SECONDS
    for request in waiting.order_by("tries", "row_number", "id")[:AT_ONCE]:
        _work_off(request)
        if time.monotonic() > enough:
            break
    return waiting.count()


def left_behind() -> list[int]:
    """Return the imports with waiting pictures whose task was lost, each to one caller only. One query."""
    waiting = PictureRequest.objects.filter(run_id__isnull=False, status=Status.WAITING)
    runs = waiting.order_by("run_id").values_list("run_id", flat=True).distinct()
    return [run_id for run_id in runs if run_id and cache.add(_at_work(run_id), 1, AT_WORK_SECONDS)]


def pause_seconds(run_id: int) -> int:
    """Return how long to wait before the next ones: not at all while some were never tried."""
    fresh = PictureRequest.objects.filter(run_id=run_id, status=Status.WAITING, tries=0)
    return 0 if fresh.exists() else _WAIT_SECONDS


def _work_off(request: PictureRequest) -> None:
    """Fetch one picture; what fails for good becomes a row in the account of its import.

    The try is written down before it is made: a picture that ends the worker does so three times at most.
    """
    if request.tries >= MOST_TRIES:
        _settle(request, Status.FAILED, "ended the worker each time it was tried")
        return
    untouched = PictureRequest.objects.filter(pk=request.pk, tries=request.tries)
    request.tries += 1
    if not untouched.filter(status=Status.WAITING).update(tries=request.tries):
        return  # another worker has it in hand
    try:
        data = fetching.fetch(request.url, most_bytes=renditions.LARGEST_BYTES)
        attaching.attach(request.product_id, data, source_url=request.url)
    except fetching.TryLater as error:
        _later(request, str(error))
    except fetching.NotFetched as error:
        _settle(request, Status.FAILED, str(error))
    except renditions.TooLarge:
        _settle(request, Status.FAILED, _("has more than 20 MB or 50 million pixels"))
    except renditions.UnusablePicture:
        _settle(request, Status.FAILED, _("is no picture: use JPEG, PNG, WebP, AVIF or GIF"))
    except Exception:  # a fault of ours: it ends this picture, not those after it
        logger.exception("picture_not_fetched", extra={"url": request.url})
        _later(request, "could not be taken in: the worker's log says why")
    else:
        _settle(request, Status.DONE, "")


def _later(request: PictureRequest, reason: str) -> None:
    """Leave a picture to a later try, unless this was the last."""
    is_over = request.tries >= MOST_TRIES
    _settle(request, Status.FAILED if is_over else Status.WAITING, reason)


def _settle(request: PictureRequest, status: str, reason: str) -> None:
    request.status, request.reason = status, reason[:255]
    with transaction.atomic():
        request.save(update_fields=["status", "reason", "tries"])
        if status == Status.FAILED and request.run_id is not None:
            ImportIssue.objects.create(
                run_id=request.run_id,
                row_number=request.row_number,
                column=COLUMN,
                reason=request.reason,
                value=shown(request.url),
                is_rejection=False,
            )


def _at_work(run_id: int) -> str:
    return f"pictures-at-work:{run_id}"


def _hand_over(run_id: int) -> None:
    from catalog import tasks  # noqa: PLC0415 - the tasks of the catalogue import this module

    tasks.fetch_pictures.delay(run_id=run_id)
