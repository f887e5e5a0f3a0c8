"""Which products changed since something was written down about all of them."""

from __future__ import annotations

from django.db import connection


def changed_since(seen: str, *, limit: int) -> list[tuple[int, str]]:
    """Return the products that changed since, the latest first, each with its transaction. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [seen, seen, limit])
        return [(int(id_), str(xact)) for id_, xact in cursor.fetchall()]


# What this transaction changed itself is always new to whoever reads: only tests write and read in one.
_CHANGES = """
SELECT product_id, xact::text FROM catalog_productchange
WHERE xact >= pg_snapshot_xmin(%s::pg_snapshot)
  AND (NOT pg_visible_in_snapshot(xact, %s::pg_snapshot) OR xact = pg_current_xact_id_if_assigned())
ORDER BY xact DESC LIMIT %s
"""
