"""Postings of the words of most products, written down by the worker, so that a process reads what it need not work out.

Scoring the products of one frequent word takes PostgreSQL tens of milliseconds, reading what is written less than one.
What is written says which transactions it has seen; products that changed since are scored anew by whoever reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from django.db import connection, transaction

from catalog.columns import Part
from catalog.models import SearchLexeme, SearchStatistics
from catalog.search import lexical_sql
from catalog.search.changes import changed_since
from catalog.search.lexical_sql import Scored
from catalog.search.question import quoted
from catalog.statements import Statement

LEAST_PRODUCTS = 1_000
"""The products of a rarer word are scored in a few milliseconds when somebody says it."""
MOST_ENTRIES = 10_000_000
"""The most frequent words come first; so many products of words take the database forty seconds and 160 MB."""
MANY_CHANGED = 500
"""After so many changes all is written anew, at the next time."""
MOST_CHANGED = 2_000
"""After more changes nothing written is read until then."""

Lengths = tuple[float, float]
"""The mean sizes of titles and descriptions that scores rest on."""


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What is written of some words."""

    words: Mapping[str, Scored]
    """By the word as a tsquery spells it."""
    stale: Sequence[int]
    """Products that changed since: no word has them here, their scores must be worked out."""


NOTHING = Written({}, ())


def write() -> int:
    """Write the postings of all frequent words down; return how many words that are.

    Four queries and one a word; four in all when few products changed since the last time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalog_searchposting'))")
        whole = SearchStatistics.objects.first()
        if whole is None:
            return 0
        lengths = whole.lengths
        cursor.execute("SELECT pg_current_snapshot()::text")
        seen = str(cursor.fetchone()[0])
        if kept := _kept(lengths):
            return kept
        cursor.execute("DELETE FROM catalog_searchposting")
        lexemes = _frequent()
        for lexeme in lexemes:
            sql, values = lexical_sql.scored(quoted(lexeme), *lengths, only=None)
            cursor.execute(_WRITE.format(scored=sql), [seen, *lengths, *values])
        return len(lexemes)


def _frequent() -> list[str]:
    """Return the words to write, most frequent first. One query."""
    frequent = SearchLexeme.objects.filter(product_count__gte=LEAST_PRODUCTS)
    counted = frequent.order_by("-product_count", "lexeme").values_list("lexeme", "product_count")
    entries = accumulate(count for _, count in counted)
    return [
        lexeme for (lexeme, _), total in zip(counted, entries, strict=True) if total <= MOST_ENTRIES
    ]


_WRITE = """
INSERT INTO catalog_searchposting (condition, seen, title_bytes, description_bytes, written_at, product_ids, scores)
SELECT condition, %s, %s, %s, now(), ids, scores FROM ({scored}) AS found (kind, condition, ids, scores)
WHERE ids IS NOT NULL
"""


def _kept(lengths: Lengths) -> int:
    """Return how many words are written that need not be written anew yet. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT seen, title_bytes, description_bytes, count(*) OVER () {_HOLDING} LIMIT 1"
        )
        before = cursor.fetchone()
    if before is None or before[1:3] != lengths:
        return 0
    is_as_before = len(changed_since(before[0], limit=MANY_CHANGED)) < MANY_CHANGED
    return int(before[3]) if is_as_before else 0


# Changes are forgotten after six hours (``columns.forget_changes``): what is written must be a good deal younger.
_HOLDING = "FROM catalog_searchposting WHERE written_at > now() - interval '4 hours'"


def read(part: Part, conditions: Sequence[str], lengths: Lengths) -> Written:
    """Return what is written of single words. One query, none for no words; one more at the first time since it was written."""
    if not conditions:
        return NOTHING
    title, description = lengths
    rows = _READ.rows(conditions=list(conditions), title=title, description=description)
    stale = _stale(part, rows[0][1]) if rows else None
    if stale is None:
        return NOTHING
    return Written({condition: _without(stale, *scored) for condition, _, *scored in rows}, stale)


_READ = Statement(f"""
SELECT condition, seen, product_ids, scores {_HOLDING} AND condition = ANY(%(conditions)s::text[])
  AND title_bytes = %(title)s::float8 AND description_bytes = %(description)s::float8
""")


def _stale(part: Part, seen: str) -> list[int] | None:
    """Return the products that changed since, or nothing when they are too many. One query the first time.

    What changes later than that first time is known to have changed since the part was read, and is no longer asked of it.
    """
    key = ("changed since", seen)
    if key not in part.kept:
        changes = changed_since(seen, limit=MOST_CHANGED + 1)
        few = sorted({product_id for product_id, _ in changes})
        part.kept[key] = few if len(changes) <= MOST_CHANGED else None
    return part.kept[key]  # type: ignore[return-value]


def _without(stale: Sequence[int], ids: bytes, scores: bytes) -> Scored:
    """Read what is written of one word, but for stale products."""
    product_ids, numbers = lexical_sql.unpacked(ids, scores)
    if not stale:
        return product_ids, numbers
    holds = ~np.isin(product_ids, stale)
    return product_ids[holds], numbers[holds]
