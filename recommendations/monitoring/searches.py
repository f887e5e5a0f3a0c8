"""Counts what shoppers ask, for staff and for suggestions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from recommendations.events import ids

DAYS = 30
MOST = 20_000
"""Different questions that are kept, the most frequent first."""


def count(*, now: datetime) -> int:
    """Count the questions of the last weeks anew; return how many different ones were kept. Three queries."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalog_searchquery'))")
        cursor.execute("DELETE FROM catalog_searchquery")
        cursor.execute(
            _COUNT, {"since": ids.lowest_id_at(now - timedelta(days=DAYS)), "most": MOST}
        )
        return int(cursor.rowcount)


_COUNT = """
INSERT INTO catalog_searchquery (query, asked_count, found_count, clicked_count, last_asked_at)
SELECT query, count(*) FILTER (WHERE kind = 'search'),
       coalesce((array_agg(quantity ORDER BY event_id DESC) FILTER (WHERE kind = 'search'))[1], 0),
       count(*) FILTER (WHERE kind = 'click'), max(happened_at)
FROM recommendations_event
WHERE event_id >= %(since)s AND kind IN ('search', 'click') AND query <> '' AND length(query) <= 200
GROUP BY query HAVING count(*) FILTER (WHERE kind = 'search') > 0
ORDER BY 2 DESC, query LIMIT %(most)s
"""
