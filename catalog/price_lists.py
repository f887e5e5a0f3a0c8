"""Filling a price list from the articles' own prices: a start that staff then correct by hand."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection

from catalog.models import PriceList
from catalog.money import exponent

# Steps are in minor units: 100 makes whole pounds, 10 makes tens of yen, 1 changes nothing.
_FILL = """
INSERT INTO catalog_listprice (price_list_id, variant_id, price_minor, compare_at_minor)
SELECT %(list)s, id, price, CASE WHEN before > price THEN before END
FROM (
    SELECT id, greatest(round(price_minor * %(factor)s / %(step)s), 1) * %(step)s AS price,
           round(compare_at_minor * %(factor)s / %(step)s) * %(step)s AS before
    FROM catalog_variant WHERE currency = %(currency)s AND is_active AND price_minor > 0
) AS filled
ON CONFLICT (price_list_id, variant_id) DO NOTHING
"""


def fill(price_list: PriceList, *, currency: str, rate: Decimal, step_minor: int = 1) -> int:
    """Put every article that costs something in ``currency`` on the list where it is missing; return how many.

    ``rate`` is how many units of the list's currency one unit of ``currency`` is worth; prices are rounded to
    ``step_minor``. Prices that are on the list stay as they are. One query.
    """
    factor = rate.scaleb(exponent(price_list.currency) - exponent(currency))
    with connection.cursor() as cursor:
        cursor.execute(
            _FILL,
            {"list": price_list.pk, "factor": factor, "step": step_minor, "currency": currency},
        )
        return int(cursor.rowcount)
