"""What training knows of the products themselves, as parallel columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class Items:
    """The products that may be recommended."""

    item_ids: NDArray[np.int64]
    """``(n,)`` ascending."""
    texts: tuple[str, ...] = ()
    """What each product is, in words for the sentence encoder; empty where no text is known."""
    shelved_item: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    """``(m,)`` positions into ``item_ids``: one row per product and department it stands under."""
    shelved_department: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """``(m,)`` the department of each such row, ancestors included."""

    def __len__(self) -> int:
        return len(self.item_ids)

    @classmethod
    def bare(cls, item_ids: Sequence[int] | NDArray[np.int64]) -> Self:
        """Return items of which nothing but the number is known, as in a log without a catalogue."""
        return cls(item_ids=np.unique(np.asarray(item_ids, np.int64)))


def onto(interactions: Interactions, item_ids: NDArray[np.int64]) -> Interactions:
    """Keep the rows of these items (ascending) and renumber them, so that every model shares one numbering."""
    place = np.searchsorted(item_ids, interactions.items)
    place = np.minimum(place, max(len(item_ids) - 1, 0))
    is_listed = (
        item_ids[place] == interactions.items
        if len(item_ids)
        else np.zeros(len(interactions.items), np.bool_)
    )
    kept = np.flatnonzero(is_listed[interactions.item])
    return Interactions(
        person=interactions.person[kept],
        item=place[interactions.item[kept]].astype(np.int32),
        kind=interactions.kind[kept],
        happened_at=interactions.happened_at[kept],
        quantity=interactions.quantity[kept],
        basket=interactions.basket[kept],
        persons=interactions.persons,
        items=item_ids,
    )
