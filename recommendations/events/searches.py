"""What shoppers were shown for their questions and which of it they opened, read back from the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from recommendations.events import ids
from recommendations.vocabulary import EventKind

PATIENCE_SECONDS = 1_800.0
"""A product opened later than this was hardly found by the search."""
SHOWN_PLACES = 24
"""Products of an answer that are written down: the first page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One first page of an answer."""

    query: str
    happened_at: float
    """Seconds since 1970."""
    shown: tuple[int, ...]
    """Products, best first."""
    opened: frozenset[int]


def answers(*, since: datetime, most: int) -> list[Answer]:
    """Return the newest answers with what was opened of them, oldest first. One query.

    Shoppers who want no personalisation are left out: without a name, nothing leads from their clicks to the page.
    """
    shown: list[tuple[str, float, tuple[int, ...]]] = []
    opened: list[set[int]] = []
    newest: dict[tuple[str, str], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _LINES,
            {
                "since": ids.lowest_id_at(since),
                "search": EventKind.SEARCH.value,
                "click": EventKind.CLICK.value,
                "most": most,
            },
        )
        for kind, who, query, item_id, page, at in cursor.fetchall():
            if kind == EventKind.SEARCH:
                newest[who, query] = len(shown)
                shown.append((query, at, tuple(map(int, page.split()))))
                opened.append(set())
                continue
            place = newest.get((who, query))
            if place is not None and at - shown[place][1] <= PATIENCE_SECONDS:
                opened[place].add(item_id)
    return [
        Answer(*page, frozenset(found) & set(page[2]))
        for page, found in zip(shown, opened, strict=True)
    ]


_LINES = """
SELECT * FROM (
    SELECT kind, coalesce(visitor_id::text, user_id::text) AS who, query, item_id, shown,
           extract(epoch FROM happened_at)::float8 AS at
    FROM recommendations_event
    WHERE event_id >= %(since)s AND (visitor_id IS NOT NULL OR user_id IS NOT NULL)
      AND (kind = %(search)s AND shown <> '' OR kind = %(click)s AND query <> '')
    ORDER BY event_id DESC LIMIT %(most)s
) AS line ORDER BY at, kind DESC
"""
