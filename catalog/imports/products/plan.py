"""Where each staged row belongs: which product, which variant, or nowhere. All of it set by set, in SQL."""

from __future__ import annotations

from django.db import connection

from catalog.imports import staging
from catalog.imports.rejections import Decisions, Rejection

_PLAN = """
CREATE TEMP TABLE product_plan ON COMMIT DROP AS
SELECT row_number, product_key, is_group, sku, is_sku_given,
       row_number() OVER (PARTITION BY product_key ORDER BY row_number) AS nth_of_key,
       min(row_number) OVER (PARTITION BY product_key) AS first_of_key,
       row_number() OVER same_sku AS nth_of_sku,
       first_value(row_number) OVER same_sku AS first_of_sku,
       NULL::bigint AS product_id, NULL::bigint AS variant_id,
       false AS is_new, false AS is_new_variant, false AS is_guest
FROM product_staging
WINDOW same_sku AS (PARTITION BY sku ORDER BY is_sku_given DESC, row_number)
"""

_REPEATED = """
DELETE FROM product_plan WHERE nth_of_key > 1 AND NOT is_group
RETURNING row_number, product_key, first_of_key
"""
_SKU_REPEATED = """
DELETE FROM product_plan WHERE nth_of_sku > 1 AND is_sku_given
RETURNING row_number, sku, first_of_sku
"""

_MATCH_KEY = """
UPDATE product_plan AS plan SET product_id = product.id
FROM catalog_product AS product
WHERE product.source = %(source)s AND product.external_id = plan.product_key
"""

# The article stands in the shop already, under a product of another origin: that one keeps it.
_MATCH_GUESTS = """
UPDATE product_plan AS plan SET product_id = variant.product_id, variant_id = variant.id, is_guest = true
FROM catalog_variant AS variant
WHERE plan.is_sku_given AND variant.sku = plan.sku
  AND plan.product_id IS DISTINCT FROM variant.product_id
"""

_NUMBER_PRODUCTS = """
UPDATE product_plan AS plan SET product_id = made.id, is_new = true
FROM (
    SELECT product_key, nextval(pg_get_serial_sequence('catalog_product', 'id')) AS id
    FROM (SELECT product_key FROM product_plan WHERE product_id IS NULL
          GROUP BY product_key ORDER BY min(row_number)) AS missing
) AS made
WHERE plan.product_id IS NULL AND made.product_key = plan.product_key
"""

_MATCH_SKU = """
UPDATE product_plan AS plan SET variant_id = variant.id
FROM catalog_variant AS variant
WHERE NOT plan.is_guest AND NOT plan.is_new
  AND variant.sku = plan.sku AND variant.product_id = plan.product_id
"""

# The one article of a product whose SKU was made up, or has changed in the file.
_MATCH_ONLY = """
UPDATE product_plan AS plan SET variant_id = single.id,
    sku = CASE WHEN is_sku_given THEN plan.sku ELSE single.sku END
FROM (
    SELECT product_id, min(id) AS id, min(sku) AS sku FROM catalog_variant
    WHERE product_id IN (SELECT product_id FROM product_plan WHERE variant_id IS NULL AND NOT is_new)
    GROUP BY product_id HAVING count(*) = 1
) AS single
WHERE plan.variant_id IS NULL AND NOT plan.is_new AND NOT plan.is_group AND single.product_id = plan.product_id
"""

_NUMBER_VARIANTS = """
UPDATE product_plan SET is_new_variant = true,
    variant_id = nextval(pg_get_serial_sequence('catalog_variant', 'id'))
WHERE variant_id IS NULL
"""

_MAKE_SKU_UNIQUE = """
UPDATE product_plan AS plan SET sku = left(plan.sku, 79 - length({suffix})) || '-' || {suffix}
WHERE plan.is_new_variant AND NOT plan.is_sku_given AND (
    EXISTS (SELECT FROM catalog_variant WHERE catalog_variant.sku = plan.sku)
    OR EXISTS (SELECT FROM product_plan AS other
               WHERE other.sku = plan.sku AND other.row_number <> plan.row_number
                 AND (other.is_sku_given OR NOT other.is_new_variant OR other.row_number < plan.row_number)))
"""
_KEY = "left(plan.product_key, 40)"
_DIGEST = "left(md5(plan.product_key || chr(31) || plan.row_number), 16)"


def make(source: str, decisions: Decisions) -> list[Rejection]:
    """Place every staged row; return those that repeat an earlier one."""
    staging.run("DROP TABLE IF EXISTS pg_temp.product_plan")
    staging.run("ANALYZE product_staging")
    staging.run(_PLAN)
    rejections = _refused(_REPEATED, "repeats the id of row")
    rejections += _refused(_SKU_REPEATED, "repeats the SKU of row")
    for column in ("row_number", "product_key", "sku"):
        staging.run(f"CREATE INDEX ON product_plan ({column})")
    staging.run("ANALYZE product_plan")
    staging.run(_MATCH_KEY, {"source": source})
    guests = staging.run(_MATCH_GUESTS)
    staging.run(_NUMBER_PRODUCTS)
    staging.run(_MATCH_SKU)
    staging.run(_MATCH_ONLY)
    staging.run(_NUMBER_VARIANTS)
    told_apart = staging.run(_MAKE_SKU_UNIQUE.format(suffix=_KEY))
    staging.run(_MAKE_SKU_UNIQUE.format(suffix=_DIGEST))
    staging.run("CREATE INDEX ON product_plan (product_id)")
    staging.run("ANALYZE product_plan")
    if guests:
        decisions.add(
            "SKU that belongs to a product of another origin: only price and stock follow the file",
            count=guests,
        )
    if told_apart:
        decisions.add("article number met before: the id was added to it", count=told_apart)
    _count_repeated_titles(decisions)
    return rejections


def _refused(statement: str, words: str) -> list[Rejection]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [
            Rejection(row_number, "", f"{words} {first}", str(value))
            for row_number, value, first in cursor.fetchall()
        ]


def _count_repeated_titles(decisions: Decisions) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), (array_agg(row_number ORDER BY row_number))[1:3] FROM ("
            "  SELECT row_number, row_number() OVER (PARTITION BY title ORDER BY row_number) AS nth"
            "  FROM product_staging JOIN product_plan USING (row_number) WHERE NOT product_plan.is_group"
            ") AS titled WHERE nth > 1"
        )
        count, rows = cursor.fetchone()
    decisions.add_rows("title met before: kept as a product of its own", rows or (), count=count)
