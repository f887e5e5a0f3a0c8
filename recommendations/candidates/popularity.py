"""What sells and is looked at: for everyone, or on one shelf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates.base import Retrieved
from recommendations.candidates.ranked_shelves import RankedShelves
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class Popularity:
    """Exponentially faded counts of purchases, carts and looks."""

    name: ClassVar[str] = "popularity"
    kind_of_reason: ClassVar[str] = "popular"

    shelves: RankedShelves
    half_lives_days: NDArray[np.float32]
    """``(h,)``"""
    faded: NDArray[np.float32]
    """``(n, h)`` the faded count of each item at each half-life, for features and tie-breaks."""

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``popularity``."""
        return cls(
            shelves=RankedShelves.open(arrays),
            half_lives_days=arrays["half_lives_days"],
            faded=arrays["faded"],
        )

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose the most popular items of the context's department, of the whole shop without one."""
        return self.shelves.top(context, limit=limit)
