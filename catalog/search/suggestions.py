"""What somebody may be about to ask: popular questions, departments, products, while the word is still being typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse

from catalog import departments, pricing
from catalog.departments import Shelf, Tree
from catalog.models import SearchQuery
from catalog.models.product import address_of
from catalog.money import Money
from catalog.search import beginnings, spelling
from catalog.search.beginnings import Beginnings, Words
from catalog.search.question import CONFIGURATION, quoted
from catalog.search.words import plain, words_of
from catalog.snapshots import Snapshot
from catalog.statements import Statement

TTL_SECONDS = 300
"""How long a question that became popular may take to be offered."""
SHORTEST = 2
"""Signs from which something is offered."""
WORDS, SHELVES, PRODUCTS = 4, 3, 5
CANDIDATES = 12
"""Products read at first: some may have ended, or not be sold in this market."""
MOST_CANDIDATES = 3_000
KEPT = 2_048
"""Terms of one process: a kilobyte each."""

Value = TypeVar("Value")


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
    """Return what fits a beginning, mended when nothing fits.

    One query, for the products as they are now; two more when it holds a typing mistake or a word that no product has.
    """
    begun = " ".join(words_of(text))
    if len(begun) < SHORTEST:
        return []
    terms = _terms()
    found = _fitting(begun, terms, now=now)
    if not found and (meant := terms.meant(begun)) != begun:
        found = _fitting(meant, terms, now=now)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What this process looked up for single terms, as long as the words, questions and departments it rests on hold."""

    words: Beginnings | None
    asked: Words
    tree: Tree
    lines: dict[str, list[Suggestion]] = field(default_factory=dict)
    """Term → questions and departments."""
    product_ids: dict[str, list[int]] = field(default_factory=dict)
    """Term → first candidates; what they are now is read for every suggestion."""
    mended: dict[str, str] = field(default_factory=dict)

    def candidates(
        self, known: Beginnings, whole: Sequence[str], last: str, *, limit: int
    ) -> list[int]:
        """Return the most wanted products that are called so."""
        if limit > CANDIDATES:
            return known.products(whole, last, limit=limit)
        term = " ".join([*whole, last])
        found = self.product_ids.get(term)
        if found is None:
            found = known.products(whole, last, limit=limit)
            _keep(self.product_ids, term, found)
        return found

    def meant(self, begun: str) -> str:
        """Return what was probably meant. Two queries, none for a term of a moment ago."""
        meant = self.mended.get(begun) or spelling.corrected(begun)
        if self.words is not None:  # nothing tells whether words that were never counted still hold
            _keep(self.mended, begun, meant)
        return meant


_terms_of = lru_cache(maxsize=1)(Terms)
Snapshot.forgotten_too.append(_terms_of.cache_clear)


def _terms() -> Terms:
    """Return what is known of terms; nothing once one of its sources was read anew."""
    return _terms_of(beginnings.current.get(), asked.get(), departments.tree())


def _keep(kept: dict[str, Value], term: str, value: Value) -> None:
    if len(kept) >= KEPT:
        kept.clear()
    kept[term] = value


def _fitting(begun: str, terms: Terms, *, now: datetime) -> list[Suggestion]:
    words = words_of(begun)
    if not words:
        return []
    lines = terms.lines.get(begun)
    if lines is None:
        lines = _lines(words, terms)
        _keep(terms.lines, begun, lines)
    return lines + _products(words, terms, now=now)


def _lines(words: Sequence[str], terms: Terms) -> list[Suggestion]:
    """Return the questions and departments that begin so."""
    address = reverse("catalog:search")
    queries = [
        Suggestion("query", query, f"{address}?{urlencode({'q': query})}")
        for query in _completed(words, terms)
    ]
    shelves = [
        Suggestion("department", shelf.name, shelf.url)
        for shelf in _shelves(terms.tree).fitting(words)[:SHELVES]
    ]
    return queries + shelves


def _completed(words: Sequence[str], terms: Terms) -> list[str]:
    """Return popular questions that begin so, then the last word completed by frequent words."""
    popular = terms.asked.most_used(" ".join(words), limit=WORDS)
    known = terms.words
    *whole, last = words
    ends = [] if known is None else known.completed(plain(last), limit=WORDS)
    return list(dict.fromkeys([*popular, *(" ".join([*whole, end]) for end in ends)]))[:WORDS]


def _read_asked() -> Words:
    """Read what more than one shopper asked and found. One query."""
    found = SearchQuery.objects.filter(found_count__gt=0, asked_count__gt=1)
    rows = sorted(row for row in found.values_list("query", "asked_count") if "\n" not in row[0])
    counts = np.array([count for _, count in rows], np.int32)
    return Words.read("\n".join(query for query, _ in rows), counts)


asked = Snapshot(_read_asked, ttl_seconds=TTL_SECONDS)


@dataclass(frozen=True, slots=True, eq=False)
class _Shelves:
    """The words of department names, in order, with the departments they stand in."""

    words: Words
    owners: tuple[int, ...]
    shelves: tuple[Shelf, ...]

    def fitting(self, typed: Sequence[str]) -> list[Shelf]:
        """Return the departments of whose names each typed word begins a word, in the order of the tree."""
        having = [set(self.owners[self.words.stretch(word)]) for word in typed]
        return [self.shelves[place] for place in sorted(set.intersection(*having))]


@lru_cache(maxsize=1)
def _shelves(tree: Tree) -> _Shelves:
    shelves = tuple(tree.by_id.values())
    pairs = sorted((word, n) for n, shelf in enumerate(shelves) for word in words_of(shelf.name))
    words = Words.read("\n".join(word for word, _ in pairs), np.ones(len(pairs), np.int32))
    return _Shelves(words, tuple(place for _, place in pairs), shelves)


def _products(words: Sequence[str], terms: Terms, *, now: datetime) -> list[Suggestion]:
    """Return the most wanted products that are called so and may be seen. One query."""
    known = terms.words
    *whole, last = map(plain, words)
    if known is None or not last.isascii() or not known.knows(whole):
        return _offered(_FOUND, now=now, **_tsqueries(words))
    limit = CANDIDATES
    while True:
        ids = terms.candidates(known, whole, last, limit=limit)
        offered = _offered(_THOSE, now=now, ids=ids) if ids else []
        if len(offered) == PRODUCTS or len(ids) < limit or limit >= MOST_CANDIDATES:
            return offered
        limit *= 16


def _tsqueries(words: Sequence[str]) -> dict[str, object]:
    """Return how PostgreSQL is asked for words that this process does not know, the last one perhaps unfinished."""
    *whole, last = words
    return {
        "whole": " & ".join(f"{quoted(word)}:AB" for word in whole),
        "last": f"{quoted(last)}:*AB",
        "unstemmed": f"{quoted(plain(last))}:*AB",
        "configuration": CONFIGURATION,
    }


def _offered(statement: Statement, *, now: datetime, **values: object) -> list[Suggestion]:
    price_list = pricing.in_use()
    rows = statement.rows(
        now=now, price_list=None if price_list is None else price_list.id, limit=PRODUCTS, **values
    )
    return [
        Suggestion(
            "product",
            title,
            address_of(slug),
            picture,
            None if price is None else Money(price, currency),
        )
        for title, slug, picture, price, currency in rows
    ]


_OFFERED = """
SELECT title, slug, picture, coalesce(listed.price_minor, product.price_minor),
       coalesce(listed.currency, product.currency)
FROM {those} AS product
LEFT JOIN catalog_productprice AS listed ON listed.product_id = product.id AND listed.price_list_id = %(price_list)s
WHERE (%(price_list)s::bigint IS NULL OR listed.id IS NOT NULL)
ORDER BY popularity DESC, product.id LIMIT %(limit)s
"""
_VISIBLE = """SELECT id, title, slug, picture, price_minor, currency, popularity FROM catalog_product
WHERE status = 'published' AND published_at <= %(now)s AND (hidden_at IS NULL OR hidden_at > %(now)s)"""

_THOSE = Statement(_OFFERED.format(those=f"({_VISIBLE} AND id = ANY(%(ids)s::bigint[]))"))

# The planner cannot know how often a beginning fits: for a rare one it would walk through the whole shop. The stem of a
# word that is not finished may be no beginning of the finished word's, so what was typed counts as well.
_FOUND = Statement(
    f"WITH fitting AS MATERIALIZED ({_VISIBLE} AND search_text @@ "
    "(to_tsquery(%(configuration)s::regconfig, %(whole)s) && "
    "(to_tsquery(%(configuration)s::regconfig, %(last)s) || %(unstemmed)s::tsquery)))"
    + _OFFERED.format(those="fitting")
)
