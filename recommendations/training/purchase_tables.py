"""Builds what :mod:`recommendations.ranking.purchases` ranks with, from the purchases before one moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.features import demand
from recommendations.features.histories import DAY_SECONDS, distinct_lines, rows_of
from recommendations.features.tables import Table
from recommendations.ranking.purchases import PurchaseTables
from recommendations.training import als, ease, sparse_tables, user_knn
from recommendations.training.ease import EaseConfig
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
    n_factors: int = 32
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
    idf = user_knn.rarity_of(ones)
    faded = sparse_tables.sums(
        lines.person, lines.item, np.exp2(-ages / config.half_life_days), shape
    )
    people = _seen_last(lines, config.most_people)
    described = user_knn.unit_length(faded[people].multiply(idf[None, :]).tocsr())
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
    """Return the strongest weights of each item of the head, whatever they are bought for and when."""
    sizes = EaseConfig(
        n_head=config.head,
        n_neighbours=config.ease_neighbours,
        regularization=config.ease_regularization,
        least_people=0,
    )
    head = ease.busiest(ones, sizes)
    blocks = list(ease.strongest(ones, head, sizes))
    shape = (ones.shape[1], ones.shape[1])
    if not blocks:
        return Table.of(np.empty(0, int), np.empty(0, int), np.empty(0), shape)
    rows, found, weights = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return Table.of(np.repeat(rows, found.shape[1]), found.ravel(), weights.ravel(), shape)


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
    return als.factorised(
        confidences,
        n_factors=config.n_factors,
        regularization=config.regularization,
        iterations=config.iterations,
        n_threads=config.n_threads,
        seed=config.seed,
    )
