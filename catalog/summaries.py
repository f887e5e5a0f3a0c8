"""Keeps the summary columns of products true: lowest price, stock state, rating, first picture."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from catalog import arrangements

_REFRESH = """
UPDATE catalog_product AS product
SET price_minor = summary.price_minor, compare_at_minor = summary.compare_at_minor,
    currency = summary.currency, has_price_range = summary.has_price_range,
    is_in_stock = summary.is_in_stock, rating_average = summary.rating_average,
    rating_count = summary.rating_count, picture = summary.picture, picture_alt = summary.picture_alt
FROM (
    SELECT wanted.id,
           cheapest.price_minor, cheapest.compare_at_minor, coalesce(cheapest.currency, '') AS currency,
           coalesce(offer.has_price_range, false) AS has_price_range,
           coalesce(offer.is_in_stock, false) AS is_in_stock,
           review.rating_average, coalesce(review.rating_count, 0) AS rating_count,
           coalesce(first_picture.file, '') AS picture, coalesce(first_picture.alt, '') AS picture_alt
    FROM unnest(%(ids)s::bigint[]) AS wanted (id)
    LEFT JOIN LATERAL (
        SELECT price_minor, compare_at_minor, currency FROM catalog_variant
        WHERE product_id = wanted.id AND is_active ORDER BY price_minor, id LIMIT 1
    ) AS cheapest ON true
    LEFT JOIN LATERAL (
        SELECT min(price_minor) < max(price_minor) AS has_price_range,
               bool_or(coalesce(stock.on_hand, 0) > 0) AS is_in_stock
        FROM catalog_variant LEFT JOIN catalog_stock AS stock ON stock.variant_id = catalog_variant.id
        WHERE product_id = wanted.id AND is_active
    ) AS offer ON true
    LEFT JOIN LATERAL (
        SELECT round(avg(rating), 2) AS rating_average, count(*) AS rating_count
        FROM catalog_review WHERE product_id = wanted.id AND is_published
    ) AS review ON review.rating_count > 0
    LEFT JOIN LATERAL (
        SELECT file, alt FROM catalog_picture WHERE product_id = wanted.id ORDER BY position LIMIT 1
    ) AS first_picture ON true
) AS summary
WHERE product.id = summary.id
  AND (product.price_minor, product.compare_at_minor, product.currency, product.has_price_range,
       product.is_in_stock, product.rating_average, product.rating_count, product.picture, product.picture_alt)
  IS DISTINCT FROM
      (summary.price_minor, summary.compare_at_minor, summary.currency, summary.has_price_range,
       summary.is_in_stock, summary.rating_average, summary.rating_count, summary.picture, summary.picture_alt)
"""


def refresh(product_ids: Iterable[int]) -> int:
    """Rewrite the summaries that are no longer true; return how many changed. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"ids": sorted(set(product_ids))})
        changed = int(cursor.rowcount)
    if changed:
        arrangements.forget()
    return changed
