"""TIFU-kNN: people by how often and how lately they took what, and what people like them take.

Hu, He, Gao and Zhang 2020, "Modeling personalized item frequency information for next-basket
recommendation". A person is the average over groups of baskets, newer baskets (``within_decay``) and
newer groups (``group_decay``) counting more; the answer is ``α own + (1 - α) mean of the neighbours``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation.baselines import sparse_logs
from recommendations.evaluation.systems import ByScore, Ranking, positive
from recommendations.features import histories as history
from recommendations.features.histories import Histories
from recommendations.features.tables import Table
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class TifuKnn:
    """The published defaults (those of Ta-Feng)."""

    name: str = "TIFU-kNN"
    group_size: int = 7
    within_decay: float = 0.9
    group_decay: float = 0.7
    n_neighbours: int = 300
    own_share: float = 0.7
    most_persons: int = 20_000
    """Neighbours are sought among so many people, those seen last."""

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Describe everyone."""
        last_seen = np.full(len(log.persons), -np.inf)
        np.maximum.at(last_seen, log.person, log.happened_at)
        people = np.argsort(-last_seen, kind="stable")[: self.most_persons]
        people = people[np.isfinite(last_seen[people])]
        everyone = sparse_logs.matrix(self.frequencies(history.of_persons(log, people, now=now)))
        squared = np.asarray(everyone.multiply(everyone).sum(axis=1)).ravel()

        def scores(histories: Histories) -> NDArray[np.float32]:
            own = sparse_logs.matrix(self.frequencies(histories))
            # Squared distance up to the shopper's own length, which is the same for all neighbours.
            nearness = 2 * (own @ everyone.T).toarray() - squared
            nearness[histories.person[:, None] == people[None, :]] = -np.inf
            near = _indicator_of_best(nearness, self.n_neighbours)
            n_near = np.maximum(near.sizes, 1).astype(np.float32)
            theirs = (sparse_logs.matrix(near) @ everyone).toarray() / n_near[:, None]
            return positive(self.own_share * own.toarray() + (1 - self.own_share) * theirs)

        return ByScore(scores)

    def frequencies(self, histories: Histories) -> Table:
        """Return the personal item frequency of each shopper ``(n, n_items)``.

        The oldest group may be the short one; weights are the paper's, over the number of groups and
        of baskets in the group.
        """
        n_baskets = np.zeros(len(histories), np.int64)
        np.maximum.at(n_baskets, histories.owner, histories.basket + 1)
        mine = n_baskets[histories.owner]
        group, within = np.divmod(histories.basket, self.group_size)
        n_groups = -(-mine // self.group_size)
        in_group = np.minimum(mine - group * self.group_size, self.group_size)
        weights = self.group_decay**group * self.within_decay**within / (n_groups * in_group)
        return histories.table(weights)


def _indicator_of_best(nearness: NDArray[np.float32], k: int) -> Table:
    """Return ones at the ``k`` highest finite cells of each row."""
    n, n_people = nearness.shape
    k = min(k, n_people)
    best = np.argpartition(-nearness, k - 1, axis=1)[:, :k] if k else np.empty((n, 0), np.intp)
    rows = np.repeat(np.arange(n), k)
    columns = best.ravel()
    kept = np.isfinite(nearness[rows, columns])
    return Table.of(rows[kept], columns[kept], np.ones(int(kept.sum())), nearness.shape)
