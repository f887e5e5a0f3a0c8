"""Item-to-item lists as one table: the shape that co-purchase, substitutes, item-item, content and EASE share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates.base import NO_CAUSE, Retrieved, find
from recommendations.candidates.profile import Profile


@dataclass(frozen=True, slots=True)
class NeighbourTable:
    """Each item's strongest neighbours, best first.

    ``item_ids (n,) int64`` ascending; ``neighbours (n, k) int32`` positions into them, -1 pads;
    ``scores (n, k) float32``, above zero where there is a neighbour (EASE: also below).
    """

    item_ids: NDArray[np.int64]
    neighbours: NDArray[np.int32]
    scores: NDArray[np.float32]

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Stand on the three arrays of an artefact."""
        return cls(
            item_ids=arrays["item_ids"], neighbours=arrays["neighbours"], scores=arrays["scores"]
        )

    def around(
        self, item_ids: Sequence[int], *, excluded: Sequence[int] = (), limit: int
    ) -> Retrieved:
        """Return the neighbours of a set of equally important items; scores add up, the largest share is the cause."""
        positions, is_known = find(self.item_ids, item_ids)
        known = positions[is_known]
        profile = Profile(positions=known, weights=np.ones(len(known), np.float32))
        return self.around_profile(profile, excluded=[*item_ids, *excluded], limit=limit)

    def around_profile(
        self, profile: Profile, *, excluded: Sequence[int] = (), limit: int
    ) -> Retrieved:
        """Return the neighbours of weighted items; scores add up, the largest share is the cause."""
        if len(profile) == 0:
            return Retrieved.nothing()
        neighbours = self.neighbours[profile.positions]
        shares = self.scores[profile.positions] * profile.weights[:, None]
        is_kept = (neighbours >= 0) & ~np.isin(neighbours, self._positions_of(excluded))
        found, place = np.unique(neighbours[is_kept], return_inverse=True)
        share = shares[is_kept]
        totals = np.bincount(place, weights=share, minlength=len(found)).astype(np.float32)
        causes = np.full(len(found), NO_CAUSE, np.int64)
        rising = np.argsort(share, kind="stable")
        owners = np.broadcast_to(profile.positions[:, None], neighbours.shape)[is_kept]
        causes[place[rising]] = self.item_ids[owners[rising]]  # the last, largest share stays
        order = np.argsort(-totals, kind="stable")[:limit]
        return Retrieved(
            item_ids=self.item_ids[found[order]], scores=totals[order], causes=causes[order]
        )

    def _positions_of(self, item_ids: Sequence[int]) -> NDArray[np.intp]:
        """Return the positions of the known ones among these items."""
        positions, is_known = find(self.item_ids, item_ids)
        return positions[is_known]
