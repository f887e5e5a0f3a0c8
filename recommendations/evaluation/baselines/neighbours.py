"""Nearest neighbours: of items, of visits, and of people by how often they take what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.evaluation.baselines import sparse_logs
from recommendations.evaluation.systems import ByScore, Ranking, positive
from recommendations.features.histories import Histories
from recommendations.features.tables import Table, spread
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class ItemKnn:
    """Sum of the cosines (over people) between an item and what the shopper touched (Sarwar et al. 2001)."""

    name: str = "item-kNN"

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Compare all items."""
        persons = sparse_logs.persons(log)
        norms = np.sqrt(np.asarray(persons.sum(axis=0)).ravel())
        unit = (persons @ sparse.diags(1 / np.maximum(norms, 1))).tocsr().astype(np.float32)
        cosines = (unit.T @ unit).tocsr()
        cosines = (cosines - sparse.diags(cosines.diagonal(), format="csr")).tocsr()

        def scores(histories: Histories) -> NDArray[np.float32]:
            return positive((sparse_logs.touched(histories) @ cosines).toarray())

        return ByScore(scores)


@dataclass(frozen=True, slots=True)
class SessionKnn:
    """VMIS-kNN: the most similar recent baskets vote for their items.

    Kersbergen, Sprangers and Schelter 2022, "Serenade", algorithm 2; for orders, an order is a session
    and the shopper's newest items are the query.
    """

    name: str = "VMIS-kNN"
    n_last: int = 10
    most_sessions: int = 1_000
    n_neighbours: int = 300

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Index baskets by item, newest first."""
        baskets, age_rank = _by_age(log)
        n_baskets, n_items = baskets.n_rows, len(log.items)
        # Of an item's baskets only the newest count.
        newest = Table.of(
            baskets.columns, baskets.rows, -age_rank[baskets.rows] - 1.0, (n_items, n_baskets)
        ).top(self.most_sessions)
        by_item = newest.weighted(np.ones(len(newest.columns)))
        seen_in = np.maximum(np.bincount(baskets.columns, minlength=n_items), 1)
        idf = np.log(max(n_baskets, 1) / seen_in).astype(np.float32)

        def scores(histories: Histories) -> NDArray[np.float32]:
            query = _newest_items(histories, self.n_last)
            near = spread(query, by_item).top(self.n_neighbours)
            return positive(spread(near, baskets).dense() * idf)

        return ByScore(scores)


def _by_age(log: Interactions) -> tuple[Table, NDArray[np.float64]]:
    """Return what each basket holds, and each basket's place by age, 0 for the newest."""
    matrix = sparse_logs.baskets(log)
    newest = np.full(matrix.shape[0], -np.inf)
    kept = log.basket >= 0
    np.maximum.at(newest, log.basket[kept], log.happened_at[kept])
    place = np.empty(len(newest))
    place[np.argsort(-newest, kind="stable")] = np.arange(len(newest))
    entries = matrix.tocoo()
    return Table.of(entries.row, entries.col, entries.data, matrix.shape), place


def _newest_items(histories: Histories, n_last: int) -> Table:
    """Weigh a shopper's newest acts linearly, 1 for the newest; an item counts with its newest act."""
    place = histories.place
    of_query = np.minimum(histories.sizes, n_last)[histories.owner]
    weights = np.where(place < n_last, 1 - place / np.maximum(of_query, 1), 0.0)
    keys = histories.owner * histories.n_items + histories.item
    _, first = np.unique(keys, return_index=True)
    is_first = np.zeros(len(keys), np.bool_)
    is_first[first] = True
    return histories.table(np.where(is_first, weights, 0.0))
