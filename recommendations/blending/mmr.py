"""Relevance against sameness: each next item is the best one that is not yet said.

Carbonell and Goldstein 1998, "The use of MMR, diversity-based reranking for reordering documents".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def select(
    relevance: NDArray[np.float32],
    vectors: NDArray[np.float32],
    *,
    sameness_weight: float,
    limit: int,
) -> NDArray[np.intp]:
    """Return the positions of ``limit`` items, in the order of choice.

    ``relevance (n,)`` any scale, higher is better; ``vectors (n, d)`` of unit length, zero where unknown.
    The next item maximises ``relevance - sameness_weight × (highest cosine to what is chosen)``; a cosine
    below zero counts as zero, ties go to the earlier item. Without a weight this is the order of relevance.
    """
    limit = min(limit, len(relevance))
    if sameness_weight <= 0 or limit <= 1:
        return np.argsort(-relevance, kind="stable")[:limit]
    value = relevance.astype(np.float32, copy=True)
    closest = np.zeros(len(relevance), np.float32)
    cosines = vectors @ vectors.T
    chosen = np.empty(limit, np.intp)
    for step in range(limit):
        best = int(np.argmax(value - np.float32(sameness_weight) * closest))
        chosen[step] = best
        value[best] = -np.inf
        np.maximum(closest, cosines[best], out=closest)
    return chosen
