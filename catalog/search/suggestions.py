"""What somebody may be about to ask: popular questions, departments, products, while the word is still being typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from catalog import departments, pricing
from catalog.models import Product
from catalog.money import Money
from catalog.search import spelling
from catalog.search.question import CONFIGURATION, quoted, words_of

TTL_SECONDS = 300
SHORTEST = 2
"""Signs from which something is offered."""
WORDS, SHELVES, PRODUCTS = 4, 3, 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line below the search box."""

    kind: str
    """query, department or product."""
    text: str
    url: str
    picture: str = ""
    price: Money | None = None


def suggest(text: str, *, now: datetime) -> list[Suggestion]:
    """Return what fits a beginning, mended when nothing fits; kept per text for five minutes.

    Three queries for a text nobody typed lately, one more when it holds a typing mistake.
    """
    begun = " ".join(words_of(text))
    if len(begun) < SHORTEST:
        return []
    price_list = pricing.in_use()
    market = 0 if price_list is None else price_list.id
    key = f"suggest:{market}:{blake2b(begun.encode(), digest_size=12).hexdigest()}"
    held = cache.get(key)
    if held is None:
        held = _rows(begun, now=now) or _rows(spelling.corrected(begun), now=now)
        cache.set(key, held, TTL_SECONDS)
    return [_suggestion(*row) for row in held]


Row = tuple[str, str, str, str, int | None, str]
"""Kind, text, address, picture, price in minor units, currency: what JSON can keep."""


def _suggestion(
    kind: str, text: str, url: str, picture: str, price: int | None, currency: str
) -> Suggestion:
    return Suggestion(kind, text, url, picture, None if price is None else Money(price, currency))


def _rows(begun: str, *, now: datetime) -> list[Row]:
    words = words_of(begun)
    if not words:
        return []
    shelves = [
        ("department", shelf.name, shelf.url, "", None, "")
        for shelf in departments.tree().by_id.values()
        if _fits(words, words_of(shelf.name))
    ][:SHELVES]
    address = reverse("catalog:search")
    completed, fitting = _completed(words)
    queries: list[Row] = [
        ("query", query, f"{address}?{urlencode({'q': query})}", "", None, "")
        for query in completed
    ]
    return queries + shelves + _products(words, fitting, now=now)


def _fits(typed: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether each typed word begins a word of the name."""
    return all(any(word.startswith(one) for word in words) for one in typed)


@dataclass(frozen=True, slots=True)
class Fitting:
    """How many products the words may fit, judged by how many use each word."""

    product_count: int
    expected: float

    @property
    def is_frequent(self) -> bool:
        """Whether the most wanted of all products hold some that fit sooner than all that fit can be read."""
        return self.expected**2 > PRODUCTS * self.product_count


def _completed(words: Sequence[str]) -> tuple[list[str], Fitting]:
    """Return popular questions that begin so, then the last word completed by frequent words; and how much fits. One query."""
    *whole, last = words
    with connection.cursor() as cursor:
        cursor.execute(
            _COMPLETED,
            {
                "begun": f"{_pattern(' '.join(words))}%",
                "before": f"{' '.join(whole)} ".lstrip(),
                "last": f"{_pattern(last)}%",
                "whole": whole,
                "limit": WORDS,
            },
        )
        rows = cursor.fetchall()
    (product_count,) = [count for kind, _, count in rows if kind == "all"]
    expected = float(product_count)
    for kind, _, count in rows:
        if kind == "users":
            expected *= min(1.0, count / max(product_count, 1))
    queries = dict.fromkeys(text for kind, text, _ in rows if kind == "query")
    return list(queries)[:WORDS], Fitting(product_count, expected)


def _pattern(text: str) -> str:
    """Return a text as LIKE takes it literally; words hold no other sign that it would interpret."""
    return text.replace("_", "\\_")


_COMPLETED = """
(SELECT 'query', query, asked_count::bigint FROM catalog_searchquery
 WHERE query LIKE %(begun)s AND found_count > 0 AND asked_count > 1
 ORDER BY asked_count DESC, query LIMIT %(limit)s)
UNION ALL
(SELECT 'query', %(before)s || word, product_count FROM catalog_searchword WHERE word LIKE %(last)s
 ORDER BY product_count DESC, word LIMIT %(limit)s)
UNION ALL
SELECT 'users', '', coalesce(sum(product_count), 0) FROM catalog_searchword WHERE word LIKE %(last)s
UNION ALL
SELECT 'users', word, product_count FROM catalog_searchword WHERE word = ANY(%(whole)s)
UNION ALL
SELECT 'all', '', coalesce((SELECT product_count FROM catalog_searchstatistics LIMIT 1), 0)
"""


def _products(words: Sequence[str], fitting: Fitting, *, now: datetime) -> list[Row]:
    """Return the most wanted products that are called so. One query."""
    *whole, last = words
    price_list = pricing.in_use()
    asked = " & ".join([*(f"{quoted(word)}:AB" for word in whole), f"{quoted(last)}:*AB"])
    with connection.cursor() as cursor:
        cursor.execute(
            _WALKED if fitting.is_frequent else _FOUND,
            {
                "asked": asked,
                "now": now,
                "limit": PRODUCTS,
                "configuration": CONFIGURATION,
                "price_list": None if price_list is None else price_list.id,
            },
        )
        return [
            ("product", title, Product(slug=slug).get_absolute_url(), picture, price, currency)
            for title, slug, picture, price, currency in cursor.fetchall()
        ]


_COLUMNS = """title, slug, picture, coalesce(listed.price_minor, product.price_minor),
       coalesce(listed.currency, product.currency)"""
_LISTED = """LEFT JOIN catalog_productprice AS listed
    ON listed.product_id = product.id AND listed.price_list_id = %(price_list)s
WHERE (%(price_list)s::bigint IS NULL OR listed.id IS NOT NULL)"""
_FITS = """status = 'published' AND published_at <= %(now)s AND (hidden_at IS NULL OR hidden_at > %(now)s)
  AND search_text @@ to_tsquery(%(configuration)s::regconfig, %(asked)s)"""
_BEST = "ORDER BY popularity DESC, product.id LIMIT %(limit)s"

# The planner cannot know how often a beginning fits: for a rare one it would walk through the whole shop.
_WALKED = f"SELECT {_COLUMNS} FROM catalog_product AS product {_LISTED} AND {_FITS} {_BEST}"  # noqa: S608
_FOUND = f"""
WITH product AS MATERIALIZED (
    SELECT id, title, slug, picture, price_minor, currency, popularity FROM catalog_product WHERE {_FITS}
)
SELECT {_COLUMNS} FROM product {_LISTED} {_BEST}
"""  # noqa: S608 - our own text
