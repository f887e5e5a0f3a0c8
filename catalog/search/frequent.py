"""The words of most products, looked up before the first shopper asks: of all words these take longest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
    rows = frequent.order_by("-product_count", "lexeme").values_list("lexeme", "product_count")
    counted = [(lexeme, count) for lexeme, count, total in _summed(rows[:WORDS]) if total <= ROOM]
    whole = SearchStatistics.objects.first() if counted else None
    if whole is None:
        return 0
    terms = tuple(
        Term((lexeme,), (lexeme,), idf=0.0, product_count=count) for lexeme, count in counted
    )
    sizes = max(whole.title_bytes, 1.0), max(whole.description_bytes, 1.0)
    Index(catalogue).read((), Question("", terms, *sizes))
    return len(terms)


def _summed(rows: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int, int]]:
    """Yield words with their entries, and with the entries that they and all before them take."""
    total = 0
    for lexeme, count in rows:
        total += count
        yield lexeme, count, total


opening = Snapshot(lambda: look_up(columns.current()), ttl_seconds=0)
"""Lets a new process know them before its first shopper comes."""
