"""Finds the words that were probably meant, among those of the catalogue."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection, transaction

from catalog.search import beginnings, beginnings_sql, mistakes
from catalog.search.question import CONFIGURATION
from catalog.search.words import words_of

SHORT = 5
"""Words up to this length may hold one mistake, longer ones two."""
FREQUENCY_WORTH = 0.25
"""A word ten times as frequent may be this much further away."""
TOGETHER_WORTH = 0.5
"""The same for a reading whose words stand together on ten times as many products."""
OTHER_START = 0.3
"""The first letter is seldom wrong."""
SPLIT = 1.2
"""A blank too much or too few."""
MOST_CANDIDATES, MOST_OPTIONS, MOST_READINGS = 24, 5, 8


def corrected(text: str) -> str:
    """Return the text with every unknown word replaced by the word of the catalogue most probably meant.

    One query, and one more where several words tell together what was meant.
    """
    words = words_of(text)
    if not words:
        return text
    near = _near(words)
    readings = [Reading(0.0, ())]
    for options in _options(words, near):
        readings = sorted(one + option for one in readings for option in options)[:MOST_READINGS]
    if len(readings) > 1 and len(words) > 1:
        counts = _together([reading.words for reading in readings])
        readings = [
            Reading(reading.cost - TOGETHER_WORTH * math.log10(1 + count), reading.words)
            for reading, count in zip(readings, counts, strict=True)
        ]
    return " ".join(min(readings).words)


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """One way to understand what was typed."""

    cost: float
    words: tuple[str, ...]

    def __add__(self, other: Reading) -> Reading:
        """Return both, one after the other."""
        return Reading(self.cost + other.cost, self.words + other.words)


def _options(words: Sequence[str], near: Mapping[str, Mapping[str, int]]) -> list[list[Reading]]:
    """Return the readings of each word; two words that were one stand together in the place of the first."""
    found, place = list[list[Reading]](), 0
    while place < len(words):
        pair = words[place : place + 2]
        joined = "".join(pair)
        if (
            len(pair) == 2
            and not all(word in near.get(word, {}) for word in pair)
            and joined in near.get(joined, {})
        ):
            found.append([Reading(SPLIT, (joined,))])
            place += 2
            continue
        found.append(_readings(words[place], near))
        place += 1
    return found


def _readings(word: str, near: Mapping[str, Mapping[str, int]]) -> list[Reading]:
    """Return the most probable readings of one word; the word alone when it is known or like nothing."""
    if word in near.get(word, {}) or len(word) < 2 or word.isdigit():
        return [Reading(0.0, (word,))]
    allowed = 1.0 if len(word) <= SHORT else 2.0
    found = []
    for candidate, count in near.get(word, {}).items():
        distance = mistakes.cost(word, candidate)
        if distance <= allowed and len(candidate) > 1:
            is_other_start = OTHER_START * (candidate[0] != word[0])
            found.append(Reading(distance + is_other_start - _worth(count), (candidate,)))
    for cut in range(1, len(word)):
        head, tail = word[:cut], word[cut:]
        count = min(near.get(head, {}).get(head, 0), near.get(tail, {}).get(tail, 0))
        if count and max(len(head), len(tail)) > 2:
            found.append(Reading(SPLIT - _worth(count), (head, tail)))
    return sorted(found)[:MOST_OPTIONS] or [Reading(0.0, (word,))]


def _worth(count: int) -> float:
    return FREQUENCY_WORTH * math.log10(1 + count)


def _together(readings: Sequence[Sequence[str]]) -> list[int]:
    """Return how many products are called by all words of each reading, up to a hundred. One query."""
    counted = f"(SELECT count(*) FROM ({_CALLED} LIMIT 100) AS those)"  # noqa: S608 - our own text
    values = [value for words in readings for value in (CONFIGURATION, " ".join(words))]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([counted] * len(readings))}", values)
        return list(cursor.fetchone())


def _near(words: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the words of the catalogue near each word, with how many products use them. One query."""
    pairs = ["".join(two) for two in pairwise(words)]
    pieces = {word[:cut] for word in words for cut in range(1, len(word))}
    pieces |= {word[cut:] for word in words for cut in range(1, len(word))}
    exact = sorted({*words, *pairs, *pieces})
    asked = list(dict.fromkeys(words))
    sql = " UNION ".join([_EXACT, _DESCRIBING, *[_NEAR] * len(asked)])
    values: list[str | int | list[str]] = [exact, asked, CONFIGURATION]
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

_DESCRIBING = """SELECT typed, typed, 1 FROM unnest(%s::text[]) AS typed
WHERE EXISTS (SELECT FROM catalog_searchlexeme WHERE lexeme = ANY(tsvector_to_array(to_tsvector(%s::regconfig, typed))))
  AND NOT EXISTS (SELECT FROM catalog_searchword WHERE word = shop_unaccent(typed))"""

# Every lexeme must stand in the title (A) or the names (B) of the product.
_CALLED = """SELECT FROM catalog_product WHERE status = 'published' AND search_text @@
regexp_replace(plainto_tsquery(%s::regconfig, %s)::text, $$'(?= |$)$$, $$':AB$$, 'g')::tsquery"""

_NEAR = """(SELECT %s::text AS typed, word, product_count FROM (
    (SELECT word, product_count FROM catalog_searchword WHERE shortened && %s::varchar[]
     ORDER BY product_count DESC LIMIT %s)
    UNION
    (SELECT word, product_count FROM catalog_searchword
     WHERE word %% shop_unaccent(%s) AND abs(length(word) - length(%s)) <= 2
     ORDER BY similarity(word, shop_unaccent(%s)) DESC, product_count DESC LIMIT 12)
) AS near)"""


def refresh_words() -> int:
    """Count anew which words the visible catalogue uses; return how many. Seven queries."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalog_searchword'))")
        cursor.execute("DELETE FROM catalog_searchlexeme")
        cursor.execute(_READ_LEXEMES)
        cursor.execute(_READ_STATISTICS)
        cursor.execute("DELETE FROM catalog_searchword")
        cursor.execute(_READ_WORDS)
        count = int(cursor.rowcount)
        beginnings_sql.write()
    beginnings.current.forget()
    return count


_READ_LEXEMES = """
INSERT INTO catalog_searchlexeme (lexeme, product_count)
SELECT word, ndoc FROM ts_stat($$SELECT search_text FROM catalog_product WHERE status = 'published'$$)
WHERE length(word) <= 255
"""

# Scores rest on the mean sizes, and whoever keeps scores must forget them with each new mean: a small step is none.
_READ_STATISTICS = """
WITH before AS (
    DELETE FROM catalog_searchstatistics RETURNING title_bytes AS title, description_bytes AS description
), counted AS (
    SELECT count(*) AS products, coalesce(avg(pg_column_size(title)), 60) AS title,
           coalesce(avg(pg_column_size(description)), 100) AS description
    FROM catalog_product WHERE status = 'published'
)
INSERT INTO catalog_searchstatistics (product_count, title_bytes, description_bytes)
SELECT products, coalesce((SELECT title FROM before WHERE title BETWEEN counted.title * 0.98 AND counted.title * 1.02
                           LIMIT 1), counted.title),
       coalesce((SELECT description FROM before
                 WHERE description BETWEEN counted.description * 0.98 AND counted.description * 1.02
                 LIMIT 1), counted.description)
FROM counted
"""

# ts_stat takes its query as text; the brand of a product stands in a column of its own in the join. Words that only
# values of filters or several descriptions use count as one product: what is said of things must not outweigh what they
# are called. What a single description says may be a mistake itself, and reading them all would take longer than all else:
# those of the most wanted products say most of what there is to say.
_READ_WORDS = """
WITH named AS (
    SELECT word, ndoc FROM ts_stat($$
        SELECT to_tsvector('simple', shop_unaccent(concat_ws(' ', product.title, product.product_type, brand.name,
               array_to_string(product.tags, ' '), department.name)))
        FROM catalog_product AS product LEFT JOIN catalog_brand AS brand ON brand.id = product.brand_id
             LEFT JOIN catalog_department AS department ON department.id = product.department_id
        WHERE product.status = 'published'
    $$)
), said AS (
    SELECT word, 1 AS ndoc FROM ts_stat($$
        SELECT to_tsvector('simple', shop_unaccent(value)) FROM catalog_facetvalue
    $$)
), told AS (
    SELECT word, 1 AS ndoc FROM ts_stat($$
        SELECT to_tsvector('simple', shop_unaccent(left(description, 1000)))
        FROM catalog_product WHERE status = 'published' ORDER BY popularity DESC, id LIMIT 10000
    $$) WHERE ndoc > 1
)
INSERT INTO catalog_searchword (word, product_count, shortened)
SELECT word, max(ndoc), ARRAY(SELECT word UNION SELECT left(word, place - 1) || substr(word, place + 1)
                              FROM generate_series(1, least(length(word), 30)) AS place)
FROM (SELECT * FROM named UNION ALL SELECT * FROM said UNION ALL SELECT * FROM told) AS every_word
WHERE length(word) BETWEEN 2 AND 60 AND word !~ '^[0-9.,/-]+$' AND to_tsvector('shop_search', word) <> ''
GROUP BY word
"""
