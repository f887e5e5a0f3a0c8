"""The SQL that writes down every word products are called by, and which products: columns of numbers, sent as bytes.

Words are those of title, brand, type and tags as they are written there, in small letters and without accents; stems
play no part, for what is still being typed has none. Counted words (``catalog_searchword``) join in, so that a word that
only values of filters use can be completed.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

LONGEST = 60
"""Signs of a word; longer ones nobody types."""

_CALLED = """to_tsvector('simple', shop_unaccent(shop_words(concat_ws(' ', title,
    (SELECT name FROM catalog_brand WHERE id = brand_id), product_type, array_to_string(tags, ' ')))))"""


def write() -> None:
    """Write everything anew. Two queries in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_searchbeginnings")
        cursor.execute(_WRITE, {"longest": LONGEST})


# Products are numbered by demand: a smaller number is wanted more. Lexemes are numbered too, 0 for a stop word: what a
# whole word stands for is the same for all words of one number.
_WRITE = f"""
INSERT INTO catalog_searchbeginnings (seen, words, product_counts, lexemes, place_counts, places, product_ids)
WITH ranked AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY popularity DESC, id) - 1 AS place, {_CALLED} AS called
    FROM catalog_product AS product WHERE status = 'published'
), said AS (
    SELECT lexeme AS word, count(*) AS place_count, string_agg(int4send(place::int), '' ORDER BY place) AS places
    FROM ranked, unnest(called) WHERE length(lexeme) <= %(longest)s GROUP BY lexeme
), every_word AS (
    SELECT coalesce(said.word, counted.word) COLLATE "C" AS word, coalesce(product_count, 0) AS product_count,
           coalesce(place_count, 0) AS place_count, coalesce(places, ''::bytea) AS places
    FROM said FULL JOIN catalog_searchword AS counted ON counted.word = said.word
), stemmed AS (
    SELECT *, tsvector_to_array(to_tsvector('shop_search', word))::text AS lexeme FROM every_word
), listed AS MATERIALIZED (
    SELECT *, CASE WHEN lexeme = '{{}}' THEN 0 ELSE dense_rank() OVER (ORDER BY lexeme) END AS lexeme_place FROM stemmed
)
SELECT pg_current_snapshot()::text, coalesce(string_agg(word, E'\\n' ORDER BY word), ''),
       coalesce(string_agg(int4send(product_count), '' ORDER BY word), ''),
       coalesce(string_agg(int4send(lexeme_place::int), '' ORDER BY word), ''),
       coalesce(string_agg(int4send(place_count::int), '' ORDER BY word), ''),
       coalesce(string_agg(places, '' ORDER BY word), ''),
       coalesce((SELECT string_agg(int8send(id), '' ORDER BY place) FROM ranked), '')
FROM listed
"""  # noqa: S608 - our own text


def version() -> int | None:
    """Return the number of what is written, or nothing where nothing is yet. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM catalog_searchbeginnings")
        found = cursor.fetchone()[0]
    return None if found is None else int(found)


def called(product_ids: Sequence[int]) -> list[tuple[int, list[str]]]:
    """Return what published products are called, word by word. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, tsvector_to_array({_CALLED}) FROM catalog_product AS product "  # noqa: S608 - our own text
            "WHERE status = 'published' AND id = ANY(%s)",
            [list(product_ids)],
        )
        return list(cursor.fetchall())
