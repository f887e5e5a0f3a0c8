"""What shoppers did lately, read from the log for the people who run the shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection

from catalog.search.question import CONFIGURATION
from recommendations.events import ids
from recommendations.vocabulary import EventKind

MOST_QUERIES = 60
"""How many of the most frequent queries are tried; rarer ones are not worth a merchandiser's time."""

_BY_DAY = """
SELECT (happened_at AT TIME ZONE %(zone)s)::date AS day,
       count(DISTINCT visitor_id) FILTER (WHERE kind = %(view)s),
       count(*) FILTER (WHERE kind = %(exposure)s),
       count(*) FILTER (WHERE kind = %(click)s)
FROM recommendations_event
WHERE event_id >= %(since)s::uuid AND kind IN (%(view)s, %(exposure)s, %(click)s)
GROUP BY day ORDER BY day
"""

# A query is asked of the index as the search page asks first: every word must be there.
_FRUITLESS = """
SELECT asked.query, asked.times FROM (
    SELECT lower(query) AS query, count(*) AS times FROM recommendations_event
    WHERE event_id >= %(since)s::uuid AND kind = %(search)s AND query <> ''
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(tried)s
) AS asked
WHERE NOT EXISTS (
    SELECT 1 FROM catalog_product
    WHERE status = 'published' AND search_text @@ websearch_to_tsquery(%(configuration)s::regconfig, asked.query)
)
ORDER BY asked.times DESC, asked.query LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: who looked at products, and what became of the carousels."""

    day: date
    visitors: int
    seen: int
    """Cards of carousels that were truly seen."""
    clicked: int


@dataclass(frozen=True, slots=True)
class FruitlessSearch:
    """A query that no product answers, and how often it was asked."""

    query: str
    times: int


def by_day(*, since: datetime) -> tuple[Day, ...]:
    """Return each day on which something happened, in the shop's time zone. One query."""
    parameters: dict[str, str | int] = {
        "zone": settings.TIME_ZONE,
        "since": str(ids.lowest_id_at(since)),
        "view": EventKind.VIEW.value,
        "exposure": EventKind.EXPOSURE.value,
        "click": EventKind.CLICK.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, parameters)
        return tuple(Day(*row) for row in cursor.fetchall())


def fruitless_searches(*, since: datetime, most: int) -> tuple[FruitlessSearch, ...]:
    """Return the most frequent queries that nothing in the shop answers. One query."""
    parameters: dict[str, str | int] = {
        "since": str(ids.lowest_id_at(since)),
        "search": EventKind.SEARCH.value,
        "tried": MOST_QUERIES,
        "configuration": CONFIGURATION,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FRUITLESS, parameters)
        return tuple(FruitlessSearch(*row) for row in cursor.fetchall())
