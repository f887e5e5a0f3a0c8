"""What a shopper's history says of their taste now, as weighted items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates.base import find
from recommendations.vocabulary import Context

VIEWED_WEIGHT, VIEWED_FADING = 1.0, 0.9
"""A look counts once; each later look makes it a tenth weaker."""
IN_CART_WEIGHT = 3.0
"""Putting something in the cart says about as much as three looks."""
BOUGHT_WEIGHT, BOUGHT_FADING = 1.5, 0.98
"""An old purchase says less than the cart, and fades slowly: tastes outlive sessions."""
PURCHASES_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Profile:
    """Positions of known items in one artefact ``(n,) intp`` and their weights ``(n,) float32``, heaviest first."""

    positions: NDArray[np.intp]
    weights: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.positions)


def of(context: Context, item_ids: NDArray[np.int64], *, recent_limit: int) -> Profile:
    """Weigh the session, the cart and the purchases of a context; an item keeps its strongest mention."""
    weights: dict[int, float] = {}
    for age, item_id in enumerate(dict.fromkeys(context.recent[:recent_limit])):
        weights[item_id] = VIEWED_WEIGHT * VIEWED_FADING**age
    for age, item_id in enumerate(dict.fromkeys(context.purchased[:PURCHASES_LIMIT])):
        weight = BOUGHT_WEIGHT * BOUGHT_FADING**age
        weights[item_id] = max(weight, weights.get(item_id, 0.0))
    for item_id in context.in_cart:
        weights[item_id] = IN_CART_WEIGHT
    return weighed(weights, item_ids)


def weighed(weights: dict[int, float], item_ids: NDArray[np.int64]) -> Profile:
    """Look the items up in an artefact; unknown ones fall out."""
    positions, is_known = find(item_ids, list(weights))
    strengths = np.fromiter(weights.values(), np.float32, len(weights))
    order = np.argsort(-strengths[is_known], kind="stable")
    return Profile(positions=positions[is_known][order], weights=strengths[is_known][order])
