"""Bought together: what lies in the same orders more often than chance, for one product or a whole cart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from numpy.typing import NDArray

from recommendations.candidates.base import Retrieved, never_proposed, seeds
from recommendations.candidates.neighbours import NeighbourTable
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class CoPurchase:
    """Complements by root log-likelihood ratio; for a cart the evidence of its items adds up."""

    name: ClassVar[str] = "co_purchase"
    kind_of_reason: ClassVar[str] = "bought_with"

    table: NeighbourTable

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``co_purchase``."""
        return cls(table=NeighbourTable.open(arrays))

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose what completes the subject, else the cart, else what was looked at lately."""
        return self.table.around(seeds(context), excluded=never_proposed(context), limit=limit)
