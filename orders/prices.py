"""What articles cost before: the reference of every struck-through price."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection

REFERENCE_PERIOD = timedelta(days=30)
"""The price beside a reduced one is the lowest of these days (Directive 98/6/EC, article 6a)."""

# The price in force when the period begins counts, and every one set within it.
_LOWEST = """
SELECT wanted.variant_id, min(logged.price_minor)
FROM unnest(%(ids)s::bigint[]) AS wanted (variant_id)
JOIN LATERAL (
    SELECT price_minor FROM orders_pricechange
     WHERE variant_id = wanted.variant_id AND price_list = '' AND changed_at >= %(since)s AND changed_at < %(until)s
    UNION ALL (
    SELECT price_minor FROM orders_pricechange
     WHERE variant_id = wanted.variant_id AND price_list = '' AND changed_at < %(since)s
     ORDER BY changed_at DESC, id DESC LIMIT 1)
) AS logged ON true
GROUP BY wanted.variant_id
"""


def lowest_before(variant_ids: Collection[int], *, moment: datetime) -> dict[int, int]:
    """Return the lowest own price of each variant, none of price lists, in the thirty days before a moment, in minor units. One query.

    Variants without a price before that moment are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _LOWEST,
            {"ids": sorted(variant_ids), "since": moment - REFERENCE_PERIOD, "until": moment},
        )
        return dict(cursor.fetchall())
