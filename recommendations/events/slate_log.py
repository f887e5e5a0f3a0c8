"""What was answered and from what: enough of a share of all slates to make each of them again.

A page only puts the record into a short queue; a thread writes the queue to the table. A process that is
killed loses the last seconds of it, a queue that is full drops what comes: the record of a slate is never
worth a page's time.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    models,
    transaction,
)
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recommendations import metrics
from recommendations.events import ids, tombstones

logger = logging.getLogger(__name__)

QUEUE_LENGTH = 500
"""About 4 MB; what comes while it is full is dropped and counted."""
WRITE_EVERY_SECONDS = 2.0
KEPT_DAYS = 35
MOST_BYTES = 16_384
"""A record that would be longer is shortened, or not kept at all: a page must not be able to fill the table."""
UNREACHABLE = (OperationalError, InterfaceError)
"""The database is away, or cannot be used now; nothing is wrong with what was to be written."""
REFUSED = (DatabaseError, ValueError, TypeError)
"""Otherwise something is: a figure that is none, a character that no column takes."""


class LoggedSlate(models.Model):
    """One answered slate: who asked what, what could have been shown, what was, and with which chance."""

    slate_id = models.UUIDField(_("slate"), primary_key=True)
    happened_at = models.DateTimeField(_("happened"))
    placement = models.TextField(_("placement"))
    visitor_id = models.UUIDField(_("visitor"), null=True)
    user_id = models.BigIntegerField(_("person"), null=True)
    model_version = models.TextField(_("model version"), blank=True)
    rules_version = models.TextField(_("version of the rules"), blank=True)
    rung = models.TextField(_("step of the ladder"))
    context_digest = models.CharField(
        _("digest of what was known"),
        max_length=32,
        help_text=_("Equal questions have equal digests."),
    )
    record = models.JSONField(_("record"))

    class Meta:
        verbose_name = _("logged slate")
        verbose_name_plural = _("logged slates")
        default_permissions = ("view",)
        indexes = [
            # Erasure, and the newest slates of one shopper.
            models.Index(
                fields=["visitor_id", "slate_id"],
                condition=Q(visitor_id__isnull=False),
                name="recommendations_slate_visitor",
            ),
            models.Index(
                fields=["user_id", "slate_id"],
                condition=Q(user_id__isnull=False),
                name="recommendations_slate_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slate_id} ({self.placement})"

    @property
    def is_whole(self) -> bool:
        """Whether all that the slate was made from is kept, or only what was shown and with which chance."""
        return not self.record.get("is_short", False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A slate on its way to the table; what costs time is made by the thread that writes."""

    slate_id: UUID
    happened_at: datetime
    make: Callable[[], LoggedSlate | None]


class Queue:
    """Holds entries until they are written; each process has one, and forked workers begin anew."""

    def __init__(self) -> None:
        self._waiting: deque[Entry] = deque()
        self._written_by = 0
        self._lock = threading.Lock()

    def put(self, entry: Entry) -> None:
        """Take an entry, if there is room. No query, no waiting."""
        if len(self._waiting) >= QUEUE_LENGTH:
            metrics.failures.labels(step="slate_log_full").inc()
            return
        self._waiting.append(entry)
        if self._written_by != os.getpid():
            self._begin()

    def write(self) -> int:
        """Write what waits; return how many slates it was. Three queries.

        Where that cannot be done now, everything goes on waiting.

        Raises:
            OperationalError, InterfaceError: if the database is away.
        """
        entries = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            return _write([slate for entry in entries if (slate := _made(entry)) is not None])
        except tombstones.BeingForgotten:
            self._wait_again(entries)
            return 0
        except UNREACHABLE:
            self._wait_again(entries)
            raise

    def _wait_again(self, entries: list[Entry]) -> None:
        """Put entries back where they were, as many as there is room for."""
        room = max(QUEUE_LENGTH - len(self._waiting), 0)
        self._waiting.extendleft(reversed(entries[:room]))
        if entries[room:]:
            metrics.failures.labels(step="slate_log_full").inc(len(entries[room:]))

    def _begin(self) -> None:
        with self._lock:
            if self._written_by == os.getpid():
                return
            self._written_by = os.getpid()
        if settings.RECOMMENDATION_POLL_SECONDS > 0:
            threading.Thread(target=self._write_on, name="slate log", daemon=True).start()

    def _write_on(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(WRITE_EVERY_SECONDS)
            if self._waiting:
                self._try_to_write()

    def _try_to_write(self) -> None:
        """Write what waits; whatever goes wrong is counted, and the next time may go well."""
        try:
            self.write()
        except UNREACHABLE:
            metrics.failures.labels(step="slate_log").inc()
            logger.warning("slates_not_logged")
        except Exception:
            metrics.failures.labels(step="slate_log").inc()
            logger.exception("slates_not_logged")
        finally:
            connection.close()


queue = Queue()


def _made(entry: Entry) -> LoggedSlate | None:
    """Make the row of an entry; one that cannot be made is counted and holds no other up."""
    try:
        return entry.make()
    except Exception:
        metrics.failures.labels(step="slate_not_made").inc()
        logger.exception("slate_not_made", extra={"slate": str(entry.slate_id)})
        return None


def _write(slates: list[LoggedSlate]) -> int:
    """Write slates at once, and one by one if the database takes offence at any; return how many it took."""
    if not slates:
        return 0
    try:
        return _written(slates)
    except UNREACHABLE:
        raise
    except REFUSED:
        return sum(map(_written_alone, slates))


def _written_alone(slate: LoggedSlate) -> int:
    try:
        return _written([slate])
    except UNREACHABLE:
        raise
    except REFUSED:
        metrics.failures.labels(step="slate_refused").inc()
        logger.exception("slate_refused", extra={"slate": str(slate.slate_id)})
        return 0


def _written(slates: list[LoggedSlate]) -> int:
    """Write those slates whose shoppers were not forgotten while they waited; return how many. Three queries."""
    with transaction.atomic():
        tombstones.keep_out()
        forgotten = tombstones.since(min(slate.happened_at for slate in slates))
        kept = [slate for slate in slates if not forgotten.holds(slate)]
        LoggedSlate.objects.bulk_create(kept, ignore_conflicts=True)
    return len(kept)


def forget(*, visitor_ids: Iterable[UUID], user_id: int | None) -> int:
    """Delete the slates of a person and of their browsers; return how many. One query."""
    whose = Q(visitor_id__in=list(visitor_ids))
    if user_id is not None:
        whose |= Q(user_id=user_id)
    return LoggedSlate.objects.filter(whose).delete()[0]


def explain(logged: LoggedSlate, explanation: dict[str, Any]) -> None:
    """Keep how the scores of a slate came about; it leaves with the slate. One query."""
    logged.record = {**logged.record, "explained": explanation}
    logged.save(update_fields=["record"])


def sweep(*, now: datetime) -> int:
    """Delete slates that are older than anybody asks for; return how many. One query on the primary key."""
    oldest = ids.lowest_id_at(now - timedelta(days=KEPT_DAYS))
    return LoggedSlate.objects.filter(slate_id__lt=oldest).delete()[0]


def fits(record: dict[str, Any]) -> bool:
    """Return whether a record is short enough to keep."""
    return len(json.dumps(record)) <= MOST_BYTES
