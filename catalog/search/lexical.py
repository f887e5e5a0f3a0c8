"""Which products have the words, and how well each one answers them: BM25F computed inside PostgreSQL.

Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields" (2004): the frequencies of a term
in the fields are weighed, each divided by the length of its field, summed, and only then saturated and multiplied by
what the term tells (idf). ``ts_rank`` with a single field switched on counts the frequency in that field: 1 / 1.645
for one occurrence, a little more for each further one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from catalog.search.question import Question, Term

TITLE, NAMED, DESCRIPTION = 5.0, 2.0, 1.0
"""Weights of the title; of brand, product type and tags; of the description. Departments and attribute values let a
product be found but do not rank it: most of them say what it goes with, not what it is."""
TITLE_LENGTH, DESCRIPTION_LENGTH = 0.3, 0.75
"""How much the length of a field counts (b of BM25)."""
SATURATION = 1.2
"""k1 of BM25: how soon more of the same word no longer helps."""
SCORED = 2_000
"""Products that are scored: of a word that more of them have, the most wanted ones."""
ONE_OCCURRENCE = 1.64493406685
"""What ``ts_rank`` divides by (pi squared / 6)."""


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


def hits(question: Question, condition: str, *, now: datetime, limit: int) -> list[Hit]:
    """Return the best products of a tsquery condition: most terms first, then by score. One query."""
    if not question.terms or not condition:
        return []
    score, weights = _score(question)
    coverage, conditions = _coverage(question.terms)
    sql = f"""
        SELECT id, {coverage} AS coverage, {score} AS score, popularity FROM (
            SELECT id, search_text, title, description, popularity FROM catalog_product
            WHERE search_text @@ %s::tsquery AND status = 'published' AND published_at <= %s
            ORDER BY popularity DESC, id LIMIT {SCORED}
        ) AS product
        ORDER BY coverage DESC, score DESC, popularity DESC, id LIMIT %s
        """  # noqa: S608 - the parts hold our own numbers and placeholders only
    with connection.cursor() as cursor:
        cursor.execute(sql, [*conditions, *weights, condition, now, limit])
        return [Hit(*row) for row in cursor.fetchall()]


def _score(question: Question) -> tuple[str, list[str | float]]:
    """Return the SQL of BM25F over all terms and its parameters."""
    parts, values = [], list[str | float]()
    for term in question.terms:
        asked = term.any_lexeme
        parts.append(
            f"%s * {SATURATION + 1} * (1 - {SATURATION} / ({SATURATION} + {ONE_OCCURRENCE} * ("
            f"{TITLE} * ts_rank('{{0,0,0,1}}', search_text, %s::tsquery)"
            f" / ({1 - TITLE_LENGTH} + {TITLE_LENGTH} * pg_column_size(title) / %s)"
            f" + {NAMED} * ts_rank('{{0,0,1,0}}', search_text, %s::tsquery)"
            f" + {DESCRIPTION} * ts_rank('{{1,0,0,0}}', search_text, %s::tsquery)"
            f" / ({1 - DESCRIPTION_LENGTH} + {DESCRIPTION_LENGTH} * pg_column_size(description) / %s))))"
        )
        values += [term.idf, asked, question.title_bytes, asked, asked, question.description_bytes]
    return " + ".join(parts), values


def _coverage(terms: tuple[Term, ...]) -> tuple[str, list[str | float]]:
    """Return the SQL that counts the terms a product has, and its parameters."""
    if len(terms) == 1:
        return "1", []
    counted = " + ".join("(search_text @@ %s::tsquery)::int" for _ in terms)
    return counted, [term.condition for term in terms]
