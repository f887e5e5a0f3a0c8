"""What accuracy does not tell: how much of the catalogue is shown, how evenly, how unexpected, how varied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation.scopes import NOTHING
from recommendations.features.tables import Table
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Who had which item before the lists were made."""

    had_by: Table
    """``(n_items, n_persons)`` ones."""

    @classmethod
    def of(cls, past: Interactions) -> Catalogue:
        """Read the past."""
        shape = (len(past.items), len(past.persons))
        had_by = Table.of(past.item, past.person, np.ones(len(past)), shape)
        return cls(had_by.weighted(np.ones(len(had_by.columns))))

    @property
    def n_persons(self) -> int:
        """How many people there were at all."""
        return len(np.unique(self.had_by.columns))

    @property
    def is_sold(self) -> NDArray[np.bool_]:
        """Which items anybody had ``(n_items,)``."""
        return self.had_by.sizes > 0

    def coverage(self, listed: NDArray[np.int32]) -> float:
        """Return the share of the items that stands in some list ``(n, k)``."""
        is_shown = np.bincount(listed[listed != NOTHING], minlength=self.had_by.n_rows) > 0
        return float((is_shown & self.is_sold).sum() / max(self.is_sold.sum(), 1))

    def gini(self, listed: NDArray[np.int32]) -> float:
        """Return how unevenly the items are shown: 0 all equally often, towards 1 ever fewer.

        G = Σ (2i - n - 1) x_i / (n Σ x_i) over the n items by ascending exposure x.
        """
        shown = np.bincount(listed[listed != NOTHING], minlength=self.had_by.n_rows)
        exposures = np.sort(shown[self.is_sold])
        n, total = len(exposures), exposures.sum()
        if total == 0:
            return float("nan")
        return float(((2 * np.arange(1, n + 1) - n - 1) * exposures).sum() / (n * total))

    def novelty(self, listed: NDArray[np.int32]) -> float:
        """Return the mean self-information of what is shown: -log2 of the share of people who had it.

        Zhou et al. 2010, "Solving the apparent diversity-accuracy dilemma"; an item nobody had counts as had by one.
        """
        shown = listed[listed != NOTHING]
        if len(shown) == 0:
            return float("nan")
        had_by = np.maximum(self.had_by.sizes[shown], 1)
        return float(-np.log2(had_by / max(self.n_persons, 1)).mean())

    def variety(self, listed: NDArray[np.int32]) -> float:
        """Return the mean intra-list distance: 1 - cosine, over the people who had both, of all pairs of a list."""
        distances = [self._distance(items[items != NOTHING]) for items in listed]
        return float(np.nanmean(distances)) if not np.isnan(distances).all() else float("nan")

    def _distance(self, items: NDArray[np.int32]) -> float:
        if len(items) < 2:
            return float("nan")
        had_by = self.had_by.take(items)
        grid = np.zeros((len(items), self.had_by.n_columns), np.float32)
        grid[had_by.rows, had_by.columns] = 1
        norms = np.sqrt(np.maximum(had_by.sizes, 1))
        cosines = (grid @ grid.T) / np.outer(norms, norms)
        return float(1 - cosines[np.triu_indices(len(items), 1)].mean())
