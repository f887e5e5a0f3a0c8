"""The log is cut by month; a month's partition must exist before its first event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import connection, transaction

from recommendations.events import ids

TABLE = "recommendations_event"
MONTHS_AHEAD = 3
_LOCK = 0x5E1F_0001
"""Advisory lock under which partitions are made; any constant that no other lock uses."""

_known: dict[str, set[date]] = {}


def prepare(*, now: datetime) -> int:
    """Make the partitions of this month and the next three; return how many were missing."""
    months = [month_of(now)]
    for _ in range(MONTHS_AHEAD):
        months.append(_next(months[-1]))
    return ensure(months)


def ensure(months: Iterable[date]) -> int:
    """Make the partitions that are missing; return how many. No query when all are known to exist."""
    name = str(connection.settings_dict["NAME"])
    missing = set(months) - _known.get(name, set())
    if not missing:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [TABLE],
        )
        existing = {row[0] for row in cursor.fetchall()}
        absent = sorted(month for month in missing if partition_name(month) not in existing)
        for month in absent:
            _create(month)
        # A rolled-back transaction takes its partitions with it, so remember only what was committed.
        transaction.on_commit(lambda: _known.setdefault(name, set()).update(missing))
    return len(absent)


def month_of(moment: datetime) -> date:
    """Return the first day of the moment's month, in UTC."""
    return moment.astimezone(UTC).date().replace(day=1)


def partition_name(month: date) -> str:
    """Return the table that holds a month."""
    return f"{TABLE}_{month:%Y_%m}"


def bounds(month: date) -> tuple[str, str]:
    """Return the lowest id of a month and of the one after it."""
    return str(ids.lowest_id_at(_midnight(month))), str(ids.lowest_id_at(_midnight(_next(month))))


def _create(month: date) -> None:
    table = partition_name(month)
    lowest, beyond = bounds(month)
    with connection.cursor() as cursor:
        # Made apart and attached: writers of other months are not held up, as PARTITION OF would.
        cursor.execute(
            f"CREATE TABLE {table} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
        )
        cursor.execute(
            f"ALTER TABLE {TABLE} ATTACH PARTITION {table} FOR VALUES FROM ('{lowest}') TO ('{beyond}')"
        )


def _next(month: date) -> date:
    return date(month.year + 1, 1, 1) if month.month == 12 else month.replace(month=month.month + 1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
