"""What reads alike: neighbours by the meaning of title, description, brand and shelf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates.base import RECENT_LIMIT, Retrieved, find, never_proposed
from recommendations.candidates.neighbours import NeighbourTable
from recommendations.candidates.profile import VIEWED_FADING, weighed
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class Content:
    """Cosine neighbours of sentence vectors; knows every product from its first minute."""

    name: ClassVar[str] = "content"
    kind_of_reason: ClassVar[str] = "similar_to"

    table: NeighbourTable
    vectors: NDArray[np.float16]
    """``(n, 384)`` unit length, in the order of ``table.item_ids``."""

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``content``."""
        return cls(table=NeighbourTable.open(arrays), vectors=arrays["vectors"])

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose what reads like the subject, else like what was looked at lately."""
        excluded = never_proposed(context)
        if context.subject:
            return self.table.around(context.subject, excluded=excluded, limit=limit)
        recent = tuple(dict.fromkeys(context.recent))[:RECENT_LIMIT]
        weights = {int(item_id): VIEWED_FADING**age for age, item_id in enumerate(recent)}
        profile = weighed(weights, self.table.item_ids)
        return self.table.around_profile(profile, excluded=excluded, limit=limit)

    def vectors_of(self, item_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return ``(len(item_ids), 384) float32``; a zero row where the item is unknown."""
        positions, is_known = find(self.table.item_ids, item_ids)
        found = np.zeros((len(item_ids), self.vectors.shape[1]), np.float32)
        found[is_known] = self.vectors[positions[is_known]]
        return found
