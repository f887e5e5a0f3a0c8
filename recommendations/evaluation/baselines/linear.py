"""Models that learn weights between items: matrix factorisation and the closed-form autoencoder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recommendations.evaluation.baselines import sparse_logs
from recommendations.evaluation.systems import ByScore, Ranking, positive
from recommendations.features.histories import Histories
from recommendations.features.tables import Table
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class Als:
    """Implicit matrix factorisation (Hu, Koren and Volinsky 2008), each shopper folded in from their history."""

    name: str = "ALS"
    n_factors: int = 64
    regularization: float = 0.05
    iterations: int = 15
    confidence: float = 10.0
    """What an act adds to the confidence, on a logarithmic scale: c = 1 + confidence * log(1 + count)."""
    seed: int = 1

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Factorise who touched what."""
        counts = Table.of(
            log.person, log.item, np.ones(len(log)), (len(log.persons), len(log.items))
        )
        # implicit's own threads and BLAS's would fight over the same cores.
        with threadpool_limits(1, "blas"):
            model = AlternatingLeastSquares(
                factors=self.n_factors,
                regularization=self.regularization,
                iterations=self.iterations,
                random_state=self.seed,
                num_threads=1,  # more would sum in the order they finish
            )
            model.fit(sparse_logs.matrix(self._confidences(counts)), show_progress=False)
        factors = np.asarray(model.item_factors, np.float32)
        known = np.bincount(log.item, minlength=len(log.items)) > 0

        def scores(histories: Histories) -> NDArray[np.float32]:
            shoppers = self._folded_in(self._confidences(histories.table()), factors)
            listed = shoppers @ factors.T
            listed[:, ~known] = -np.inf
            listed[histories.sizes == 0] = -np.inf
            return listed

        return ByScore(scores)

    def _confidences(self, counts: Table) -> Table:
        return counts.weighted(1 + self.confidence * np.log1p(counts.values))

    def _folded_in(self, confidences: Table, factors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Solve each shopper's vector against fixed item factors, ``(n, n_factors)``; equation 4 of the paper."""
        gram = factors.T @ factors + self.regularization * np.eye(factors.shape[1])
        shoppers = np.zeros((confidences.n_rows, factors.shape[1]), np.float32)
        for row in np.flatnonzero(confidences.sizes):
            entries = slice(confidences.starts[row], confidences.starts[row + 1])
            liked = factors[confidences.columns[entries]]
            weight = confidences.values[entries]
            system = gram + (liked.T * (weight - 1)) @ liked
            shoppers[row] = np.linalg.solve(system, liked.T @ weight)
        return shoppers


@dataclass(frozen=True, slots=True)
class EaseHead:
    """EASE on the head of the catalogue (Steck 2019): B = I - P / diag(P), P = (XᵀX + λI)⁻¹."""

    name: str = "EASE on the head"
    most_items: int = 4_000
    regularization: float = 300.0

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Invert the Gram matrix of the most popular items."""
        persons = sparse_logs.persons(log)
        popularity = np.asarray(persons.sum(axis=0)).ravel()
        head = np.sort(np.argsort(-popularity, kind="stable")[: self.most_items])
        chosen = persons[:, head]
        gram = (chosen.T @ chosen).toarray().astype(np.float32)
        gram[np.diag_indices_from(gram)] += self.regularization
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 0)

        def scores(histories: Histories) -> NDArray[np.float32]:
            listed = np.full((len(histories), histories.n_items), -np.inf, np.float32)
            listed[:, head] = positive(sparse_logs.touched(histories)[:, head] @ weights)
            return listed

        return ByScore(scores)
