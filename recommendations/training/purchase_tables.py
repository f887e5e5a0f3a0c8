"""Builds what :mod:`recommendations.ranking.purchases` ranks with, from the purchases before one moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from numpy.typing import NDArray
from scipy import linalg, sparse
from threadpoolctl import threadpool_limits

from recommendations.features import demand
from recommendations.features.histories import DAY_SECONDS, distinct_lines, rows_of
from recommendations.features.tables import Table
from recommendations.ranking.purchases import PurchaseTables
from recommendations.training import sparse_tables
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class PurchaseTablesConfig:
    """Sizes and strengths; none depends on the shop."""

    half_life_days: float = 120.0
    most_people: int = 20_000
    """Neighbours are sought among so many people, those seen last."""
    lately_days: float = 30.0
    head: int = 4_000
    """EASE knows the most popular items only: its cost is their number cubed."""
    ease_regularization: float = 300.0
    ease_neighbours: int = 200
    neighbours: int = 100
    recent_days: float = 60.0
    n_factors: int = 64
    regularization: float = 0.05
    confidence: float = 10.0
    iterations: int = 10
    n_threads: int = 1
    """More are faster, but sum in the order they finish: two runs would not agree."""
    seed: int = 1


def build(
    log: Interactions, *, now: float, config: PurchaseTablesConfig = PurchaseTablesConfig()
) -> PurchaseTables:
    """Count, compare and factorise what was bought before ``now``."""
    lines = distinct_lines(log)
    ages = (now - lines.happened_at) / DAY_SECONDS
    shape = (len(lines.persons), len(lines.items))
    bought = sparse_tables.sums(lines.person, lines.item, np.ones(len(lines)), shape)
    ones = bought.copy()
    ones.data[:] = 1
    n_people = max(int((np.diff(ones.indptr) > 0).sum()), 1)
    idf = np.log1p(n_people / np.maximum(np.asarray(ones.sum(axis=0)).ravel(), 1)).astype(
        np.float32
    )
    faded = sparse_tables.sums(
        lines.person, lines.item, np.exp2(-ages / config.half_life_days), shape
    )
    people = _seen_last(lines, config.most_people)
    described = faded[people].multiply(idf[None, :]).tocsr()
    lengths = np.sqrt(np.asarray(described.multiply(described).sum(axis=1)).ravel())
    described = sparse.diags(1 / np.maximum(lengths, 1e-12)).dot(described)
    is_late = ages <= config.lately_days
    late = sparse_tables.sums(
        lines.person[is_late], lines.item[is_late], np.ones(int(is_late.sum())), shape
    )
    late.data[:] = 1
    factors = _factors(faded, config)
    gram = factors.T @ factors + config.regularization * np.eye(config.n_factors)
    return PurchaseTables(
        demand=demand.demand(lines, now=now),
        idf=idf,
        people=people.astype(np.int32),
        people_of_item=sparse_tables.table(described.T),
        bought_lately=sparse_tables.table(late[people]),
        ease=_ease(ones, config),
        lately=_cosines(rows_of(lines, ages <= config.recent_days), config),
        factors=factors,
        gram=gram.astype(np.float32),
        confidence=config.confidence,
    )


def _seen_last(lines: Interactions, most: int) -> NDArray[np.intp]:
    last = np.full(len(lines.persons), -np.inf)
    np.maximum.at(last, lines.person, lines.happened_at)
    people = np.argsort(-last, kind="stable")[:most]
    return np.sort(people[np.isfinite(last[people])])


def _ease(ones: sparse.csr_matrix, config: PurchaseTablesConfig) -> Table:
    """Return B = I - P / diag(P), P = (XᵀX + λI)⁻¹, the strongest weights of each item (Steck 2019, equation 8)."""
    n_items = ones.shape[1]
    popularity = np.asarray(ones.sum(axis=0)).ravel()
    head = np.sort(np.argsort(-popularity, kind="stable")[: config.head])
    chosen = ones[:, head]
    gram = (chosen.T @ chosen).toarray().astype(np.float32)
    gram[np.diag_indices_from(gram)] += config.ease_regularization
    inverse = _inverse(gram)
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0)
    kept = min(config.ease_neighbours, len(head))
    strongest = np.argpartition(-np.abs(weights), kept - 1, axis=1)[:, :kept]
    rows = np.repeat(np.arange(len(head)), kept)
    columns = strongest.ravel()
    return Table.of(head[rows], head[columns], weights[rows, columns], (n_items, n_items))


def _inverse(gram: NDArray[np.float32]) -> NDArray[np.float32]:
    """Invert a positive definite matrix in half the work of a general inverse."""
    factor, failed = linalg.lapack.spotrf(gram, lower=1, overwrite_a=1)
    if not failed:
        factor, failed = linalg.lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed:
        raise np.linalg.LinAlgError("the Gram matrix is not positive definite")
    lower = np.tril(factor)
    inverse: NDArray[np.float32] = lower + np.tril(factor, -1).T
    return inverse


def _cosines(lines: Interactions, config: PurchaseTablesConfig) -> Table:
    """Return each item's most similar ones by cosine over orders."""
    kept = lines.basket >= 0
    shape = (int(lines.basket.max(initial=-1)) + 1, len(lines.items))
    baskets = sparse_tables.sums(
        lines.basket[kept], lines.item[kept], np.ones(int(kept.sum())), shape
    )
    baskets.data[:] = 1
    return sparse_tables.cosines(baskets, neighbours=config.neighbours)


def _factors(faded: sparse.csr_matrix, config: PurchaseTablesConfig) -> NDArray[np.float32]:
    confidences = faded.copy()
    confidences.data = 1 + config.confidence * np.log1p(confidences.data)
    # implicit's own threads and BLAS's would fight over the same cores.
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=config.n_factors,
            regularization=config.regularization,
            iterations=config.iterations,
            random_state=config.seed,
            num_threads=config.n_threads,
        )
        model.fit(confidences, show_progress=False)
    return np.asarray(model.item_factors, np.float32)
