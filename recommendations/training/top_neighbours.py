"""The strongest neighbours of every item at once, without a loop over items."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PADDING = -1


def places_of_top(
    rows: NDArray[np.int32], scores: NDArray[np.float32], *, k: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which entries are among the ``k`` best of their row, and the rank of each; ties by entry order.

    ``scores`` must be positive: then the bits of a float32 sort like the number, and row and score fit
    one 64-bit key, which sorts several times faster than two columns.
    """
    inverted = np.uint64(0xFFFF_FFFF) - scores.astype(np.float32).view(np.uint32)
    order = np.argsort((rows.astype(np.uint64) << np.uint64(32)) | inverted, kind="stable")
    sorted_rows = rows[order]
    begins = np.flatnonzero(np.diff(sorted_rows, prepend=-1))
    sizes = np.diff(begins, append=len(order))
    ranks = np.arange(len(order)) - np.repeat(begins, sizes)
    is_top = ranks < k
    return order[is_top], ranks[is_top]


def table(
    rows: NDArray[np.int32],
    columns: NDArray[np.int32],
    scores: NDArray[np.float32],
    *,
    n_items: int,
    k: int,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return ``neighbours (n_items, k) int32`` padded with -1 and their ``scores (n_items, k) float32``, best first."""
    top, ranks = places_of_top(rows, scores, k=k)
    neighbours = np.full((n_items, k), PADDING, np.int32)
    best_scores = np.zeros((n_items, k), np.float32)
    neighbours[rows[top], ranks] = columns[top]
    best_scores[rows[top], ranks] = scores[top]
    return neighbours, best_scores


def covered(neighbours: NDArray[np.int32]) -> int:
    """Return how many items have at least one neighbour."""
    return int((neighbours[:, 0] != PADDING).sum()) if neighbours.size else 0
