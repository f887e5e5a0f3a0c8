"""The rows a ranker sees: pairs of shopper and candidate, one column a feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.features.histories import Histories
from recommendations.features.tables import Grid, Table


@dataclass(frozen=True, slots=True)
class Frame:
    """Pairs in ascending order of shopper, then item."""

    shopper: NDArray[np.int64]
    """``(n_pairs,)``"""
    item: NDArray[np.int64]
    """``(n_pairs,)``"""
    is_own: NDArray[np.bool_]
    """Whether the shopper touched the item before ``(n_pairs,)``."""
    features: NDArray[np.float32]
    """``(n_pairs, n_features)`` NaN = unknown."""

    def __len__(self) -> int:
        return len(self.item)

    def kept(self, rows: NDArray[np.bool_]) -> Frame:
        """Return only these pairs."""
        return Frame(self.shopper[rows], self.item[rows], self.is_own[rows], self.features[rows])


def candidates(
    tables: Sequence[Table], histories: Histories, *, per_source: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Unite everything the shopper touched with each source's ``per_source`` best of the rest.

    Returns shopper, item and whether it was touched, ascending.
    """
    n_items = max(histories.n_items, 1)
    own = histories.table()
    own_keys = own.rows * n_items + own.columns
    found = [own_keys]
    for table in tables:
        is_own = own.find(table.rows, table.columns)[1]
        fresh = table.kept(~is_own & (table.values > 0)).top(per_source)
        found.append(fresh.rows * n_items + fresh.columns)
    keys = np.unique(np.concatenate(found))
    shopper, item = np.divmod(keys, n_items)
    return shopper, item, own.find(shopper, item)[1]


def scored(
    tables: Sequence[Table | Grid], shopper: NDArray[np.int64], item: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return each source's score of the pairs, and the share of its best for that shopper ``(n_pairs, 2 n_sources)``."""
    columns: list[NDArray[np.float32]] = []
    for table in tables:
        scores = table.at(shopper, item)
        highest = np.maximum(table.row_maxima()[shopper], np.float32(1e-12))
        columns += [scores, (scores / highest).astype(np.float32)]
    return np.stack(columns, axis=1)
