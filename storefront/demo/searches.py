"""What shoppers type into the search box, typing errors and vain hopes included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storefront.demo.archetypes import ARCHETYPES
from storefront.demo.choosing import Positions
from storefront.demo.dice import Dice
from storefront.demo.visits import Visits

_SHARE = 0.16
"""Share of visits that begin in the search box."""
_NOT_SOLD = (
    "gift card", "printer paper", "wetsuit", "air fryer", "car charger", "wallpaper", "bed linen", "curtains",
    "sunglasses", "toaster", "umbrella", "ice skates", "piano", "dog bed",
)  # fmt: skip
"""What people look for in vain; staff should see that they do."""


@dataclass(frozen=True, slots=True)
class Searches:
    """Queries as parallel columns, sorted by visit."""

    visit: Positions
    happened_at: NDArray[np.float64]
    query: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.query)


def draw_searches(visits: Visits, *, rng: np.random.Generator) -> Searches:
    """Let some visits begin with a query for what they came for, seconds before the first page."""
    visit = np.flatnonzero(rng.random(len(visits)) < _SHARE)
    starts = rng.integers(0, 2**63, len(visit), dtype=np.uint64).tolist()
    kinds = visits.kind[visit].tolist()
    return Searches(
        visit=visit,
        happened_at=visits.started_at[visit] - 3.0 - rng.random(len(visit)) * 9.0,
        query=tuple(
            make_query(kind, Dice(start)) for kind, start in zip(kinds, starts, strict=True)
        ),
    )


def make_query(kind: int, dice: Dice) -> str:
    """Write a query for a kind of product as people do: by type, colour or material, now and then misspelt."""
    archetype = ARCHETYPES[kind]
    wanted = archetype.product_type.lower()
    roll = dice.roll(100)
    if roll < 5:
        return dice.pick(_NOT_SOLD)
    if roll < 25:
        return f"{dice.pick(archetype.colours)} {wanted}"
    if roll < 40 and archetype.materials:
        return f"{dice.pick(archetype.materials)} {wanted}"
    return _misspelt(wanted, dice) if roll < 50 else wanted


def _misspelt(word: str, dice: Dice) -> str:
    """Leave out one letter or swap two."""
    at = 1 + dice.roll(len(word) - 2)
    if dice.chance(50):
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
