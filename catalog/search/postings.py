"""Which products have a word and how well, kept beside the columns of the catalogue: an inverted index made on demand.

PostgreSQL finds and scores the products of one term at a time (:mod:`catalog.search.lexical` has the formula); what it
said holds as long as the part of the columns it was asked for. A product that changes moves to another part, and is
asked for anew there. The frequent words, which cost most, the worker writes down (:mod:`catalog.search.written`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.columns import Columns, Part
from catalog.search import lexical_sql, written
from catalog.search.lexical_sql import MATCHED, SCORED, Asked, Scored
from catalog.search.question import Needs, Question

MOST_ENTRIES = 3_000_000
"""Entries one process keeps, twelve bytes each, in two generations."""


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


Kind = tuple[str, str]
"""Whether products are scored or only matched, and by which condition."""


@dataclass(slots=True)
class Postings:
    """What is known of one part. When one generation is full, what nobody asked for during it is forgotten."""

    young: dict[Kind, Entry] = field(default_factory=dict)
    old: dict[Kind, Entry] = field(default_factory=dict)
    young_count: int = 0

    def get(self, kind: Kind) -> Entry | None:
        """Return an entry, if it is known; it is young again."""
        entry = self.young.get(kind)
        if entry is None and (entry := self.old.get(kind)) is not None:
            self.keep(kind, entry)
        return entry

    def keep(self, kind: Kind, entry: Entry) -> None:
        """Keep an entry, and let the old generation go when the young one is full."""
        if self.young_count + len(entry.rows) > MOST_ENTRIES // 2:
            self.old, self.young, self.young_count = self.young, {}, 0
        self.young[kind] = entry
        self.young_count += len(entry.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The postings that one answer needs, of every part: its own hold on them, whatever the process forgets meanwhile."""

    catalogue: Columns
    held: dict[tuple[int, Kind], Entry] = field(default_factory=dict)

    def read(self, conditions: Iterable[str], question: Question | None = None) -> None:
        """Make sure that conditions and the terms of a question are known. One query a part, none when they are."""
        terms = question.terms if question else ()
        lengths = (question.title_bytes, question.description_bytes) if question else (0.0, 0.0)
        frequent = {
            term.any_lexeme for term in terms if term.product_count >= written.LEAST_PRODUCTS
        }
        conditions = tuple(dict.fromkeys(conditions))
        for part in self.catalogue.parts:
            known = _of(part)
            scored = [
                lexemes
                for lexemes in dict.fromkeys(term.any_lexeme for term in terms)
                if (entry := self._found(part, known, (SCORED, lexemes))) is None
                or entry.lengths != lengths
            ]
            matched = [
                condition
                for condition in conditions
                if condition not in scored
                and self._found(part, known, (MATCHED, condition)) is None
                and self._found(part, known, (SCORED, condition)) is None
            ]
            if scored or matched:
                for kind, entry in _ask(part, scored, matched, lengths, frequent):
                    known.keep(kind, entry)
                    self.held[id(part), kind] = entry

    def _found(self, part: Part, known: Postings, kind: Kind) -> Entry | None:
        """Return an entry that this answer holds, or takes hold of now."""
        entry = self.held.get((id(part), kind))
        if entry is None and (entry := known.get(kind)) is not None:
            self.held[id(part), kind] = entry
        return entry

    def scored(self, part: Part, lexemes: str) -> Entry:
        """Return the products of a term with their scores."""
        return self.held.get((id(part), (SCORED, lexemes)), NONE)

    def rows(self, part: Part, condition: str) -> NDArray[np.int32]:
        """Return the rows that fulfil one condition."""
        matched = self.held.get((id(part), (MATCHED, condition)))
        return (matched or self.scored(part, condition)).rows

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
    terms: Sequence[str],
    conditions: Iterable[str],
    lengths: tuple[float, float],
    frequent: Collection[str],
) -> list[tuple[Kind, Entry]]:
    """Ask PostgreSQL for what is not known yet. One query, one more for words that may be written down."""
    only = part.ids.tolist() if part.is_change else None
    told = [] if part.is_change else [lexemes for lexemes in terms if lexemes in frequent]
    known = written.read(part, told, lengths)
    asked = [
        lexical_sql.scored(lexemes, *lengths, only=known.stale if lexemes in known.words else only)
        for lexemes in terms
        if lexemes not in known.words or known.stale
    ]
    asked += [lexical_sql.matched(condition, only=only) for condition in conditions]
    found = _worked_out(asked)
    for lexemes, (ids, scores) in known.words.items():
        more_ids, more_scores = found.get((SCORED, lexemes), NO_PRODUCTS)
        both = np.concatenate((ids, more_ids)), np.concatenate((scores, more_scores))
        found[SCORED, lexemes] = both
    return [
        (kind, _entry(part, *scored, lengths if kind[0] == SCORED else (0.0, 0.0)))
        for kind, scored in found.items()
    ]


NO_PRODUCTS = lexical_sql.unpacked(None, None)


def _worked_out(asked: Sequence[Asked]) -> dict[Kind, Scored]:
    """Let PostgreSQL find products; the scores of such as only had to match are empty. One query, none for nothing."""
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _ in asked),
            [value for _, values in asked for value in values],
        )
        return {
            (kind, condition): lexical_sql.unpacked(ids, scores)
            for kind, condition, ids, scores in cursor.fetchall()
        }


def _entry(
    part: Part,
    product_ids: NDArray[np.int64],
    scores: NDArray[np.float64],
    lengths: tuple[float, float],
) -> Entry:
    """Say in which rows the products are; those that came after the columns were read belong to another part."""
    if not len(part):
        return NONE
    places = np.searchsorted(part.ids, product_ids, sorter=part.id_order)
    rows = part.id_order[np.minimum(places, len(part) - 1)]
    here = part.ids[rows] == product_ids
    order = np.argsort(rows[here], kind="stable")
    kept = scores[here][order] if len(scores) else scores
    return Entry(rows[here][order].astype(np.int32), kept, lengths)
