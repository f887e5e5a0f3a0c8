"""How much each row of the log says: by what was done and how long ago."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

DAY_SECONDS = 86_400.0

TOUCH_WEIGHTS: dict[EventKind, float] = {
    EventKind.VIEW: 1.0,
    EventKind.CLICK: 1.0,
    EventKind.CART: 3.0,
    EventKind.PURCHASE: 5.0,
}
"""Intent of one act in units of one look; other kinds say nothing about liking."""


def weights(
    interactions: Interactions, *, now: float, half_life_days: float | None = None
) -> NDArray[np.float32]:
    """Return the weight of each row ``(n_rows,) float32``, halved every half-life if one is given."""
    by_code = np.zeros(len(KIND_CODES), np.float32)
    for kind, weight in TOUCH_WEIGHTS.items():
        by_code[KIND_CODES[kind]] = weight
    touched = by_code[interactions.kind]
    if half_life_days is None:
        return touched
    return touched * faded(interactions, now=now, half_life_days=half_life_days)


def faded(interactions: Interactions, *, now: float, half_life_days: float) -> NDArray[np.float32]:
    """Return 0.5 ** (age / half-life) of each row ``(n_rows,) float32``; the future counts as now."""
    ages_days = np.maximum(0.0, (now - interactions.happened_at) / DAY_SECONDS)
    return np.exp2(-ages_days / half_life_days).astype(np.float32)


def by_kind(interactions: Interactions, *kinds: EventKind) -> NDArray[np.bool_]:
    """Return which rows are of these kinds."""
    return np.isin(interactions.kind, [KIND_CODES[kind] for kind in kinds])


def person_items(interactions: Interactions, values: NDArray[np.float32]) -> sparse.csr_matrix:
    """Sum the values of each person and item into ``(n_persons, n_items) float32``; zeros are dropped."""
    matrix = sparse.coo_matrix(
        (values, (interactions.person, interactions.item)),
        shape=(len(interactions.persons), len(interactions.items)),
        dtype=np.float32,
    ).tocsr()
    matrix.eliminate_zeros()
    return matrix


def strengths(
    interactions: Interactions, *, now: float, half_life_days: float
) -> sparse.csr_matrix:
    """Return ln(1 + faded touches) of each person and item: the tenth look says less than the first."""
    touched = person_items(
        interactions, weights(interactions, now=now, half_life_days=half_life_days)
    )
    np.log1p(touched.data, out=touched.data)
    return touched
