"""The learned order of an answer's first products: a model that an upper floor brings along, and what it reads.

Without a model, with one that was trained on other features, or when it fails, the usual order stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.search.features import NAMES, Facts, described
from catalog.search.ordering import REORDERED, Ranked
from catalog.search.question import Question

logger = logging.getLogger(__name__)


class Order(Protocol):
    """Scores products for a question."""

    @property
    def feature_names(self) -> Sequence[str]:
        """The columns it was trained on."""
        ...

    def click_rates(self, query: str, product_ids: Sequence[int]) -> Sequence[float]:
        """Return how often each product was opened after this question, 0 to 1; NaN where nothing is known."""
        ...

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return one score a row ``(n,) float32``, higher is better."""
        ...


Bring = Callable[[], Order | None]
_registered: list[Bring] = []


def register(bring: Bring) -> None:
    """Say where the model comes from; ``bring`` returns nothing as long as there is none, and costs no query."""
    _registered[:] = [bring]


def live() -> Order | None:
    """Return the model that orders now."""
    return _registered[0]() if _registered else None


def reordered(ranked: list[Ranked], question: Question, *, now: datetime) -> list[Ranked]:
    """Put the first products in the learned order; one query where there is a model, none where there is none.

    Exact article numbers stay first, and products behind the first ones stay where they are.
    """
    order = live()
    if order is None or not question.terms or len(ranked) < 2:
        return ranked
    first, rest = ranked[:REORDERED], ranked[REORDERED:]
    try:
        scores = _scores(order, first, question, now=now)
    except Exception:
        # Whatever is wrong with the model, shoppers get the usual order.
        logger.exception("search_order_failed")
        return ranked
    scored = [replace(one, learned=score) for one, score in zip(first, scores, strict=True)]
    scored.sort(key=lambda one: (not one.hit.is_exact, -(one.learned or 0.0)))
    return scored + rest


def _scores(
    order: Order, page: Sequence[Ranked], question: Question, *, now: datetime
) -> list[float]:
    if tuple(order.feature_names) != NAMES:
        raise WrongFeatures("The order of searches was learned from other features: train again.")
    rates = order.click_rates(question.text, [one.product_id for one in page])
    scores: list[float] = order.scores(features_of(page, question, rates, now=now)).tolist()
    return scores


class WrongFeatures(ValueError):
    """The model was trained on other features than this code computes."""


def features_of(
    page: Sequence[Ranked], question: Question, click_rates: Sequence[float], *, now: datetime
) -> NDArray[np.float32]:
    """Describe a page in its usual order ``(n, len(NAMES)) float32``. One query."""
    facts = facts_of([one.product_id for one in page], question)
    return described(question, page, facts, click_rates, now=now.timestamp())


def facts_of(product_ids: Sequence[int], question: Question) -> dict[int, Facts]:
    """Read what products say about the terms of a question. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FACTS,
            {
                "any": " | ".join(term.any_lexeme for term in question.terms),
                "titled": [term.within("A") for term in question.terms],
                "named": [term.within("AB") for term in question.terms],
                "ids": list(product_ids),
            },
        )
        return {
            row[0]: Facts(row[1], row[2], (row[3], row[4], row[5], row[6]), *row[7:])
            for row in cursor.fetchall()
        }


_FACTS = """
SELECT product.id, product.title, coalesce(nullif(product.product_type, ''), shelf.name, ''),
       ts_rank('{0,0,0,1}', search_text, %(any)s::tsquery), ts_rank('{0,0,1,0}', search_text, %(any)s::tsquery),
       ts_rank('{0,1,0,0}', search_text, %(any)s::tsquery), ts_rank('{1,0,0,0}', search_text, %(any)s::tsquery),
       (SELECT count(*) FROM unnest(%(titled)s::text[]) AS term WHERE search_text @@ term::tsquery),
       (SELECT count(*) FROM unnest(%(named)s::text[]) AS term WHERE search_text @@ term::tsquery),
       length(product.description), product.price_minor, product.rating_average::float8, product.rating_count,
       product.is_in_stock, extract(epoch FROM product.published_at)::float8
FROM catalog_product AS product LEFT JOIN catalog_department AS shelf ON shelf.id = product.department_id
WHERE product.id = ANY(%(ids)s::bigint[])
"""
