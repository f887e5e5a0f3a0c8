"""Which items a list may hold: everything, only what is new to the shopper, only what they know, all but the last."""

from __future__ import annotations

import enum

import numpy as np
from numpy.typing import NDArray

from recommendations.features.histories import Histories
from recommendations.features.tables import Table

NOTHING = -1
"""Fills the places of a list that has fewer items than asked for."""


class Scope(enum.StrEnum):
    """What a placement may show."""

    ALL = "all"
    NEW = "new"
    """Discovery: nothing the shopper touched before."""
    OWNED = "owned"
    """Buy again: nothing else."""
    BUT_LAST = "but last"
    """A product page: not the product itself."""


def restricted(
    scores: NDArray[np.float32], histories: Histories, scope: Scope
) -> NDArray[np.float32]:
    """Return scores ``(n, n_items)`` with -inf outside the scope; the given ones stay as they are."""
    if scope is Scope.ALL:
        return scores
    owner, item = histories.owner, histories.item
    if scope is Scope.OWNED:
        narrowed = np.full_like(scores, -np.inf)
        narrowed[owner, item] = scores[owner, item]
        return narrowed
    narrowed = scores.copy()
    if scope is Scope.NEW:
        narrowed[owner, item] = -np.inf
    else:
        last = histories.item_before()
        has_last = np.flatnonzero(last >= 0)
        narrowed[has_last, last[has_last]] = -np.inf
    return narrowed


def relevant(truth: Table, histories: Histories, scope: Scope) -> Table:
    """Keep of the truth what a list within the scope could hold at all."""
    if scope is Scope.ALL:
        return truth
    if scope is Scope.BUT_LAST:
        return truth.kept(truth.columns != histories.item_before()[truth.rows])
    is_owned = histories.table().at(truth.rows, truth.columns) > 0
    return truth.kept(is_owned if scope is Scope.OWNED else ~is_owned)


def best(scores: NDArray[np.float32], k: int) -> NDArray[np.int32]:
    """Return the ``k`` highest finite scores of each row ``(n, k)``, best first, ties by position, :data:`NOTHING` behind."""
    n, n_items = scores.shape
    listed = np.full((n, k), NOTHING, np.int32)
    if n == 0 or n_items == 0:
        return listed
    threshold = np.full((n, 1), -np.inf, scores.dtype)
    if n_items > k:
        threshold = np.partition(scores, n_items - k, axis=1)[:, n_items - k : n_items - k + 1]
    rows, items = np.nonzero((scores >= threshold) & np.isfinite(scores))
    order = np.lexsort((items, -scores[rows, items], rows))
    rows, items = rows[order], items[order]
    place = np.arange(len(rows)) - np.searchsorted(rows, np.arange(n))[rows]
    is_listed = place < k
    listed[rows[is_listed], place[is_listed]] = items[is_listed]
    return listed
