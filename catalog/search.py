"""Finds products by what somebody typed: article numbers first, then words, then what they probably meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import Ln

from catalog.models import Product, Variant
from catalog.querysets import ProductQuerySet

CONFIGURATION = "shop_english"
"""The text search configuration of the document trigger (catalog.migrations.0002): English stems, no accents."""
MAX_WORDS = 12

_WORD = re.compile(r"\w+", re.UNICODE)
_ARTICLE_NUMBER = re.compile(r"(?=\S*[\d_./-])[\w./-]{3,80}")


@dataclass(frozen=True, slots=True)
class Found:
    """The products that answer a question, best first, before any filter."""

    products: ProductQuerySet
    """Annotated with ``relevance``, higher is better."""
    query: str
    """What was searched for in the end."""
    typed: str

    @property
    def is_corrected(self) -> bool:
        """Whether the words were changed to find something."""
        return self.query != self.typed


def find(text: str, *, now: datetime) -> Found:
    """Return what answers exactly these words. At most one query, for a text that looks like an article number."""
    visible = Product.objects.visible(now=now)
    question = _question(text)
    exact = _by_article_number(text)
    matches = Q(pk__in=exact)
    if question is not None:
        matches |= Q(search_text=question)
    if not exact and question is None:
        return Found(visible.none().annotate(relevance=Value(0.0)), text, text)
    return Found(
        visible.filter(matches).annotate(relevance=_relevance(question, exact)), text, text
    )


def find_meant(text: str, *, now: datetime) -> Found | None:
    """Return what answers the words with their typing mistakes mended, or nothing if there are none. One query more."""
    meant = corrected(text)
    if meant == text:
        return None
    found = find(meant, now=now)
    return Found(found.products, meant, text)


def find_any(text: str, *, now: datetime) -> Found:
    """Return what answers at least one of the words, for when nothing answers all of them."""
    words = _words(text)
    question = (
        SearchQuery(" | ".join(words), config=CONFIGURATION, search_type="raw") if words else None
    )
    visible = Product.objects.visible(now=now)
    if question is None:
        return Found(visible.none().annotate(relevance=Value(0.0)), text, text)
    return Found(
        visible.filter(search_text=question).annotate(relevance=_relevance(question, [])),
        text,
        text,
    )


def corrected(text: str) -> str:
    """Return the text with every unknown word replaced by the most similar word of the catalogue. One query."""
    words = [word.lower() for word in _words(text)]
    if not words:
        return text
    with connection.cursor() as cursor:
        cursor.execute(_CORRECT, {"words": words})
        meant = dict(cursor.fetchall())
    return " ".join(meant.get(word, word) for word in words)


def refresh_words() -> int:
    """Count anew which words the visible catalogue uses; return how many. Two queries."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalog_searchword'))")
        cursor.execute("DELETE FROM catalog_searchword")
        cursor.execute(_READ_WORDS)
        return int(cursor.rowcount)


_CORRECT = """
SELECT typed.word, meant.word
FROM unnest(%(words)s::text[]) AS typed (word)
CROSS JOIN LATERAL (
    SELECT word FROM catalog_searchword
    WHERE word %% shop_unaccent(typed.word) AND abs(length(word) - length(typed.word)) <= 2
    ORDER BY similarity(word, shop_unaccent(typed.word)) DESC, product_count DESC LIMIT 1
) AS meant
WHERE length(typed.word) > 2 AND typed.word !~ '^[0-9]+$'
  AND NOT EXISTS (SELECT FROM catalog_searchword WHERE word = shop_unaccent(typed.word))
"""

# ts_stat takes its query as text; the brand of a product stands in a column of its own in the join.
_READ_WORDS = """
INSERT INTO catalog_searchword (word, product_count)
SELECT word, ndoc FROM ts_stat($$
    SELECT to_tsvector('simple', shop_unaccent(concat_ws(' ', product.title, product.product_type, brand.name,
        (SELECT string_agg(value.text, ' ') FROM catalog_productattribute AS value WHERE value.product_id = product.id))))
    FROM catalog_product AS product LEFT JOIN catalog_brand AS brand ON brand.id = product.brand_id
    WHERE product.status = 'published'
$$) WHERE length(word) BETWEEN 3 AND 60 AND word !~ '^[0-9.,/-]+$'
"""


def _words(text: str) -> list[str]:
    return _WORD.findall(text)[:MAX_WORDS]


def _question(text: str) -> SearchQuery | None:
    """Return the words as PostgreSQL asks them: all of them, the last one perhaps not typed to its end."""
    words = _words(text)
    if not words:
        return None
    as_typed = SearchQuery(text, config=CONFIGURATION, search_type="websearch")
    if text.count('"') > 1 or re.search(r"(^|\s)-\w", text):
        return as_typed
    prefix = " & ".join((*words[:-1], f"{words[-1]}:*"))
    return as_typed | SearchQuery(prefix, config=CONFIGURATION, search_type="raw")


def _by_article_number(text: str) -> list[int]:
    """Return the products that have this SKU or EAN. One query, and none for ordinary words."""
    if not _ARTICLE_NUMBER.fullmatch(text):
        return []
    numbers = {text, text.upper(), text.lower()}
    rows = Variant.objects.filter(Q(sku__in=numbers) | (Q(ean=text) & ~Q(ean="")), is_active=True)
    return sorted(set(rows.values_list("product_id", flat=True)))


def _relevance(question: SearchQuery | None, exact: list[int]) -> Case:
    """Return the score: article numbers above all, then text rank with a little of what sells."""
    if question is None:
        return Case(default=Value(1.0), output_field=FloatField())
    rank = SearchRank(
        F("search_text"), question, weights=[0.05, 0.2, 0.4, 1.0], normalization=Value(1)
    )
    score = rank * (Value(1.0) + Value(0.1) * Ln(Value(1.0) + F("popularity")))
    return Case(When(pk__in=exact, then=Value(1e6)), default=score, output_field=FloatField())
