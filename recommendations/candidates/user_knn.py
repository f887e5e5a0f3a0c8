"""What people of like taste turned to lately: neighbours by everything they touched, votes by what is fresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates import profile
from recommendations.candidates.base import (
    NO_CAUSE,
    RECENT_LIMIT,
    Retrieved,
    find,
    never_proposed,
    ranges,
)
from recommendations.candidates.best import best
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class UserKnn:
    """Nearest people by cosine over their histories, each voting for their own last weeks.

    Freshness decides discovery: neighbours' whole histories would vote for what everybody has already.
    """

    name: ClassVar[str] = "user_knn"
    kind_of_reason: ClassVar[str] = "taste"

    item_ids: NDArray[np.int64]
    """``(n,)`` ascending."""
    rarity: NDArray[np.float32]
    """``(n,)`` ln(1 + people / people with the item): the common says little about taste."""
    item_starts: NDArray[np.int64]
    """``(n + 1,)`` where each item's people begin in ``item_people``."""
    item_people: NDArray[np.int32]
    item_weights: NDArray[np.float32]
    """The item's share of that person's history of unit length."""
    person_starts: NDArray[np.int64]
    """``(n_people + 1,)`` where each person's fresh items begin in ``person_items``."""
    person_items: NDArray[np.int32]
    person_weights: NDArray[np.float32]
    n_neighbours: int
    n_profile: int

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``user_knn``."""
        names = (
            "item_ids",
            "rarity",
            "item_starts",
            "item_people",
            "item_weights",
            "person_starts",
            "person_items",
            "person_weights",
        )
        return cls(
            **{name: arrays[name] for name in names},
            n_neighbours=int(str(config["n_neighbours"])),
            n_profile=int(str(config["n_profile"])),
        )

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose what the nearest people touched in the last weeks."""
        people, similarity = self._neighbours(context)
        if len(people) == 0:
            return Retrieved.nothing()
        entries, owner = ranges(self.person_starts, people)
        scores = np.bincount(
            self.person_items[entries],
            weights=self.person_weights[entries] * similarity[owner],
            minlength=len(self.item_ids),
        ).astype(np.float32)
        excluded, is_known = find(self.item_ids, never_proposed(context))
        scores[excluded[is_known]] = 0
        voted_for = np.flatnonzero(scores > 0)
        chosen = voted_for[best(scores[voted_for], limit)]
        return Retrieved(
            item_ids=self.item_ids[chosen],
            scores=scores[chosen],
            causes=np.full(len(chosen), NO_CAUSE, np.int64),
        )

    def _neighbours(self, context: Context) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the people whose histories point the same way, and the cosine up to a constant."""
        history = profile.of(context, self.item_ids, recent_limit=RECENT_LIMIT)
        items = history.positions[: self.n_profile]
        weights = history.weights[: self.n_profile] * self.rarity[items]
        entries, owner = ranges(self.item_starts, items)
        similarity = np.bincount(
            self.item_people[entries],
            weights=self.item_weights[entries] * weights[owner],
            minlength=len(self.person_starts) - 1,
        ).astype(np.float32)
        alike = np.flatnonzero(similarity > 0)
        nearest = alike[best(similarity[alike], self.n_neighbours)]
        return nearest, similarity[nearest]
