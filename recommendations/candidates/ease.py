"""Linear regression of each item on all others: what a whole history adds up to, contradictions included."""

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
class Ease:
    """EASE weights (Steck 2019) of the most touched items; a history scores by the sum of its rows."""

    name: ClassVar[str] = "ease"
    kind_of_reason: ClassVar[str] = "taste"

    table: NeighbourTable
    """Its scores may be negative: touching one item can speak against another."""

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``ease``."""
        return cls(table=NeighbourTable.open(arrays))

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose what the session, the cart and the purchases speak for, all in all."""
        history = profile.of(context, self.table.item_ids, recent_limit=RECENT_LIMIT)
        found = self.table.around_profile(history, excluded=never_proposed(context), limit=limit)
        wanted = slice(0, int((found.scores > 0).sum()))
        return Retrieved(
            item_ids=found.item_ids[wanted],
            scores=found.scores[wanted],
            causes=found.causes[wanted],
        )
