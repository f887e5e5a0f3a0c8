"""The same list for everyone: what most people touched, ever or lately."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation.baselines import sparse_logs
from recommendations.evaluation.systems import ByScore, Ranking, positive
from recommendations.features.histories import DAY_SECONDS, Histories, rows_of
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class Popular:
    """Items by the number of people who touched them, over all time or the last ``window_days``."""

    name: str
    window_days: float | None = None

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Count people."""
        counts = people(log, now=now, window_days=self.window_days)

        def scores(histories: Histories) -> NDArray[np.float32]:
            return np.tile(positive(counts), (len(histories), 1))

        return ByScore(scores)


def people(log: Interactions, *, now: float, window_days: float | None) -> NDArray[np.float32]:
    """Count the distinct people who touched each item within the window before ``now`` ``(n_items,)``."""
    rows = log
    if window_days is not None:
        rows = rows_of(log, log.happened_at >= now - window_days * DAY_SECONDS)
    counts: NDArray[np.float32] = np.asarray(sparse_logs.persons(rows).sum(axis=0)).ravel()
    return counts
