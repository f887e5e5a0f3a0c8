"""Events wait in a Redis stream until a worker copies them into the log, and leave it only then."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

import redis

from recommendations.events import connection, live, partitions, rows
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
    loses nothing; and since ids make twice once, taking an entry over counts nothing twice.
    """
    server = connection.events.patient()
    _ensure_group(server)
    partitions.prepare(now=now)
    written = 0
    while entries := _abandoned(server) or _new(server):
        events, refused = _unpacked(entries)
        written += rows.copy(events)
        _finish(server, entries, refused)
    return written


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


def _finish(server: redis.Redis, entries: list[Entry], refused: list[Entry]) -> None:
    numbers = [number for number, _ in entries]
    pipeline = server.pipeline(transaction=True)
    for _, entry in refused:
        pipeline.xadd(REFUSED, dict(entry.items()), maxlen=REFUSED_LENGTH)
    pipeline.xack(STREAM, GROUP, *numbers)
    pipeline.xdel(STREAM, *numbers)
    pipeline.execute()
    if refused:
        logger.error("events_refused", extra={"count": len(refused)})
