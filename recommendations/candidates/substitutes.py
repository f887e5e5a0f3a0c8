"""Alternatives: looked at in the same visits, and not bought together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from numpy.typing import NDArray

from recommendations.candidates.base import RECENT_LIMIT, Retrieved, never_proposed
from recommendations.candidates.neighbours import NeighbourTable
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class Substitutes:
    """What shoppers weigh against each other: co-view similarity without the pairs that complete each other."""

    name: ClassVar[str] = "substitutes"
    kind_of_reason: ClassVar[str] = "similar_to"

    table: NeighbourTable

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``substitutes``."""
        return cls(table=NeighbourTable.open(arrays))

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose alternatives to the subject, else to what was looked at lately; never to the cart."""
        compared = context.subject or context.recent[:RECENT_LIMIT]
        return self.table.around(compared, excluded=never_proposed(context), limit=limit)
