"""What the shopper took before, by how often and how lately: hard to beat where people buy again.

GP (personal and global top) after Hu et al. 2020, "Modeling personalized item frequency information for
next-basket recommendation"; the popularity tie-break and multiplier make the plain count time-aware.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation.baselines.popular import people
from recommendations.evaluation.systems import ByScore, Ranking, positive
from recommendations.features.histories import Histories
from recommendations.vocabulary import Interactions

RECENT_DAYS = 28


@dataclass(frozen=True, slots=True)
class OwnCount:
    """Own items by count; ties, and the places left, by popularity or not at all (then by item code)."""

    name: str
    ties: Literal["arbitrary", "recent", "all time"] = "arbitrary"

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Count people for the ties; own counts come with the shopper."""
        window = {"arbitrary": 0.0, "recent": RECENT_DAYS, "all time": None}[self.ties]
        popularity = people(log, now=now, window_days=window)
        tie_break = popularity / (popularity.max(initial=0.0) + 1)

        def scores(histories: Histories) -> NDArray[np.float32]:
            return positive(histories.table().dense() + tie_break)

        return ByScore(scores)


@dataclass(frozen=True, slots=True)
class FadedOwnCount:
    """Own counts, halved every half-life, times (people of the last 28 days + 1) ** exponent; then by popularity."""

    name: str = "decayed own count × popularity"
    half_life_days: float = 150.0
    exponent: float = 0.6

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Count people."""
        popularity = people(log, now=now, window_days=RECENT_DAYS)
        factor = (popularity + 1) ** np.float32(self.exponent)
        # Far below the faintest own count, so that it only fills the places left.
        filling = 1e-12 * popularity / (popularity.max(initial=0.0) + 1)

        def scores(histories: Histories) -> NDArray[np.float32]:
            own = histories.faded(self.half_life_days).dense()
            return positive(own * factor + filling)

        return ByScore(scores)
