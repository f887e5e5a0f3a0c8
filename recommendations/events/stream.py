"""Events wait in a Redis stream until a worker copies them into the log, and leave it only then."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

import redis
from django.db import transaction

from recommendations.events import connection, live, partitions, rows, tombstones
from recommendations.events.event import Event

STREAM = "events"
REFUSED = "events:refused"
"""Entries that are no events, kept for a person to look at."""
REFUSED_LENGTH = 10_000
GROUP = "log"
CONSUMER = "drain"
BATCH = 2_000
ABANDONED_AFTER_MS = 60_000
"""A worker that took entries and is not done by then has died; the next one takes them over."""

logger = logging.getLogger(__name__)
Entry: TypeAlias = tuple[bytes, dict[bytes, bytes]]


def append(events: Sequence[Event]) -> bool:
    """Put events on the stream and on their shoppers' live sessions; return whether Redis took them."""

    def ask(server: redis.Redis) -> bool:
        pipeline = server.pipeline(transaction=False)
        for event in events:
            pipeline.xadd(STREAM, {"event": event.packed()})
            live.push(pipeline, event)
        pipeline.execute()
        return True

    return bool(connection.events.attempt(ask))


def drain(*, now: datetime) -> int:
    """Copy all that waits into the log; return how many events were new there.

    An entry leaves the stream after the commit that holds its event, so a worker killed at any point
    loses nothing; and since ids make twice once, taking an entry over counts nothing twice. While somebody
    is being forgotten everything goes on waiting.

    Raises:
        RuntimeError: inside a transaction, whose end would decide over events that have left the stream.
    """
    server = connection.events.patient()
    _ensure_group(server)
    partitions.prepare(now=now)
    written = 0
    try:
        while (copied := _copy_batch(server)) is not None:
            written += copied
    except tombstones.BeingForgotten:
        logger.info("drain_waits")
    return written


def arrived_until(*, now: datetime) -> datetime:
    """Return the moment until which all that came is in the log: that of the oldest entry, now if none waits."""
    oldest: Any = connection.events.patient().xrange(STREAM, count=1)
    if not oldest:
        return now
    milliseconds, _, _ = oldest[0][0].partition(b"-")
    return datetime.fromtimestamp(int(milliseconds) / 1_000, UTC)


def _copy_batch(server: redis.Redis) -> int | None:
    """Bring in the next entries; return how many events were new in the log, None where nothing waits."""
    with transaction.atomic(durable=True):
        tombstones.keep_out()
        entries = _abandoned(server) or _new(server)
        if not entries:
            return None
        events, refused = _unpacked(entries)
        kept, late = _without_forgotten(events)
        written = rows.copy(kept)
    _finish(server, entries, refused, late)
    return written


def _without_forgotten(events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
    """Part the events that may be kept from those that were forgotten while they waited. One query."""
    kept: list[Event] = []
    late: list[Event] = []
    if events:
        forgotten = tombstones.since(min(event.happened_at for event in events))
        for event in events:
            is_late = forgotten.holds(event, item_id=event.item_id)
            (late if is_late else kept).append(event)
    return kept, late


def _ensure_group(server: redis.Redis) -> None:
    try:
        server.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
    except redis.ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise


def _new(server: redis.Redis) -> list[Entry]:
    answer: Any = server.xreadgroup(GROUP, CONSUMER, {STREAM: ">"}, count=BATCH)
    return list(answer[0][1]) if answer else []


def _abandoned(server: redis.Redis) -> list[Entry]:
    answer: Any = server.xautoclaim(STREAM, GROUP, CONSUMER, ABANDONED_AFTER_MS, "0-0", count=BATCH)
    return [entry for entry in answer[1] if entry[1]]


def _unpacked(entries: list[Entry]) -> tuple[list[Event], list[Entry]]:
    events, refused = [], []
    for entry in entries:
        try:
            events.append(Event.unpacked(entry[1][b"event"]))
        except (ValueError, KeyError):
            refused.append(entry)
    return events, refused


def _finish(
    server: redis.Redis, entries: list[Entry], refused: list[Entry], late: list[Event]
) -> None:
    numbers = [number for number, _ in entries]
    pipeline = server.pipeline(transaction=True)
    for event in late:
        live.pull(pipeline, event)
    for _, entry in refused:
        pipeline.xadd(REFUSED, dict(entry.items()), maxlen=REFUSED_LENGTH)
    pipeline.xack(STREAM, GROUP, *numbers)
    pipeline.xdel(STREAM, *numbers)
    pipeline.execute()
    if refused:
        logger.error("events_refused", extra={"count": len(refused)})
