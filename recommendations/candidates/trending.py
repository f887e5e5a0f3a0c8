"""What rises: more asked for this week than its own two months would suggest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from numpy.typing import NDArray

from recommendations.candidates.base import Retrieved
from recommendations.candidates.ranked_shelves import RankedShelves
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class Trending:
    """Smoothed ratio of the short to the long rate; only items that truly rise are listed."""

    name: ClassVar[str] = "trending"
    kind_of_reason: ClassVar[str] = "trending"

    shelves: RankedShelves

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``trending``."""
        return cls(shelves=RankedShelves.open(arrays))

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose the steepest risers of the context's department, of the whole shop without one."""
        return self.shelves.top(context, limit=limit)
