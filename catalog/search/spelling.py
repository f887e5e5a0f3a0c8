"""Finds the words that were probably meant, among those of the catalogue."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.db import connection, transaction

from catalog.search import mistakes
from catalog.search.question import words_of

SHORT = 5
"""Words up to this length may hold one mistake, longer ones two."""
FREQUENCY_WORTH = 0.25
"""A word ten times as frequent may be this much further away."""
MOST_CANDIDATES = 24


def corrected(text: str) -> str:
    """Return the text with every unknown word replaced by the word of the catalogue most probably meant. One query."""
    words = words_of(text)
    if not words:
        return text
    near = _near(words)
    meant, place = list[str](), 0
    while place < len(words):
        word, pair = words[place], "".join(words[place : place + 2])
        is_unknown = word not in near.get(word, {})
        next_word = words[place + 1] if place + 1 < len(words) else ""
        if (
            next_word
            and (is_unknown or next_word not in near.get(next_word, {}))
            and pair in near.get(pair, {})
        ):
            meant.append(pair)
            place += 2
            continue
        meant.append(_best(word, near) if is_unknown else word)
        place += 1
    return " ".join(meant)


def _best(word: str, near: Mapping[str, Mapping[str, int]]) -> str:
    """Return the most probable word, or two words that were written as one, or the word itself."""
    if len(word) < 2 or word.isdigit():
        return word
    allowed = 1.0 if len(word) <= SHORT else 2.0
    options = []
    for candidate, count in near.get(word, {}).items():
        distance = mistakes.cost(word, candidate)
        if distance <= allowed and len(candidate) > 1:
            is_other_start = 0.3 * (candidate[0] != word[0])
            options.append((distance + is_other_start - _worth(count), candidate))
    for cut in range(1, len(word)):
        head, tail = word[:cut], word[cut:]
        counts = (near.get(head, {}).get(head, 0), near.get(tail, {}).get(tail, 0))
        if all(counts) and max(len(head), len(tail)) > 2:
            options.append((0.9 - _worth(min(counts)), f"{head} {tail}"))
    return min(options)[1] if options else word


def _worth(count: int) -> float:
    return FREQUENCY_WORTH * math.log10(1 + count)


def _near(words: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the words of the catalogue near each word, with how many products use them. One query."""
    pairs = ["".join(two) for two in pairwise(words)]
    pieces = {word[:cut] for word in words for cut in range(1, len(word))}
    pieces |= {word[cut:] for word in words for cut in range(1, len(word))}
    exact = sorted({*words, *pairs, *pieces})
    asked = list(dict.fromkeys(words))
    sql = " UNION ".join([_EXACT, *[_NEAR] * len(asked)])
    values: list[str | int | list[str]] = [exact]
    for word in asked:
        values += [word, mistakes.shortened(word), MOST_CANDIDATES, word, word, word]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    found: dict[str, dict[str, int]] = {}
    for typed, word, count in rows:
        found.setdefault(typed, {})[word] = count
    return found


_EXACT = """SELECT typed, word, product_count FROM unnest(%s::text[]) AS typed
JOIN catalog_searchword ON word = shop_unaccent(typed)"""

_NEAR = """(SELECT %s::text AS typed, word, product_count FROM (
    (SELECT word, product_count FROM catalog_searchword WHERE shortened && %s::varchar[]
     ORDER BY product_count DESC LIMIT %s)
    UNION
    (SELECT word, product_count FROM catalog_searchword
     WHERE word %% shop_unaccent(%s) AND abs(length(word) - length(%s)) <= 2
     ORDER BY similarity(word, shop_unaccent(%s)) DESC, product_count DESC LIMIT 12)
) AS near)"""


def refresh_words() -> int:
    """Count anew which words the visible catalogue uses; return how many. Six queries."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalog_searchword'))")
        cursor.execute("DELETE FROM catalog_searchlexeme")
        cursor.execute(_READ_LEXEMES)
        cursor.execute("DELETE FROM catalog_searchstatistics")
        cursor.execute(_READ_STATISTICS)
        cursor.execute("DELETE FROM catalog_searchword")
        cursor.execute(_READ_WORDS)
        return int(cursor.rowcount)


_READ_LEXEMES = """
INSERT INTO catalog_searchlexeme (lexeme, product_count)
SELECT word, ndoc FROM ts_stat($$SELECT search_text FROM catalog_product WHERE status = 'published'$$)
WHERE length(word) <= 255
"""

_READ_STATISTICS = """
INSERT INTO catalog_searchstatistics (product_count, title_bytes, description_bytes)
SELECT count(*), coalesce(avg(pg_column_size(title)), 60), coalesce(avg(pg_column_size(description)), 100)
FROM catalog_product WHERE status = 'published'
"""

# ts_stat takes its query as text; the brand of a product stands in a column of its own in the join.
_READ_WORDS = """
INSERT INTO catalog_searchword (word, product_count, shortened)
SELECT word, ndoc, ARRAY(SELECT word UNION SELECT left(word, place - 1) || substr(word, place + 1)
                         FROM generate_series(1, least(length(word), 30)) AS place)
FROM ts_stat($$
    SELECT to_tsvector('simple', shop_unaccent(concat_ws(' ', product.title, product.product_type, brand.name,
        (SELECT string_agg(value.text, ' ') FROM catalog_productattribute AS value WHERE value.product_id = product.id))))
    FROM catalog_product AS product LEFT JOIN catalog_brand AS brand ON brand.id = product.brand_id
    WHERE product.status = 'published'
$$) WHERE length(word) BETWEEN 2 AND 60 AND word !~ '^[0-9.,/-]+$'
"""
