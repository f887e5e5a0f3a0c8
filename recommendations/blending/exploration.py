"""Now and then a place of a row goes to chance, so that the log can tell what showing something else would do.

The randomiser is controlled: with a known probability one place below the second is given to an item drawn
evenly from those that were good enough but found no room. Every item's chance of standing where it stands
is known exactly, which is what inverse-propensity estimators need (Horvitz and Thompson 1952; Li et al. 2011).
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

UNTOUCHED = 2
"""The first places are what the shopper sees first; chance stays away from them."""


@dataclass(frozen=True, slots=True)
class Explored(Generic[Item]):
    """The row to show and each item's chance of standing where it stands."""

    items: tuple[Item, ...]
    propensities: tuple[float, ...]
    place: int | None = None
    """The place that went to chance, counted from 0; None if none did."""


def explore(
    row: Sequence[Item],
    spare: Sequence[Item],
    *,
    share: float,
    rng: random.Random,
    fixed: Collection[int] = (),
) -> Explored[Item]:
    """Give one place of the row to a spare item with probability ``share``; ``fixed`` places (from 0) stay.

    Raises:
        ValueError: if the share is no probability.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is no probability")
    open_places = [place for place in range(UNTOUCHED, len(row)) if place not in fixed]
    if not open_places or not spare or share == 0:
        return Explored(tuple(row), (1.0,) * len(row))
    stays = 1 - share / len(open_places)
    propensities = [stays if place in open_places else 1.0 for place in range(len(row))]
    if rng.random() >= share:
        return Explored(tuple(row), tuple(propensities))
    place = rng.choice(open_places)
    shown = list(row)
    shown[place] = rng.choice(spare)
    propensities[place] = share / len(open_places) / len(spare)
    return Explored(tuple(shown), tuple(propensities), place)
