"""Rows of the log table: a few within the caller's transaction, or millions by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from recommendations.events import ids, partitions
from recommendations.events.event import COLUMNS, Event

BATCH = 5_000
_values = attrgetter(*COLUMNS)
_NAMES = ", ".join(COLUMNS)
_ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
_INSERT = f"INSERT INTO {partitions.TABLE} ({_NAMES})"
_STAGE = f"CREATE TEMP TABLE event_staging (LIKE {partitions.TABLE}) ON COMMIT DROP"
_MOVE = f"{_INSERT} SELECT {_NAMES} FROM event_staging ON CONFLICT DO NOTHING"  # noqa: S608
_DAY_MS = 86_400_000
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": None})
_NO_NUL = {0: None}


def insert(events: Sequence[Event]) -> int:
    """Insert a handful of events; return how many were new. One query, inside the caller's transaction."""
    if not events:
        return 0
    partitions.ensure({partitions.month_of(ids.time_of(event.event_id)) for event in events})
    values = ", ".join([_ROW] * len(events))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_INSERT} VALUES {values} ON CONFLICT DO NOTHING",
            [_clean(value) for event in events for value in _values(event)],
        )
        return int(cursor.rowcount)


def copy(events: Iterable[Event]) -> int:
    """Stream events into the log by COPY; return how many were new. Memory does not grow with them.

    The iterable is read while the connection is busy, so it must not query the same database itself.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.event_staging")
        cursor.execute(_STAGE)
        months: set[date] = set()
        with cursor.copy(f"COPY event_staging ({_NAMES}) FROM STDIN") as lines:
            for batch in _batches(events):
                lines.write("".join(map(_line, batch)))
                months |= _months(batch)
        partitions.ensure(months)
        cursor.execute(_MOVE)
        written = int(cursor.rowcount)
        cursor.execute("DROP TABLE event_staging")
        return written


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    source = iter(events)
    while batch := list(islice(source, BATCH)):
        yield batch


def _months(batch: Sequence[Event]) -> set[date]:
    days = {(event.event_id.int >> 80) // _DAY_MS for event in batch}
    return {
        partitions.month_of(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)) for day in days
    }


def _line(event: Event) -> str:
    """Return one line in PostgreSQL's text format of COPY."""
    return "\t".join(map(_field, _values(event))) + "\n"


def _field(value: object) -> str:
    if value is None:
        return r"\N"
    if type(value) is UUID:
        return value.hex
    if type(value) is str and value and not value.isalnum():
        return value.translate(_ESCAPES)
    return str(value)


def _clean(value: Any) -> Any:  # noqa: ANN401 - any column of an event
    """Return the value as PostgreSQL can keep it: no NUL in a text."""
    return value.translate(_NO_NUL) if type(value) is str and "\0" in value else value
