"""Staged and planned rows into the catalogue: only what is new or differs is written."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from catalog import summaries
from catalog.imports import staging

_REFRESH_PRODUCTS = 20_000

# New products' attribute values come first (their foreign key is checked when the transaction ends), so
# that the search document of each new product is built once, with its attributes in it. The trigger on attribute
# values finds no product to note their filter numbers on yet, so the insert of products asks for them.
_ATTRIBUTES = """
WITH written AS (
    INSERT INTO catalog_productattribute (product_id, attribute_id, text, number, boolean)
    SELECT DISTINCT ON (plan.product_id, map.id)
           plan.product_id, map.id, value.text, value.number, value.boolean
    FROM attribute_staging AS value
    JOIN product_plan AS plan USING (row_number)
    JOIN attribute_map AS map ON map.attribute = value.attribute
    WHERE NOT plan.is_guest
    ORDER BY plan.product_id, map.id, plan.row_number
    ON CONFLICT (product_id, attribute_id) DO UPDATE
        SET text = excluded.text, number = excluded.number, boolean = excluded.boolean
        WHERE (catalog_productattribute.text, catalog_productattribute.number, catalog_productattribute.boolean)
              IS DISTINCT FROM (excluded.text, excluded.number, excluded.boolean)
    RETURNING product_id
)
INSERT INTO touched_product SELECT DISTINCT product_id FROM written
"""

_OFFERS = """
CREATE TEMP TABLE product_offer ON COMMIT DROP AS
SELECT plan.product_id, min(plan.row_number) AS first_row,
       min(price_minor) FILTER (WHERE price_minor > 0) AS price_minor,
       count(DISTINCT price_minor) FILTER (WHERE price_minor > 0) > 1 AS has_price_range,
       bool_or(price_minor > 0 AND coalesce(on_hand, %(assumed)s) > 0) AS is_in_stock,
       (array_agg(currency ORDER BY price_minor, plan.row_number) FILTER (WHERE price_minor > 0))[1] AS currency,
       (array_agg(CASE WHEN compare_at_minor > price_minor THEN compare_at_minor END
                  ORDER BY price_minor, plan.row_number) FILTER (WHERE price_minor > 0))[1] AS compare_at_minor
FROM product_staging AS staged JOIN product_plan AS plan USING (row_number)
WHERE NOT plan.is_guest GROUP BY plan.product_id
"""

_INSERT_PRODUCTS = """
INSERT INTO catalog_product (
    id, title, slug, description, product_type, brand_id, department_id, tags, status, published_at,
    hidden_at, seo_title, seo_description, source, external_id, updated_at, currency, price_minor, compare_at_minor, has_price_range,
    is_in_stock, rating_count, picture, picture_alt, popularity, facet_value_ids)
SELECT new.product_id, new.title,
       CASE WHEN new.nth_of_slug > 1 OR EXISTS (SELECT FROM catalog_product WHERE slug = new.slug)
            THEN new.slug || '-' || left(md5(%(source)s || chr(31) || new.product_key), 16)
            ELSE new.slug END,
       new.description, new.product_type, new.brand_id, new.department_id, new.tags, new.status,
       coalesce(new.published_at, CASE WHEN new.status = 'published'
                                         AND (new.hidden_at IS NULL OR new.hidden_at > now()) THEN now() END),
       new.hidden_at, new.seo_title, new.seo_description, %(source)s, new.product_key, now(), coalesce(new.currency, ''), new.price_minor,
       new.compare_at_minor, new.has_price_range, coalesce(new.is_in_stock, false), 0, '', '', 0,
       catalog_facet_value_ids(new.product_id)
FROM (
    SELECT plan.product_id, plan.product_key, staged.title, staged.slug, staged.description,
           staged.product_type, staged.tags, staged.published_at, staged.hidden_at, staged.seo_title, staged.seo_description,
           brand_map.id AS brand_id, department_map.id AS department_id,
           CASE WHEN offer.price_minor IS NULL THEN 'draft'
                ELSE coalesce(staged.status, 'published') END AS status,
           offer.currency, offer.price_minor, offer.compare_at_minor, offer.has_price_range,
           offer.is_in_stock,
           row_number() OVER (PARTITION BY staged.slug ORDER BY row_number) AS nth_of_slug
    FROM product_plan AS plan
    JOIN product_offer AS offer ON offer.first_row = plan.row_number
    JOIN product_staging AS staged USING (row_number)
    LEFT JOIN brand_map ON brand_map.named = staged.brand
    LEFT JOIN department_map ON department_map.named = staged.department
    WHERE plan.is_new
) AS new
ORDER BY new.product_id
"""

# What the file leaves empty stays as it is in the shop. Of two moments that contradict each other the one in the
# file holds: a product hidden before it became visible is visible from no moment on.
_UPDATE_PRODUCTS = """
WITH written AS (
    UPDATE catalog_product AS product SET
        title = file.title, description = file.description, product_type = file.product_type,
        brand_id = file.brand_id, department_id = file.department_id, tags = file.tags,
        status = file.status, published_at = file.published_at, hidden_at = file.hidden_at,
        seo_title = file.seo_title, seo_description = file.seo_description, updated_at = now()
    FROM (
        SELECT said.*,
               CASE WHEN visible_from >= hidden_from THEN NULL ELSE visible_from END AS published_at,
               coalesce(hidden_from, CASE WHEN visible_from >= was_hidden_at THEN NULL ELSE was_hidden_at END)
                   AS hidden_at
        FROM (
            SELECT known.id, staged.title,
                   coalesce(nullif(staged.description, ''), known.description) AS description,
                   coalesce(nullif(staged.product_type, ''), known.product_type) AS product_type,
                   coalesce(brand_map.id, known.brand_id) AS brand_id,
                   coalesce(department_map.id, known.department_id) AS department_id,
                   CASE WHEN staged.tags = '{}' THEN known.tags::text[] ELSE staged.tags END AS tags,
                   CASE WHEN offer.price_minor IS NULL AND known.price_minor IS NULL THEN known.status
                        ELSE coalesce(staged.status, known.status) END AS status,
                   coalesce(staged.published_at, known.published_at,
                            CASE WHEN staged.status = 'published' AND offer.price_minor > 0 THEN now() END)
                       AS visible_from,
                   coalesce(nullif(staged.seo_title, ''), known.seo_title) AS seo_title,
                   coalesce(nullif(staged.seo_description, ''), known.seo_description) AS seo_description,
                   staged.hidden_at AS hidden_from, known.hidden_at AS was_hidden_at
            FROM product_plan AS plan
            JOIN product_offer AS offer ON offer.first_row = plan.row_number
            JOIN product_staging AS staged USING (row_number)
            JOIN catalog_product AS known ON known.id = plan.product_id
            LEFT JOIN brand_map ON brand_map.named = staged.brand
            LEFT JOIN department_map ON department_map.named = staged.department
            WHERE NOT plan.is_new
        ) AS said
    ) AS file
    WHERE product.id = file.id
      AND (product.title, product.description, product.product_type, product.brand_id,
           product.department_id, product.tags::text[], product.status, product.published_at,
           product.hidden_at, product.seo_title, product.seo_description)
          IS DISTINCT FROM
          (file.title, file.description, file.product_type, file.brand_id,
           file.department_id, file.tags, file.status, file.published_at, file.hidden_at,
           file.seo_title, file.seo_description)
    RETURNING product.id
)
INSERT INTO touched_product SELECT id FROM written
"""

_INSERT_VARIANTS = """
INSERT INTO catalog_variant (
    id, product_id, sku, ean, options, position, currency, price_minor, compare_at_minor, tax_class, is_active)
SELECT plan.variant_id, plan.product_id, plan.sku, staged.ean, staged.options,
       least(coalesce(last.position + 1, 0) - 1
             + row_number() OVER (PARTITION BY plan.product_id ORDER BY plan.row_number), 32767),
       staged.currency, coalesce(staged.price_minor, 0),
       CASE WHEN staged.compare_at_minor > staged.price_minor THEN staged.compare_at_minor END,
       'standard', coalesce(staged.price_minor, 0) > 0
FROM product_plan AS plan
JOIN product_staging AS staged USING (row_number)
LEFT JOIN (SELECT product_id, max(position) AS position FROM catalog_variant
           WHERE product_id IN (SELECT product_id FROM product_plan WHERE is_new_variant AND NOT is_new)
           GROUP BY product_id) AS last USING (product_id)
WHERE plan.is_new_variant
ORDER BY plan.variant_id
"""

_UPDATE_VARIANTS = """
WITH written AS (
    UPDATE catalog_variant AS variant SET
        sku = file.sku, ean = file.ean, options = file.options, currency = file.currency,
        price_minor = file.price_minor, compare_at_minor = file.compare_at_minor, is_active = file.is_active
    FROM (
        SELECT known.id,
               CASE WHEN plan.is_guest THEN known.sku ELSE plan.sku END AS sku,
               CASE WHEN plan.is_guest THEN known.ean ELSE coalesce(nullif(staged.ean, ''), known.ean) END AS ean,
               CASE WHEN plan.is_guest OR staged.options = '{}' THEN known.options ELSE staged.options END
                   AS options,
               CASE WHEN staged.price_minor > 0 THEN staged.currency ELSE known.currency END AS currency,
               CASE WHEN staged.price_minor > 0 THEN staged.price_minor ELSE known.price_minor END
                   AS price_minor,
               CASE WHEN staged.price_minor IS NULL OR staged.price_minor = 0 THEN known.compare_at_minor
                    WHEN staged.compare_at_minor > staged.price_minor THEN staged.compare_at_minor END
                   AS compare_at_minor,
               known.is_active OR (known.price_minor = 0 AND coalesce(staged.price_minor, 0) > 0) AS is_active
        FROM product_plan AS plan
        JOIN product_staging AS staged USING (row_number)
        JOIN catalog_variant AS known ON known.id = plan.variant_id
        WHERE NOT plan.is_new_variant
    ) AS file
    WHERE variant.id = file.id
      AND (variant.sku, variant.ean, variant.options, variant.currency, variant.price_minor,
           variant.compare_at_minor, variant.is_active)
          IS DISTINCT FROM
          (file.sku, file.ean, file.options, file.currency, file.price_minor,
           file.compare_at_minor, file.is_active)
    RETURNING variant.id, variant.product_id
), noted AS (
    INSERT INTO touched_product SELECT DISTINCT product_id FROM written
)
INSERT INTO touched_variant SELECT id FROM written
"""

_INSERT_STOCK = """
INSERT INTO catalog_stock (variant_id, on_hand, low_at)
SELECT plan.variant_id, coalesce(staged.on_hand, %(assumed)s), 3
FROM product_plan AS plan JOIN product_staging AS staged USING (row_number)
WHERE plan.is_new_variant
   OR (staged.on_hand IS NOT NULL
       AND NOT EXISTS (SELECT FROM catalog_stock WHERE catalog_stock.variant_id = plan.variant_id))
ORDER BY plan.variant_id
"""

# Shoppers who pay lock the same rows in the same order.
_UPDATE_STOCK = """
WITH locked AS (
    SELECT stock.variant_id, plan.product_id, staged.on_hand
    FROM catalog_stock AS stock
    JOIN product_plan AS plan ON plan.variant_id = stock.variant_id
    JOIN product_staging AS staged USING (row_number)
    WHERE NOT plan.is_new_variant AND staged.on_hand IS NOT NULL AND stock.on_hand <> staged.on_hand
    ORDER BY stock.variant_id FOR NO KEY UPDATE OF stock
), written AS (
    UPDATE catalog_stock AS stock SET on_hand = locked.on_hand
    FROM locked WHERE stock.variant_id = locked.variant_id
    RETURNING stock.variant_id, locked.product_id
), noted AS (
    INSERT INTO touched_product SELECT DISTINCT product_id FROM written
)
INSERT INTO touched_variant SELECT variant_id FROM written
"""

_INSERT_REVIEWS = """
WITH written AS (
    INSERT INTO catalog_review (
        product_id, author_name, rating, title, text, is_verified, is_published, created_at)
    SELECT DISTINCT plan.product_id, review.author_name, review.rating, '', review.text, false, true,
           review.written_at
    FROM review_staging AS review JOIN product_plan AS plan USING (row_number)
    WHERE NOT plan.is_guest AND NOT EXISTS (
        SELECT FROM catalog_review AS known
        WHERE known.product_id = plan.product_id AND known.author_id IS NULL
          AND (known.author_name, known.rating, known.text, known.created_at)
              = (review.author_name, review.rating, review.text, review.written_at))
    RETURNING product_id
)
INSERT INTO touched_product SELECT DISTINCT product_id FROM written
"""

# A row joined to a product fares as the first article of it does.
_OUTCOME = """
SELECT count(*) FILTER (WHERE is_new),
       count(*) FILTER (WHERE NOT is_new AND (
           is_new_variant
           OR (NOT is_guest AND product_id IN (SELECT product_id FROM touched_product))
           OR variant_id IN (SELECT variant_id FROM touched_variant))),
       count(*)
FROM (
    SELECT is_new, is_new_variant, is_guest, product_id, variant_id FROM product_plan
    UNION ALL
    SELECT first.is_new, first.is_new_variant, first.is_guest, first.product_id, first.variant_id
    FROM joined_staging JOIN (
        SELECT DISTINCT ON (product_key) * FROM product_plan
        WHERE product_key IN (SELECT product_key FROM joined_staging) ORDER BY product_key, row_number
    ) AS first USING (product_key)
) AS accepted
"""

_STALE = """
SELECT DISTINCT product_id FROM product_plan
WHERE product_id IN (SELECT product_id FROM touched_product) OR (is_new_variant AND NOT is_new)
ORDER BY product_id
"""


def write(*, source: str, assumed_units: int, reference: str) -> tuple[int, int, int]:
    """Write the planned rows; return how many made a product, changed one, and there are in all."""
    for table, column in (("touched_product", "product_id"), ("touched_variant", "variant_id")):
        staging.create(table, {column: "bigint NOT NULL"})
    staging.run("DROP TABLE IF EXISTS pg_temp.product_offer")
    values: staging.Values = {"source": source, "assumed": assumed_units}
    staging.run(_ATTRIBUTES)
    staging.run("ANALYZE catalog_productattribute")
    staging.run(_OFFERS, values)
    staging.run("CREATE INDEX ON product_offer (first_row)")
    staging.run("ANALYZE product_offer")
    staging.run(_INSERT_PRODUCTS, values)
    staging.run(_UPDATE_PRODUCTS)
    staging.run(_INSERT_VARIANTS)
    staging.run(_UPDATE_VARIANTS)
    for statement in (_INSERT_STOCK, _UPDATE_STOCK):
        _give_stock_reference(reference)
        staging.run(statement, values)
    staging.run(_INSERT_REVIEWS)
    for ids in _stale_products():
        summaries.refresh(ids)
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOME)
        created, changed, total = cursor.fetchone()
    return int(created), int(changed), int(total)


def _give_stock_reference(reference: str) -> None:
    """Say in the stock ledger where the next count comes from."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('shelfwise.stock_reference', %s, true)", [reference])


def _stale_products() -> Iterator[list[int]]:
    """Yield the ids of products whose summary may be out of date, some thousands at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE)
        stale = [int(row[0]) for row in cursor.fetchall()]
    for start in range(0, len(stale), _REFRESH_PRODUCTS):
        yield stale[start : start + _REFRESH_PRODUCTS]
