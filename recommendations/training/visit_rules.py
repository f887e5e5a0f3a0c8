"""Counts what is looked at near what within visits: sequential rules (Ludewig and Jannach 2018, section 4.2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.features.tables import Table
from recommendations.training import sparse_tables
from recommendations.vocabulary import Interactions


def in_order(
    log: Interactions,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Return visit (numbered from 0), item and time of each look, by visit and time; rows without a visit fall out."""
    order = np.lexsort((np.arange(len(log)), log.happened_at, log.basket))
    order = order[log.basket[order] >= 0]
    number = np.cumsum(np.diff(log.basket[order], prepend=-1) != 0) - 1
    return number, log.item[order], log.happened_at[order]


def forward(
    visit: NDArray[np.int64],
    item: NDArray[np.int32],
    weights: NDArray[np.float64],
    n_items: int,
    *,
    reach: int,
) -> sparse.csr_matrix:
    """Add up 1 / distance over all pairs of looks of a visit, from the earlier to the later ``(n_items, n_items)``."""
    total = sparse.csr_matrix((n_items, n_items), dtype=np.float32)
    for distance in range(1, reach + 1):
        total = total + apart(visit, item, weights, n_items, distance=distance) / distance
    return total.tocsr().astype(np.float32)


def apart(
    visit: NDArray[np.int64],
    item: NDArray[np.int32],
    weights: NDArray[np.float64],
    n_items: int,
    *,
    distance: int,
) -> sparse.csr_matrix:
    """Add up the weights of the later looks of all pairs so far apart ``(n_items, n_items)``."""
    earlier = np.flatnonzero(visit[distance:] == visit[:-distance])
    later = earlier + distance
    return sparse_tables.sums(item[earlier], item[later], weights[later], (n_items, n_items))


def both_ways(rules: sparse.csr_matrix, *, backward: float, neighbours: int) -> Table:
    """Return each item's strongest rules; a look before counts ``backward`` of a look after."""
    both = (rules + backward * rules.T).tocsr()
    return sparse_tables.table(both).top(neighbours)
