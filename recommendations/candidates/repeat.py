"""Buy again: what this shopper bought, by how often, how lately, and whether it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates.base import NO_CAUSE, Retrieved, find, never_proposed
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class Repeat:
    """Faded personal counts × demand × the geometric mean of two chances of buying it again.

    One chance is the item's own (nobody buys a second sofa soon), the other the clock's: how often people
    rebuy at this multiple of the usual gap, having bought that many times. Measured on a wholesaler's
    orders and on the demo, either alone was worse on one of them.
    """

    name: ClassVar[str] = "repeat"
    kind_of_reason: ClassVar[str] = "bought_before"

    item_ids: NDArray[np.int64]
    """``(n,)`` ascending."""
    demand: NDArray[np.float32]
    """``(n,)`` (buyers of the last weeks + 1) ** exponent."""
    rebuy_rate: NDArray[np.float32]
    """``(n,)`` chance within the horizon that someone who has it buys it again."""
    gap_days: NDArray[np.float32]
    """``(n,)`` usual days between two purchases by one person."""
    clock: NDArray[np.float32]
    """``(n_ages, n_counts)`` the same chance by age in gaps and by times bought."""
    clock_ages: NDArray[np.float32]
    """``(n_ages - 1,)`` where one age in gaps ends and the next begins."""
    half_life_days: float

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``repeat``."""
        names = ("item_ids", "demand", "rebuy_rate", "gap_days", "clock", "clock_ages")
        return cls(
            **{name: arrays[name] for name in names},
            half_life_days=float(str(config["half_life_days"])),
        )

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose former purchases again; nothing for a shopper whose purchase dates are not told."""
        told = np.array([purchase.item_id for purchase in context.bought], np.int64)
        ages = np.array([purchase.days_ago for purchase in context.bought], np.float64)
        positions, is_known = find(self.item_ids, told)
        is_kept = is_known & ~np.isin(told, np.array(never_proposed(context), np.int64))
        items, place = np.unique(positions[is_kept], return_inverse=True)
        if len(items) == 0:
            return Retrieved.nothing()
        ages = np.maximum(ages[is_kept], 0)
        faded = np.bincount(place, weights=np.exp2(-ages / self.half_life_days))
        newest = np.full(len(items), np.inf)
        np.minimum.at(newest, place, ages)
        chance = np.sqrt(self.rebuy_rate[items] * self._due(items, newest, np.bincount(place)))
        scores = (faded * chance * self.demand[items]).astype(np.float32)
        order = np.argsort(-scores, kind="stable")[:limit]
        return Retrieved(
            item_ids=self.item_ids[items[order]],
            scores=scores[order],
            causes=np.full(len(order), NO_CAUSE, np.int64),
        )

    def _due(
        self, items: NDArray[np.intp], newest: NDArray[np.float64], times: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        """Read the clock: the chance at this many gaps since the last purchase."""
        age = np.searchsorted(self.clock_ages, newest / self.gap_days[items], side="right")
        due: NDArray[np.float32] = self.clock[age, np.minimum(times, self.clock.shape[1]) - 1]
        return due
