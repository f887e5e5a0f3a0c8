"""Which products have the words, and how well each one answers them: BM25F, term by term.

Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields" (2004): the frequencies of a term
in the fields are weighed, each divided by the length of its field, summed, and only then saturated and multiplied by
what the term tells (idf). PostgreSQL does the former (``lexical_sql``), :mod:`catalog.search.postings` keeps it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from catalog.columns import Part
from catalog.search.postings import Index
from catalog.search.question import Needs, Question


@dataclass(frozen=True, slots=True)
class Hit:
    """One product that has words of the question."""

    product_id: int
    coverage: int
    """How many terms it has."""
    score: float
    """BM25F, 0 and more."""
    popularity: float
    is_exact: bool = False
    """Whether it carries the very article number that was asked for."""


def hits(question: Question, needs: Needs, index: Index, *, now: datetime, limit: int) -> list[Hit]:
    """Return the best products that fulfil ``needs``: most terms first, then by score.

    One query for terms that this process has not met yet, none for others.
    """
    if not question.terms or not needs:
        return []
    own = [term.condition for term in question.terms]
    index.read([*own, *(condition for group in needs for condition in group)], question)
    tables = [_table(question, needs, index, part, now) for part in index.catalogue.parts]
    ids, coverage, score, popularity = (
        np.concatenate(columns) for columns in zip(*tables, strict=True)
    )
    few = _possible(coverage, score, limit=limit)
    columns = ids[few], coverage[few], score[few], popularity[few]
    order = np.lexsort((columns[0], -columns[3], -columns[2], -columns[1]))[:limit]
    rows = zip(*(column[order].tolist() for column in columns), strict=True)
    return list(itertools.starmap(Hit, rows))


def _possible(
    coverage: NDArray[np.int8], score: NDArray[np.float64], *, limit: int
) -> NDArray[np.int64]:
    """Return the rows that may be among the best, ties included: the others need not be sorted."""
    if len(score) <= 2 * limit:
        return np.arange(len(score))
    # Rises with the number of terms and, among those of as many, with the score: never the wrong way round.
    height = coverage + score / (2 * max(float(score.max()), 1e-9))
    edge = np.partition(height, len(height) - limit)[len(height) - limit]
    rows: NDArray[np.int64] = np.flatnonzero(height >= edge)
    return rows


def _table(
    question: Question, needs: Needs, index: Index, part: Part, now: datetime
) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.float64], NDArray[np.float64]]:
    """Return ids, terms had, scores and popularity of what one part has to offer, each ``(n,)``."""
    fits = index.matching(part, needs) & (part.published_at <= now.timestamp())
    if part.alive is not None:
        fits &= part.alive
    rows = np.flatnonzero(fits)
    if not len(rows):
        return part.ids[rows], np.empty(0, np.int8), np.empty(0), np.empty(0)
    score, coverage = np.zeros(len(part)), np.zeros(len(part), np.int8)
    for term in question.terms:
        entry = index.scored(part, term.any_lexeme)
        score[entry.rows] += term.idf * entry.scores
        coverage[index.rows(part, term.condition)] += 1
    return part.ids[rows], coverage[rows], score[rows], part.popularity[rows]
