"""The append-only log of what shoppers did and were shown: three ways in, twice is once."""

from __future__ import annotations

from collections.abc import Sequence

from recommendations import metrics
from recommendations.events import live, rows, stream
from recommendations.events.event import COLUMNS, Event
from recommendations.events.rows import copy

__all__ = ["COLUMNS", "Event", "copy", "record", "record_now"]


def record(*events: Event) -> None:
    """Write events down at the cost of one round trip: to the stream, or to the table without Redis."""
    if not stream.append(events):
        rows.insert(events)
        live.fall_behind(events)
        metrics.events_spilled.inc(len(events))


def record_now(events: Sequence[Event]) -> int:
    """Write events in the caller's transaction, to commit or vanish with it; return how many were new."""
    written = rows.insert(events)
    live.remember_on_commit(events)
    return written
