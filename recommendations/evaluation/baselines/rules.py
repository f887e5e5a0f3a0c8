"""Simple rules: what comes together with the newest item, and what comes after it.

Ludewig and Jannach 2018, "Evaluation of session-based recommendation algorithms", section 2: association
rules count pairs within a basket; sequential rules count what follows within a few steps, a step further
away counting less. The premise is the newest moment: one click of a visit, all lines of an order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.evaluation.baselines import sparse_logs
from recommendations.evaluation.systems import ByScore, Ranking, positive
from recommendations.features.histories import Histories
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class AssociationRules:
    """Score of j after i: the share of the baskets with i that hold j too."""

    name: str = "association rules"

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Count pairs within baskets."""
        baskets = sparse_logs.baskets(log)
        support = np.asarray(baskets.sum(axis=0)).ravel()
        together = (baskets.T @ baskets).tocsr()
        return _from_newest(sparse_logs.scaled_rows(together, 1 / np.maximum(support, 1)))


@dataclass(frozen=True, slots=True)
class SequentialRules:
    """Score of j after i: how often a person had j ``d`` moments after i, each time worth 1 / d."""

    name: str = "sequential rules"
    steps: int = 5

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Count what follows what, for each distance apart."""
        moments, person = _moments(log)
        n_items = len(log.items)
        rules = sparse.csr_matrix((n_items, n_items), dtype=np.float32)
        for distance in range(1, self.steps + 1):
            earlier = np.flatnonzero(person[distance:] == person[:-distance])
            follows = moments[earlier].T @ moments[earlier + distance]
            rules = rules + follows / np.float32(distance)
        return _from_newest(rules.tocsr())


def _moments(log: Interactions) -> tuple[sparse.csr_matrix, NDArray[np.int32]]:
    """Return the items of each moment, by person and time ``(n_moments, n_items)``, and whose it is ``(n_moments,)``."""
    order = np.lexsort((np.arange(len(log)), log.happened_at, log.person))
    person, moment = log.person[order], log.happened_at[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (np.diff(person) != 0) | (np.diff(moment) != 0)
    number = np.cumsum(is_first) - 1
    shape = (int(is_first.sum()), len(log.items))
    return sparse_logs.indicator(number, log.item[order], shape), person[is_first]


def _from_newest(rules: sparse.csr_matrix) -> Ranking:
    """Rank by the rules ``(n_items, n_items)`` of what the shopper touched last; an item does not imply itself."""
    rules = (rules - sparse.diags(rules.diagonal(), format="csr")).tocsr()

    def scores(histories: Histories) -> NDArray[np.float32]:
        newest = histories.is_newest
        shape = (len(histories), histories.n_items)
        premise = sparse_logs.indicator(histories.owner[newest], histories.item[newest], shape)
        return positive((premise @ rules).toarray())

    return ByScore(scores)
