"""Trains ``item_item`` and ``substitutes``: cosine neighbours over people, and over visits without complements."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from implicit.nearest_neighbours import CosineRecommender
from implicit.utils import ParameterWarning
from numpy.typing import NDArray
from scipy import sparse

from recommendations.registry.artefacts import Part
from recommendations.training import baskets, top_neighbours, touches
from recommendations.vocabulary import EventKind, Interactions


@dataclass(frozen=True, slots=True)
class ItemItemConfig:
    """How similarity over people is counted."""

    n_neighbours: int = 50
    half_life_days: float = 120.0


@dataclass(frozen=True, slots=True)
class SubstitutesConfig:
    """How similarity over visits is counted."""

    n_neighbours: int = 50
    most_items: int = 50
    """Items of one visit that count: someone who looks at hundreds compares none of them."""


def train(
    interactions: Interactions,
    *,
    now: float,
    n_threads: int,
    config: ItemItemConfig = ItemItemConfig(),
) -> Part:
    """List the items that the same people touched, recent touches counting more."""
    touched = touches.strengths(interactions, now=now, half_life_days=config.half_life_days)
    rows, columns, scores = _cosine(touched, k=config.n_neighbours + 1, n_threads=n_threads)
    neighbours, best = top_neighbours.table(
        rows, columns, scores, n_items=len(interactions.items), k=config.n_neighbours
    )
    return Part(
        name="item_item",
        arrays={"item_ids": interactions.items, "neighbours": neighbours, "scores": best},
        config=asdict(config),
        metrics={
            "rows": float(touched.nnz),
            "covered": float(top_neighbours.covered(neighbours)),
        },
    )


def train_substitutes(
    interactions: Interactions,
    complements: Mapping[str, NDArray[Any]],
    *,
    n_threads: int,
    config: SubstitutesConfig = SubstitutesConfig(),
) -> Part:
    """List the items that were looked at in the same visits, without those listed as complements.

    ``complements`` are the arrays of ``co_purchase``: what belongs together is looked at together too.
    """
    looked = touches.by_kind(interactions, EventKind.VIEW, EventKind.CLICK)
    visits = baskets.distinct(interactions, looked, most_items=config.most_items)
    seen = visits.matrix().astype(np.float32)
    rows, columns, scores = _cosine(seen, k=2 * config.n_neighbours + 1, n_threads=n_threads)
    kept = ~_are_complements(rows, columns, complements["neighbours"])
    neighbours, best = top_neighbours.table(
        rows[kept],
        columns[kept],
        scores[kept],
        n_items=len(interactions.items),
        k=config.n_neighbours,
    )
    return Part(
        name="substitutes",
        arrays={"item_ids": interactions.items, "neighbours": neighbours, "scores": best},
        config=asdict(config),
        metrics={
            "rows": float(seen.nnz),
            "visits": float(visits.n_baskets),
            "covered": float(top_neighbours.covered(neighbours)),
        },
    )


def _cosine(
    matrix: sparse.csr_matrix, *, k: int, n_threads: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """Return the ``k`` most similar columns of each column as (row, column, cosine), itself left out."""
    if matrix.nnz == 0:
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32)
    model = CosineRecommender(K=k, num_threads=n_threads)
    with warnings.catch_warnings():
        # implicit normalises into COO and then complains to itself about it.
        warnings.simplefilter("ignore", ParameterWarning)
        model.fit(matrix, show_progress=False)
    found = model.similarity.tocoo()
    kept = (found.row != found.col) & (found.data > 0)
    return (
        found.row[kept].astype(np.int32),
        found.col[kept].astype(np.int32),
        found.data[kept].astype(np.float32),
    )


def _are_complements(
    rows: NDArray[np.int32], columns: NDArray[np.int32], complements: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Return which pairs stand in a list of complements, in either direction."""
    n_items = len(complements)
    left, rank = np.nonzero(complements != top_neighbours.PADDING)
    right = complements[left, rank].astype(np.int64)
    listed = np.concatenate([left * n_items + right, right * n_items + left])
    return np.isin(rows.astype(np.int64) * n_items + columns, listed)
