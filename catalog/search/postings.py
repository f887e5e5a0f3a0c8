"""Which products have a word and how well, kept beside the columns of the catalogue: an inverted index made on demand.

PostgreSQL finds and scores the products of one term at a time (:mod:`catalog.search.lexical` has the formula); what it
said holds as long as the part of the columns it was asked for, so the frequent words, which cost most, are asked
once. A product that changes moves to another part, and is asked for anew there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.columns import Columns, Part
from catalog.search import lexical_sql
from catalog.search.question import Needs, Question

MOST_ENTRIES = 3_000_000
"""Entries one process keeps, twelve bytes each; with more it begins anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """The products of one condition within one part."""

    rows: NDArray[np.int32]
    """Ascending."""
    scores: NDArray[np.float64]
    """BM25F without idf; empty where only the products were asked for."""
    lengths: tuple[float, float] = (0.0, 0.0)
    """The mean sizes of titles and descriptions that the scores rest on."""


NONE = Entry(np.empty(0, np.int32), np.empty(0, np.float64))


@dataclass(slots=True)
class Postings:
    """What is known of one part."""

    scored: dict[str, Entry] = field(default_factory=dict)
    matched: dict[str, Entry] = field(default_factory=dict)
    entry_count: int = 0

    def keep(self, store: dict[str, Entry], key: str, entry: Entry) -> None:
        """Keep one more entry, for the price of all others when there are too many."""
        self.entry_count += len(entry.rows)
        if self.entry_count > MOST_ENTRIES:
            self.scored.clear()
            self.matched.clear()
            self.entry_count = len(entry.rows)
        store[key] = entry


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The postings that one answer needs, of every part."""

    catalogue: Columns

    def read(self, conditions: Iterable[str], question: Question | None = None) -> None:
        """Make sure that conditions and the terms of a question are known. One query a part, none when they are."""
        terms = question.terms if question else ()
        lengths = (question.title_bytes, question.description_bytes) if question else (0.0, 0.0)
        for part in self.catalogue.parts:
            known = _of(part)
            scored = [
                lexemes
                for lexemes in dict.fromkeys(term.any_lexeme for term in terms)
                if lexemes not in known.scored or known.scored[lexemes].lengths != lengths
            ]
            matched = [
                condition
                for condition in dict.fromkeys(conditions)
                if not (condition in known.matched or condition in known.scored)
                and condition not in scored
            ]
            if scored or matched:
                _ask(part, known, scored, matched, lengths)

    def scored(self, part: Part, lexemes: str) -> Entry:
        """Return the products of a term with their scores."""
        return _of(part).scored.get(lexemes, NONE)

    def rows(self, part: Part, condition: str) -> NDArray[np.int32]:
        """Return the rows that fulfil one condition."""
        return (_of(part).matched.get(condition) or self.scored(part, condition)).rows

    def matching(self, part: Part, needs: Needs) -> NDArray[np.bool_]:
        """Return which rows of a part fulfil all groups of conditions."""
        every = np.ones(len(part), np.bool_)
        for group in needs:
            some = np.zeros(len(part), np.bool_)
            for condition in group:
                some[self.rows(part, condition)] = True
            every &= some
        return every


def _of(part: Part) -> Postings:
    return part.kept.setdefault("postings", Postings())  # type: ignore[return-value]


def _ask(
    part: Part,
    known: Postings,
    terms: Sequence[str],
    conditions: Iterable[str],
    lengths: tuple[float, float],
) -> None:
    """Ask PostgreSQL for what is not known yet. One query."""
    only = part.ids.tolist() if part.is_change else None
    asked = [lexical_sql.scored(lexemes, *lengths, only=only) for lexemes in terms]
    asked += [lexical_sql.matched(condition, only=only) for condition in conditions]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _ in asked),
            [value for _, values in asked for value in values],
        )
        answers = {(kind, condition): rest for kind, condition, *rest in cursor.fetchall()}
    for (kind, condition), (ids, scores) in answers.items():
        if kind == lexical_sql.SCORED:
            known.keep(known.scored, condition, _entry(part, ids, scores, lengths))
        else:
            known.keep(known.matched, condition, _entry(part, ids, None, (0.0, 0.0)))


def _entry(
    part: Part, ids: bytes | None, scores: bytes | None, lengths: tuple[float, float]
) -> Entry:
    """Read what PostgreSQL sent; products that came after the columns were read belong to another part."""
    product_ids = np.frombuffer(ids or b"", ">i8").astype(np.int64)
    if not len(part):
        return NONE
    places = np.searchsorted(part.ids, product_ids, sorter=part.id_order)
    rows = part.id_order[np.minimum(places, len(part) - 1)]
    here = part.ids[rows] == product_ids
    order = np.argsort(rows[here], kind="stable")
    numbers = np.frombuffer(scores or b"", ">f8").astype(np.float64)
    kept = numbers[here][order] if len(numbers) else numbers
    return Entry(rows[here][order].astype(np.int32), kept, lengths)
