"""The words of most products, looked up before the first shopper asks: of all words these take longest."""

from __future__ import annotations

from itertools import accumulate

from catalog import columns
from catalog.columns import Columns
from catalog.models import SearchLexeme, SearchStatistics
from catalog.search import written
from catalog.search.postings import MOST_ENTRIES, Index
from catalog.search.question import Question, Term
from catalog.snapshots import Snapshot

WORDS = 64
ROOM = MOST_ENTRIES // 2
"""Entries that frequent words may take; the others are for what shoppers say."""


def look_up(catalogue: Columns) -> int:
    """Keep which products have the most frequent words, and how well; return how many words that are.

    One query for the words, one for the catalogue as a whole, one for what is written and what changed since, and one for
    what is not; only the first in a small shop.
    """
    frequent = SearchLexeme.objects.filter(product_count__gte=written.LEAST_PRODUCTS)
    ordered = frequent.order_by("-product_count", "lexeme").values_list("lexeme", "product_count")
    rows = list(ordered[:WORDS])
    totals = accumulate(count for _, count in rows)
    counted = [row for row, total in zip(rows, totals, strict=True) if total <= ROOM]
    whole = SearchStatistics.objects.first() if counted else None
    if whole is None:
        return 0
    terms = tuple(
        Term((lexeme,), (lexeme,), idf=0.0, product_count=count) for lexeme, count in counted
    )
    Index(catalogue).read((), Question("", terms, *whole.lengths))
    return len(terms)


opening = Snapshot(lambda: look_up(columns.current()), ttl_seconds=0)
"""Lets a new process know them before its first shopper comes."""
