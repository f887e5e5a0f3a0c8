"""Collaborative neighbours: who touched this also touched that, over people rather than visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from numpy.typing import NDArray

from recommendations.candidates import profile
from recommendations.candidates.base import RECENT_LIMIT, Retrieved, never_proposed
from recommendations.candidates.neighbours import NeighbourTable
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class ItemItem:
    """Cosine similarity of items over the people who touched them (Sarwar 2001), summed over a history."""

    name: ClassVar[str] = "item_item"
    kind_of_reason: ClassVar[str] = "viewed"

    table: NeighbourTable

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``item_item``."""
        return cls(table=NeighbourTable.open(arrays))

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose neighbours of the subject, else of everything the shopper touched, by its weight."""
        excluded = never_proposed(context)
        if context.subject:
            return self.table.around(context.subject, excluded=excluded, limit=limit)
        history = profile.of(context, self.table.item_ids, recent_limit=RECENT_LIMIT)
        return self.table.around_profile(history, excluded=excluded, limit=limit)
