"""Candidates and features for "what does this shopper buy next": one code for training and for a page.

Everything here is numpy over arrays of one artefact, so a web process can load it. Sources:

============  ==============================================================================================
own           own purchases, halved every 120 days, × (buyers of 28 days + 1) ** 0.6
people        what the 100 most similar of the people seen lately bought in the last 30 days
ease          the closed-form autoencoder on the head of the catalogue (Steck 2019), from all purchases
ease_fading   the same from recent purchases
lately        cosine over the orders of the last 60 days, from recent purchases
taste         matrix factorisation, the shopper folded in
============  ==============================================================================================

What most people bought in the last 7 and 28 days joins the candidates; its counts are features of the item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.features import affinity, demand, habits
from recommendations.features.histories import Histories
from recommendations.features.tables import Grid, Table, spread
from recommendations.ranking import frames
from recommendations.ranking.frames import Frame

SOURCES = (
    "own",
    "people",
    "ease",
    "ease_fading",
    "lately",
    "taste",
)
FEATURES = (
    *(name for source in SOURCES for name in (f"{source}_score", f"{source}_share")),
    *demand.NAMES,
    *habits.NAMES,
    *affinity.NAMES,
)
"""The columns of :class:`Frame`, in the order the ranker expects."""

_TABLES = ("people_of_item", "bought_lately", "ease", "lately")

OWN_HALF_LIFE_DAYS, OWN_EXPONENT = 120.0, 0.6
RECENT_HALF_LIFE_DAYS = 60.0
N_PEOPLE = 100
PER_SOURCE = 80


@dataclass(frozen=True, slots=True)
class PurchaseTables:
    """What everyone's purchases taught as of one moment. ``n`` items, ``r`` people seen lately."""

    demand: NDArray[np.float32]
    """``(n, len(demand.NAMES))``"""
    idf: NDArray[np.float32]
    """``(n,)`` log(1 + people / people who bought it)."""
    people: NDArray[np.int32]
    """``(r,)`` positions into ``Interactions.persons``, so that nobody is their own neighbour."""
    people_of_item: Table
    """``(n, r)`` how much an item says of a person: faded count × idf, of unit length over a person's items."""
    bought_lately: Table
    """``(r, n)`` ones for the purchases of the last 30 days."""
    ease: Table
    """``(n, n)``"""
    lately: Table
    """``(n, n)`` cosines over the orders of the last 60 days."""
    factors: NDArray[np.float32]
    """``(n, f)``"""
    gram: NDArray[np.float32]
    """``(f, f)`` YᵀY + λI."""
    confidence: float

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Stand on the arrays of an artefact."""
        return cls(
            demand=arrays["demand"],
            idf=arrays["idf"],
            people=arrays["people"],
            factors=arrays["factors"],
            gram=arrays["gram"],
            confidence=float(arrays["confidence"][0]),
            **{name: Table.open(arrays, name) for name in _TABLES},
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what an artefact has to keep, for :meth:`open`."""
        kept: dict[str, NDArray[Any]] = {
            "demand": self.demand,
            "idf": self.idf,
            "people": self.people,
            "factors": self.factors,
            "gram": self.gram,
            "confidence": np.array([self.confidence], np.float64),
        }
        for name in _TABLES:
            table: Table = getattr(self, name)
            kept |= table.arrays(name)
        return kept

    def frame(self, histories: Histories) -> Frame:
        """Gather candidates for these shoppers and describe every pair."""
        scored = list(self.sources(histories).values())
        tables = [each.table() for each in scored]
        popular = [_same_for_all(self.demand[:, column], len(histories)) for column in _POPULAR]
        shopper, item, is_own = frames.candidates(
            [*tables, *popular], histories, per_source=PER_SOURCE
        )
        return Frame(shopper, item, is_own, self._described(scored, histories, shopper, item))

    def described(
        self, histories: Histories, shopper: NDArray[np.int64], item: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Describe pairs that somebody else gathered ``(n_pairs, len(FEATURES))``; each as in :meth:`frame`."""
        return self._described(list(self.sources(histories).values()), histories, shopper, item)

    def _described(
        self,
        tables: Sequence[Table | Grid],
        histories: Histories,
        shopper: NDArray[np.int64],
        item: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        shoppers = habits.habits(histories, self.demand[:, demand.BUYERS_28D])
        return np.concatenate(
            [
                frames.scored(tables, shopper, item),
                self.demand[item],
                shoppers[shopper],
                affinity.affinity(histories, shopper, item),
            ],
            axis=1,
        )

    def sources(self, histories: Histories) -> dict[str, Table | Grid]:
        """Score items for each shopper, one table ``(shoppers, n)`` a source of :data:`SOURCES`."""
        own, faded = histories.table(), histories.faded(OWN_HALF_LIFE_DAYS)
        ones = own.weighted(np.ones(len(own.columns)))
        recent = histories.faded(RECENT_HALF_LIFE_DAYS)
        people = self._likeness(histories, faded).top(N_PEOPLE)
        buyers = self.demand[faded.columns, demand.BUYERS_28D]
        return {
            "own": faded.weighted(faded.values * (buyers + 1) ** np.float32(OWN_EXPONENT)),
            "people": spread(_shares(people), self.bought_lately),
            "ease": spread(ones, self.ease),
            "ease_fading": spread(recent, self.ease),
            "lately": spread(recent, self.lately),
            "taste": self._taste(faded),
        }

    def _likeness(self, histories: Histories, faded: Table) -> Table:
        """Return how alike each shopper and the people seen lately buy, ``(shoppers, r)`` up to a factor a shopper."""
        query = faded.weighted(faded.values * self.idf[faded.columns])
        likeness = spread(query, self.people_of_item)
        is_self = self.people[likeness.columns] == histories.person[likeness.rows]
        return likeness.kept(~is_self & (likeness.values > 0))

    def _taste(self, faded: Table) -> Grid:
        """Fold each shopper into the factors and score all items, ``(shoppers, n)``."""
        n_factors = self.factors.shape[1]
        shoppers = np.zeros((faded.n_rows, n_factors), np.float32)
        confidences = 1 + self.confidence * np.log1p(faded.values)
        for row in np.flatnonzero(faded.sizes):
            entries = slice(faded.starts[row], faded.starts[row + 1])
            liked, weights = self.factors[faded.columns[entries]], confidences[entries]
            system = self.gram + (liked.T * (weights - 1)) @ liked
            shoppers[row] = np.linalg.solve(system, liked.T @ weights)
        return Grid(shoppers @ self.factors.T)


_POPULAR = tuple(demand.NAMES.index(name) for name in ("buyers_7d", "buyers_28d"))


def _shares(table: Table) -> Table:
    """Scale rows to add up to 1, so that a shopper with few neighbours is not scored lower."""
    sums = np.maximum(table.row_sums(), 1e-12)
    return table.weighted(table.values / sums[table.rows])


def _same_for_all(values: NDArray[np.float32], n: int) -> Table:
    """Return a table with the same, best-known items in each row."""
    best = np.sort(np.argsort(-values, kind="stable")[: 4 * PER_SOURCE])
    best = best[values[best] > 0]
    starts = np.arange(n + 1, dtype=np.int64) * len(best)
    return Table(starts, np.tile(best, n).astype(np.int32), np.tile(values[best], n), len(values))
