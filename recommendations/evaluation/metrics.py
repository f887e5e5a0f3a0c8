"""How good lists are. ``hits (n, k) bool`` says which places hold a true item, ``n_true (n,)`` how many there were.

Definitions as in Jannach, Ludewig and Lerche 2017 and Järvelin and Kekäläinen 2002, with binary relevance:

=========  ==================================================================================
recall@k   hits among the first k, divided by min(k, n_true), so that 1 can be reached
precision  hits among the first k, divided by k
hr@k       1 if any of the first k is true
mrr@k      1 / place of the first hit, 0 if it is not among the first k
ndcg@k     Σ hit / log2(place + 1), divided by its value for min(k, n_true) hits at the top
=========  ==================================================================================
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation.scopes import NOTHING
from recommendations.features.tables import Table

Metric = Callable[[NDArray[np.bool_], NDArray[np.int64], int], NDArray[np.float64]]

CUTOFFS = (5, 10, 20)


def hits(listed: NDArray[np.int32], truth: Table) -> NDArray[np.bool_]:
    """Return which places of the lists ``(n, k)`` hold an item of the truth."""
    n, k = listed.shape
    rows = np.repeat(np.arange(n), k)
    items = np.maximum(listed.ravel(), 0)
    is_true = (truth.at(rows, items) > 0).reshape(n, k)
    is_hit: NDArray[np.bool_] = is_true & (listed != NOTHING)
    return is_hit


def recall(hit: NDArray[np.bool_], n_true: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Return recall@k of each list ``(n,)``."""
    found: NDArray[np.float64] = hit[:, :k].sum(axis=1) / np.clip(n_true, 1, k)
    return found


def precision(hit: NDArray[np.bool_], n_true: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Return precision@k of each list ``(n,)``."""
    found: NDArray[np.float64] = hit[:, :k].sum(axis=1) / k
    return found


def hit_rate(hit: NDArray[np.bool_], n_true: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Return 1 for each list with a hit ``(n,)``."""
    return np.where(hit[:, :k].any(axis=1), 1.0, 0.0)


def reciprocal_rank(
    hit: NDArray[np.bool_], n_true: NDArray[np.int64], k: int
) -> NDArray[np.float64]:
    """Return 1 / place of the first hit of each list ``(n,)``."""
    first = hit[:, :k].argmax(axis=1)
    return np.where(hit[:, :k].any(axis=1), 1 / (first + 1), 0.0)


def ndcg(hit: NDArray[np.bool_], n_true: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Return NDCG@k of each list ``(n,)``."""
    discounts = 1 / np.log2(np.arange(k) + 2)
    ideal = np.cumsum(discounts)[np.clip(n_true, 1, k) - 1]
    gained: NDArray[np.float64] = hit[:, :k] @ discounts[: hit.shape[1]]
    return gained / ideal


METRICS: dict[str, Metric] = {
    "recall": recall,
    "ndcg": ndcg,
    "hr": hit_rate,
    "mrr": reciprocal_rank,
    "precision": precision,
}


def names() -> tuple[str, ...]:
    """Return the name of every figure, for example ``recall@20``, in the order of :func:`per_list`."""
    return tuple(f"{name}@{k}" for name in METRICS for k in CUTOFFS)


def per_list(listed: NDArray[np.int32], truth: Table) -> NDArray[np.float64]:
    """Return every figure of each list ``(n, n_figures)``; NaN for those without a true item."""
    hit, n_true = hits(listed, truth), truth.sizes
    columns = [metric(hit, n_true, k) for metric in METRICS.values() for k in CUTOFFS]
    figures = np.stack(columns, axis=1)
    figures[n_true == 0] = np.nan
    return figures
