"""The order of an answer: words decide what is on the first page, meaning and demand in which order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.search.lexical import Hit

REORDERED = 20
"""Products put in order by meaning, most of the first page. Further down words alone decide: a vector knows what a
thing is like, and would fill the page with what is only similar."""
WORDS_SHARE = 0.05
"""How much of the new order is still the word score."""
DEMAND_SHARE = 0.1
"""What the most wanted product of the page gains on one that nobody wanted."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One product of an answer with what its place rests on."""

    hit: Hit
    cosine: float | None
    """Likeness of meaning, -1 to 1; nothing where it was not looked at."""
    demand: float
    """0 to 1 within the page."""
    score: float
    learned: float | None = None
    """What the learned order says, higher is better; nothing where it has no say."""

    @property
    def product_id(self) -> int:
        """The product."""
        return self.hit.product_id


def ranked(
    hits: Sequence[Hit],
    vectors: Mapping[int, NDArray[np.float16]],
    question: NDArray[np.float32] | None,
) -> list[Ranked]:
    """Order hits: exact article numbers, then more terms before fewer, then the mix of words, meaning and demand."""
    first, rest = hits[:REORDERED], hits[REORDERED:]
    best = max((hit.score for hit in first), default=0.0) or 1.0
    most = math.log1p(max((hit.popularity for hit in first), default=0.0)) or 1.0
    cosines = _cosines(first, vectors, question)
    usual = sum(cosines.values()) / len(cosines) if cosines else None
    page = []
    for hit in first:
        demand = math.log1p(max(hit.popularity, 0.0)) / most
        cosine = cosines.get(hit.product_id)
        words = hit.score / best
        # What is not encoded yet is taken for as fitting as its neighbours.
        meaning = words if usual is None else (usual if cosine is None else cosine)
        score = WORDS_SHARE * words + (1 - WORDS_SHARE) * meaning + DEMAND_SHARE * demand
        page.append(Ranked(hit, cosine, demand, score))
    page.sort(key=lambda one: (not one.hit.is_exact, -one.hit.coverage, -one.score))
    return page + [Ranked(hit, None, 0.0, 0.0) for hit in rest]


def _cosines(
    hits: Sequence[Hit],
    vectors: Mapping[int, NDArray[np.float16]],
    question: NDArray[np.float32] | None,
) -> dict[int, float]:
    """Return the likeness of meaning of each hit that has a vector."""
    if question is None:
        return {}
    ids = [hit.product_id for hit in hits if hit.product_id in vectors]
    if not ids:
        return {}
    matrix = np.stack([vectors[id_] for id_ in ids]).astype(np.float32)
    return dict(zip(ids, (matrix @ question).tolist(), strict=True))
