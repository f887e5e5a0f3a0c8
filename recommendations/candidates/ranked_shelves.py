"""Ready-made rankings: one for the whole shop and one for each department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates.base import NO_CAUSE, Retrieved, find, never_proposed
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class RankedShelves:
    """Items in order for every department; shelf 0 is the whole shop."""

    item_ids: NDArray[np.int64]
    """``(n,)`` ascending."""
    scores: NDArray[np.float32]
    """``(n,)``; only items above zero are ranked."""
    department_ids: NDArray[np.int64]
    """``(d,)`` ascending; the shelf of ``department_ids[i]`` is ``i + 1``."""
    shelf_starts: NDArray[np.int64]
    """``(d + 2,)`` where each shelf begins in ``ranked``."""
    ranked: NDArray[np.int32]
    """Positions into ``item_ids``, best first on each shelf."""

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Stand on the five arrays of an artefact."""
        return cls(
            item_ids=arrays["item_ids"],
            scores=arrays["scores"],
            department_ids=arrays["department_ids"],
            shelf_starts=arrays["shelf_starts"],
            ranked=arrays["ranked"],
        )

    def top(self, context: Context, *, limit: int) -> Retrieved:
        """Return the best of the context's department, of the whole shop without one; an unknown one is empty."""
        shelf = self._shelf(context.department_id)
        if shelf is None:
            return Retrieved.nothing()
        excluded, is_known = find(self.item_ids, never_proposed(context))
        start, end = int(self.shelf_starts[shelf]), int(self.shelf_starts[shelf + 1])
        listed = self.ranked[start : min(end, start + limit + len(excluded))]
        chosen = listed[~np.isin(listed, excluded[is_known])][:limit]
        return Retrieved(
            item_ids=self.item_ids[chosen],
            scores=self.scores[chosen],
            causes=np.full(len(chosen), NO_CAUSE, np.int64),
        )

    def _shelf(self, department_id: int | None) -> int | None:
        """Return the shelf of a department, or None if nothing there is ranked."""
        if department_id is None:
            return 0
        positions, is_known = find(self.department_ids, [department_id])
        return int(positions[0]) + 1 if is_known[0] else None
