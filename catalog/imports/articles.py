"""Articles that a file of orders or clicks names: found in the catalogue, or made so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection
from django.utils.text import slugify
from numpy.typing import NDArray

from catalog import summaries
from catalog.imports import staging
from catalog.models import ProductStatus

_COLUMNS = {
    "place": "int PRIMARY KEY",
    "code": "text NOT NULL",
    "title": "text NOT NULL",
    "slug": "text NOT NULL",
    "price_minor": "bigint",
    "seen_at": "timestamptz NOT NULL",
    "product_id": "bigint",
    "variant_id": "bigint",
    "is_new": "boolean NOT NULL DEFAULT false",
}
_FILLED = ("place", "code", "title", "slug", "price_minor", "seen_at")

_MATCH_SKU = """
UPDATE article_staging AS article SET product_id = found.product_id, variant_id = found.id
FROM (
    SELECT DISTINCT ON (place) place, variant.product_id, variant.id
    FROM article_staging JOIN catalog_variant AS variant ON upper(variant.sku) = upper(code)
    WHERE coalesce(article_staging.product_id, variant.product_id) = variant.product_id
    ORDER BY place, variant.sku <> code, variant.id
) AS found
WHERE found.place = article.place
"""

_MATCH_SOURCE = """
UPDATE article_staging AS article SET product_id = product.id
FROM catalog_product AS product
WHERE product.source = %(source)s AND product.external_id = article.code
"""

_MATCH_ELSEWHERE = """
UPDATE article_staging AS article SET product_id = found.id
FROM (
    SELECT external_id, min(id) AS id FROM catalog_product
    WHERE external_id IN (SELECT code FROM article_staging WHERE product_id IS NULL)
    GROUP BY external_id HAVING count(*) = 1
) AS found
WHERE article.product_id IS NULL AND found.external_id = article.code
"""

# Equal numbers in a file whose codes the catalogue mostly does not know are chance, not the same article.
_FORGET_STRANGERS = """
UPDATE article_staging AS article SET product_id = NULL, variant_id = NULL
FROM catalog_product AS product
WHERE product.id = article.product_id AND product.source <> %(source)s
  AND (article.variant_id IS NULL OR NOT %(are_skus)s)
  AND (SELECT count(any_product.id) < count(*) * 0.5
       FROM article_staging AS any_article
       LEFT JOIN catalog_product AS any_product ON any_product.id = any_article.product_id
       WHERE any_product.source IS DISTINCT FROM %(source)s
         AND (any_article.variant_id IS NULL OR NOT %(are_skus)s))
"""

_MATCH_ONLY_VARIANT = """
UPDATE article_staging AS article SET variant_id = single.id
FROM (
    SELECT product_id, min(id) AS id FROM catalog_variant
    WHERE product_id IN (SELECT product_id FROM article_staging WHERE variant_id IS NULL)
    GROUP BY product_id HAVING count(*) = 1
) AS single
WHERE article.variant_id IS NULL AND single.product_id = article.product_id
"""

_NUMBER_NEW = """
UPDATE article_staging SET is_new = true,
    product_id = nextval(pg_get_serial_sequence('catalog_product', 'id')),
    slug = CASE WHEN EXISTS (SELECT FROM catalog_product WHERE catalog_product.slug = article_staging.slug)
                  OR EXISTS (SELECT FROM article_staging AS other WHERE other.slug = article_staging.slug
                             AND other.place < article_staging.place AND other.product_id IS NULL)
                THEN slug || '-' || left(md5(%(source)s || chr(31) || code), 16) ELSE slug END
WHERE product_id IS NULL
"""

_INSERT_PRODUCTS = """
INSERT INTO catalog_product (
    id, title, slug, description, product_type, tags, status, published_at, source, external_id,
    updated_at, currency, price_minor, has_price_range, is_in_stock, rating_count, picture, picture_alt,
    popularity)
SELECT product_id, title, slug, '', '', '{}', CASE WHEN price_minor IS NULL THEN 'draft' ELSE %(status)s END,
       CASE WHEN %(status)s = 'published' AND price_minor IS NOT NULL THEN seen_at END, %(source)s, code,
       now(), CASE WHEN price_minor IS NULL THEN '' ELSE %(currency)s END, price_minor, false,
       price_minor IS NOT NULL AND %(units)s > 0, 0, '', '', 0
FROM article_staging WHERE is_new ORDER BY place
"""

_INSERT_VARIANTS = """
INSERT INTO catalog_variant (
    product_id, sku, ean, options, position, currency, price_minor, tax_class, is_active)
SELECT article.product_id, code, '', '{}', 0, %(currency)s, article.price_minor, 'standard', true
FROM article_staging AS article LEFT JOIN catalog_product AS product ON product.id = article.product_id
WHERE variant_id IS NULL AND article.price_minor IS NOT NULL AND product.source = %(source)s
  AND NOT EXISTS (SELECT FROM catalog_variant WHERE sku = code)
ORDER BY place
RETURNING id, sku
"""

_INSERT_STOCK = """
INSERT INTO catalog_stock (variant_id, on_hand, low_at)
SELECT id, %(units)s, 3 FROM catalog_variant WHERE id = ANY(%(ids)s) ORDER BY id
"""

_RENAME = """
UPDATE catalog_product AS product SET title = article.title, updated_at = now()
FROM article_staging AS article
WHERE product.id = article.product_id AND product.source = %(source)s AND NOT article.is_new
  AND product.title IS DISTINCT FROM article.title
"""

_REPRICE = """
UPDATE catalog_variant AS variant SET price_minor = article.price_minor,
    compare_at_minor = CASE WHEN variant.compare_at_minor > article.price_minor
                            THEN variant.compare_at_minor END
FROM article_staging AS article JOIN catalog_product AS product ON product.id = article.product_id
WHERE variant.id = article.variant_id AND product.source = %(source)s AND NOT article.is_new
  AND variant.currency = %(currency)s AND variant.price_minor <> article.price_minor
RETURNING variant.product_id
"""


@dataclass(frozen=True, slots=True)
class Article:
    """Something a file names by its code; without a price it can be looked at by staff, not bought."""

    code: str
    title: str
    seen_at: datetime
    price_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Where each article stands in the catalogue; arrays run along the articles, 0 = nothing there."""

    product_ids: NDArray[np.int64]
    variant_ids: NDArray[np.int64]
    created: int
    changed: int
    strangers: int = 0
    """Codes that some product has too, but in a file most of whose codes no product has."""


def find_or_create(
    articles: Sequence[Article],
    *,
    source: str,
    currency: str,
    status: ProductStatus,
    assumed_units: int = 0,
    are_skus: bool = True,
) -> Found:
    """Find articles by their id in this source, by SKU (case aside), or by an id only one source has.

    What is missing is created. Products of this very source follow the file's title and price; products
    that came from elsewhere are never touched. Where less than half of the codes are known by an id
    alone (or, if they need not be SKUs, at all), equal numbers are taken for chance and left apart.
    """
    values: staging.Values = {
        "source": source,
        "currency": currency,
        "status": str(status),
        "units": assumed_units,
        "are_skus": are_skus,
    }
    staging.create("article_staging", _COLUMNS)
    staging.fill("article_staging", _FILLED, _rows(articles))
    staging.run(_MATCH_SOURCE, values)
    staging.run(_MATCH_SKU)
    staging.run(_MATCH_ELSEWHERE)
    strangers = staging.run(_FORGET_STRANGERS, values)
    staging.run(_MATCH_ONLY_VARIANT)
    staging.run("CREATE INDEX ON article_staging (slug)")
    staging.run("ANALYZE article_staging")
    created = staging.run(_NUMBER_NEW, values)
    staging.run(_INSERT_PRODUCTS, values)
    _stock_new_variants(values)
    changed = staging.run(_RENAME, values)
    with connection.cursor() as cursor:
        cursor.execute(_REPRICE, values)
        repriced = {row[0] for row in cursor.fetchall()}
    summaries.refresh(repriced)
    product_ids, variant_ids = _places(len(articles))
    return Found(product_ids, variant_ids, created, max(changed, len(repriced)), strangers)


def _rows(articles: Sequence[Article]) -> Iterator[tuple[object, ...]]:
    for position, article in enumerate(articles):
        slug = slugify(article.title)[:240] or slugify(article.code)[:240] or "article"
        title = article.title[:255]
        yield position, article.code, title, slug, article.price_minor, article.seen_at


def _stock_new_variants(values: staging.Values) -> None:
    """Make the variants that are missing and put the assumed units on their shelf."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_VARIANTS, values)
        made = cursor.fetchall()
        cursor.execute(_INSERT_STOCK, {"units": values["units"], "ids": [row[0] for row in made]})
        cursor.execute(
            "UPDATE article_staging AS article SET variant_id = made.id "
            "FROM unnest(%s::bigint[], %s::text[]) AS made (id, sku) WHERE made.sku = article.code",
            [[row[0] for row in made], [row[1] for row in made]],
        )


def _places(n_articles: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    product_ids, variant_ids = np.zeros(n_articles, np.int64), np.zeros(n_articles, np.int64)
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, product_id, coalesce(variant_id, 0) FROM article_staging")
        for position, product_id, variant_id in cursor.fetchall():
            product_ids[position], variant_ids[position] = product_id, variant_id
    return product_ids, variant_ids
