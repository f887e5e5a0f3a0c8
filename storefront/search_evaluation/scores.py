"""The figures: nDCG@10, MRR and recall@50 of one answer. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TOP, DEEP = 10, 50


@dataclass(frozen=True, slots=True)
class Scores:
    """What one answer to one question is worth, each 0 to 1; or the mean over several."""

    ndcg: float
    """Unjudged products count as irrelevant."""
    ndcg_judged: float
    """Unjudged products are taken out of the answer first."""
    mrr: float
    recall: float
    unjudged: float
    """Share of unjudged products in the first ten."""


def score(answer: Sequence[str], grades: Mapping[str, float]) -> Scores:
    """Score an answer, best first, against the grades of its question (one of them at least above 0)."""
    judged = [product for product in answer if product in grades]
    relevant = [product for product, grade in grades.items() if grade > 0]
    first = next((place for place, one in enumerate(answer, 1) if grades.get(one, 0) > 0), None)
    found = set(answer[:DEEP]).intersection(relevant)
    top = answer[:TOP]
    return Scores(
        ndcg=ndcg(answer, grades),
        ndcg_judged=ndcg(judged, grades),
        mrr=1 / first if first else 0.0,
        recall=len(found) / min(len(relevant), DEEP),
        unjudged=sum(product not in grades for product in top) / len(top) if top else 0.0,
    )


def ndcg(answer: Sequence[str], grades: Mapping[str, float]) -> float:
    """Return nDCG@10 with gain 2^grade - 1 and discount log2(place + 1) (Burges 2005)."""
    ideal = _dcg(sorted(grades.values(), reverse=True))
    return _dcg([grades.get(product, 0.0) for product in answer]) / ideal if ideal else 0.0


def _dcg(grades: Sequence[float]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:TOP]))


def mean(scores: Sequence[Scores]) -> Scores:
    """Return the mean of each figure; all zero for no scores."""
    n = max(len(scores), 1)
    return Scores(
        *(
            sum(getattr(one, name) for one in scores) / n
            for name in ("ndcg", "ndcg_judged", "mrr", "recall", "unjudged")
        )
    )
