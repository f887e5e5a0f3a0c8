"""Where each staged row belongs: which product, which variant, or nowhere. All of it set by set, in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection

from catalog.imports import staging
from catalog.imports.rejections import Decisions, Rejection, shown

# Each step makes the next table whole: updating a large table row by row costs several times as much.
_LISTED = """
CREATE TEMP TABLE plan_listed ON COMMIT DROP AS
SELECT row_number, product_key, is_group, sku, is_sku_given,
       row_number() OVER same_key AS nth_of_key, first_value(row_number) OVER same_key AS first_of_key,
       row_number() OVER same_sku > 1 AS is_sku_met
FROM product_staging
WINDOW same_key AS (PARTITION BY product_key ORDER BY row_number),
       same_sku AS (PARTITION BY sku ORDER BY is_sku_given DESC, row_number)
"""

_REPEATED = """
DELETE FROM plan_listed WHERE nth_of_key > 1 AND NOT is_group
RETURNING row_number, product_key, first_of_key
"""
# Told anew among the rows that are left: one that was refused for its id takes its SKU from nobody.
_SKU_REPEATED = """
DELETE FROM plan_listed AS later USING (
    SELECT row_number, first_value(row_number) OVER (
        PARTITION BY sku ORDER BY is_sku_given DESC, row_number
    ) AS first_of_sku
    FROM plan_listed WHERE sku IN (SELECT sku FROM plan_listed WHERE is_sku_met AND is_sku_given)
) AS told
WHERE told.row_number = later.row_number AND told.first_of_sku <> later.row_number AND later.is_sku_given
RETURNING later.row_number, later.sku, told.first_of_sku
"""

# A guest: its article stands in the shop already, under a product of another origin, which keeps it.
_MATCHED = """
CREATE TEMP TABLE plan_matched ON COMMIT DROP AS
SELECT listed.*, coalesce(article.product_id, product.id) AS product_id, article.id AS variant_id,
       article.product_id IS NOT NULL AND article.product_id IS DISTINCT FROM product.id AS is_guest
FROM plan_listed AS listed
LEFT JOIN catalog_product AS product
       ON product.source = %(source)s AND product.external_id = listed.product_key
      AND product.external_id <> ''
LEFT JOIN catalog_variant AS article
       ON article.sku = listed.sku AND (listed.is_sku_given OR article.product_id = product.id)
"""

_NEW_PRODUCTS = """
CREATE TEMP TABLE plan_new ON COMMIT DROP AS
SELECT product_key, nextval(pg_get_serial_sequence('catalog_product', 'id')) AS id
FROM (SELECT product_key FROM plan_matched WHERE product_id IS NULL
      GROUP BY product_key ORDER BY min(row_number)) AS missing
"""

# A product of one article keeps it, though the file may have given it another SKU, or none.
_PLANNED = """
CREATE TEMP TABLE product_plan ON COMMIT DROP AS
SELECT row_number, product_key, is_group, is_sku_given, is_guest, product_id, is_new,
       CASE WHEN known_sku IS NOT NULL AND NOT is_sku_given THEN known_sku ELSE sku END AS sku,
       known_variant IS NULL AS is_new_variant,
       coalesce(known_variant, nextval(pg_get_serial_sequence('catalog_variant', 'id'))) AS variant_id
FROM (
    SELECT matched.*, coalesce(matched.product_id, plan_new.id) AS product_id, plan_new.id IS NOT NULL AS is_new,
           coalesce(matched.variant_id, single.id) AS known_variant, single.sku AS known_sku
    FROM (SELECT row_number, product_key, is_group, sku, is_sku_given, is_guest, product_id, variant_id
          FROM plan_matched) AS matched
    LEFT JOIN plan_new ON matched.product_id IS NULL AND plan_new.product_key = matched.product_key
    LEFT JOIN (
        SELECT product_id, min(id) AS id, min(sku) AS sku FROM catalog_variant
        WHERE product_id IN (SELECT product_id FROM plan_matched WHERE variant_id IS NULL)
        GROUP BY product_id HAVING count(*) = 1
    ) AS single ON matched.variant_id IS NULL AND NOT matched.is_group
               AND single.product_id = matched.product_id
    ORDER BY row_number
) AS known (row_number, product_key, is_group, sku, is_sku_given, is_guest, was_product_id, was_variant_id,
            product_id, is_new, known_variant, known_sku)
"""

_MAKE_SKU_UNIQUE = """
UPDATE product_plan AS plan SET sku = left(plan.sku, 79 - length({suffix})) || '-' || {suffix}
WHERE plan.is_new_variant AND NOT plan.is_sku_given AND (
    EXISTS (SELECT FROM catalog_variant WHERE catalog_variant.sku = plan.sku)
    OR EXISTS (SELECT FROM product_plan AS other
               WHERE other.sku = plan.sku AND other.row_number <> plan.row_number
                 AND (other.is_sku_given OR NOT other.is_new_variant OR other.row_number < plan.row_number)))
"""
_NOT_JOINED = """
DELETE FROM joined_staging AS row
WHERE NOT EXISTS (SELECT FROM product_plan WHERE product_plan.product_key = row.product_key)
RETURNING row_number, product_key
"""
_KEY = "left(plan.product_key, 40)"
_DIGEST = "left(md5(plan.product_key || chr(31) || plan.row_number), 16)"


def make(source: str, decisions: Decisions, refuse: Callable[[Iterable[Rejection]], None]) -> None:
    """Place every staged row; refuse those that repeat an earlier one."""
    for table in ("plan_listed", "plan_matched", "plan_new", "product_plan"):
        staging.run(f"DROP TABLE IF EXISTS pg_temp.{table}")
    staging.run("ANALYZE product_staging")
    staging.run(_LISTED)
    _refuse(_REPEATED, "repeats the id of row", refuse)
    _refuse(_SKU_REPEATED, "repeats the SKU of row", refuse)
    staging.run("ANALYZE plan_listed")
    staging.run(_MATCHED, {"source": source})
    staging.run("ANALYZE plan_matched")
    staging.run(_NEW_PRODUCTS)
    staging.run(_PLANNED)
    for column in ("row_number", "sku", "product_id"):
        staging.run(f"CREATE INDEX ON product_plan ({column})")
    staging.run("ANALYZE product_plan")
    _refuse_not_joined(refuse)
    guests = staging.number("SELECT count(*) FROM product_plan WHERE is_guest")
    told_apart = staging.run(_MAKE_SKU_UNIQUE.format(suffix=_KEY))
    staging.run(_MAKE_SKU_UNIQUE.format(suffix=_DIGEST))
    if guests:
        decisions.add(
            "SKU that belongs to a product of another origin: only price and stock follow the file",
            count=guests,
        )
    if told_apart:
        decisions.add("article number met before: the id was added to it", count=told_apart)
    _count_repeated_titles(decisions)


def _refuse(statement: str, words: str, refuse: Callable[[Iterable[Rejection]], None]) -> None:
    """Take rows out of the plan and refuse them, one at a time out of the query's result."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        refuse(
            Rejection(row_number, "", f"{words} {first}", str(value))
            for row_number, value, first in cursor
        )


def _refuse_not_joined(refuse: Callable[[Iterable[Rejection]], None]) -> None:
    """Refuse rows that say something of a product none of whose articles could be read."""
    with connection.cursor() as cursor:
        cursor.execute(_NOT_JOINED)
        refuse(
            Rejection(
                row_number,
                "",
                "belongs to a product none of whose articles was accepted",
                shown(key),
            )
            for row_number, key in cursor
        )


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
