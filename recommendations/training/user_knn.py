"""Trains ``user_knn``: everyone's history at unit length, and what each turned to in the last weeks.

People are rows without a name: what an artefact holds cannot be traced to a visitor or an account.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.registry.artefacts import Part
from recommendations.training import top_neighbours, touches
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class UserKnnConfig:
    """Whose votes count, and for how long."""

    half_life_days: float = 120.0
    """Of the histories that are compared."""
    fresh_half_life_days: float = 14.0
    """Of the votes."""
    fresh_days: float = 45.0
    """People without a touch in so many days do not vote."""
    most_people: int = 500
    """Listed per item, those for whom it weighs most."""
    n_neighbours: int = 100
    n_profile: int = 50
    """Items of the shopper's history that look for neighbours, the heaviest first."""


def train(
    interactions: Interactions,
    *,
    now: float,
    config: UserKnnConfig = UserKnnConfig(),
) -> Part:
    """List, for each item, the active people it says most about, and for each of them what is fresh."""
    fresh = _fresh(interactions, now=now, config=config)
    voters = np.flatnonzero(np.diff(fresh.indptr))
    fresh = fresh[voters]
    histories = touches.strengths(interactions, now=now, half_life_days=config.half_life_days)
    rarity = rarity_of(histories)
    histories = unit_length(histories[voters].multiply(rarity).tocsr())
    item_starts, people, weights = _heaviest(histories, config.most_people)
    return Part(
        name="user_knn",
        arrays={
            "item_ids": interactions.items,
            "rarity": rarity,
            "item_starts": item_starts,
            "item_people": people,
            "item_weights": weights,
            "person_starts": fresh.indptr.astype(np.int64),
            "person_items": fresh.indices.astype(np.int32),
            "person_weights": fresh.data,
        },
        config=asdict(config),
        metrics={
            "rows": float(fresh.nnz),
            "people": float(len(voters)),
            "covered": float((np.bincount(fresh.indices, minlength=len(rarity)) > 0).sum()),
        },
    )


def _fresh(interactions: Interactions, *, now: float, config: UserKnnConfig) -> sparse.csr_matrix:
    """Return the votes ``(n_persons, n_items) float32``: ln(1 + faded touches) of the last weeks."""
    weights = touches.weights(interactions, now=now, half_life_days=config.fresh_half_life_days)
    is_old = interactions.happened_at < now - config.fresh_days * touches.DAY_SECONDS
    votes = touches.person_items(interactions, np.where(is_old, np.float32(0), weights))
    np.log1p(votes.data, out=votes.data)
    return votes


def rarity_of(histories: sparse.csr_matrix) -> NDArray[np.float32]:
    """Return ln(1 + people / people with the item) ``(n_items,) float32``."""
    n_people = max(int((np.diff(histories.indptr) > 0).sum()), 1)
    people = np.bincount(histories.indices, minlength=histories.shape[1])
    rarity: NDArray[np.float32] = np.log1p(n_people / np.maximum(people, 1)).astype(np.float32)
    return rarity


def unit_length(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Scale each row to length 1."""
    owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    squares = np.bincount(owner, weights=np.square(rows.data), minlength=rows.shape[0])
    rows.data = (rows.data / np.sqrt(squares)[owner]).astype(np.float32)
    return rows


def _heaviest(
    histories: sparse.csr_matrix, most_people: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """Return, as a compressed table by item, the people for whom it weighs most, and how much."""
    entries = histories.tocoo()
    items, people = entries.col.astype(np.int32), entries.row.astype(np.int32)
    top, _ = top_neighbours.places_of_top(items, entries.data, k=most_people)
    starts = np.searchsorted(items[top], np.arange(histories.shape[1] + 1))
    return starts.astype(np.int64), people[top], entries.data[top].astype(np.float32)
