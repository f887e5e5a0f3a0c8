"""Candidates and features for "what does this visit click next": one code for training and for a page.

Everything here is numpy over arrays of one artefact, so a web process can load it. Sources:

==============  ==============================================================================================
visits          what the 500 most similar visits held; a click counts half as much as the next newer one,
                a visit fades over 30 days (STAN: Garg et al. 2019; VMIS-kNN: Kersbergen et al. 2022)
visits_fresh    the same, fading over 5 days
visits_rare     the same, clicks on rare items counting more
rules           what is clicked near this visit's items, either side, 1 / distance (Ludewig and Jannach 2018)
rules_lately    the same from the last days
rules_last      the same for the newest item only
alike           cosine over visits to this visit's items
two_steps       two such rules in a row from the newest item: reaches what was never seen beside it
==============  ==============================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.features import interest, visit
from recommendations.features.histories import Histories
from recommendations.features.tables import Table, spread
from recommendations.ranking import frames
from recommendations.ranking.frames import Frame

SOURCES = (
    "visits",
    "visits_fresh",
    "visits_rare",
    "rules",
    "rules_lately",
    "rules_last",
    "alike",
    "two_steps",
)
LOOKUPS = (
    "next_to_last",
    "before_last",
    "cosine_to_last",
    "cosine_to_second",
    "rule_of_second",
    "rule_of_first",
)
FEATURES = (
    *(name for source in SOURCES for name in (f"{source}_score", f"{source}_share")),
    *LOOKUPS,
    *interest.NAMES,
    *visit.NAMES,
    *visit.PAIR_NAMES,
)
"""The columns of :class:`Frame`, in the order the ranker expects."""

_TABLES = (
    "visits_of_item",
    "items_of_visit",
    "rules",
    "rules_lately",
    "following",
    "preceding",
    "cosines",
)

N_LAST = 10
"""Older clicks of a visit say nothing about the next one."""
FADING, SLOW_FADING = 0.5, 0.8
"""What a click counts against the next newer one."""
N_VISITS = 500
VISIT_DAYS, FRESH_DAYS = 30.0, 5.0
N_STEPS = 30
PER_SOURCE = 60


@dataclass(frozen=True, slots=True)
class ClickTables:
    """What everyone's visits taught as of one moment. ``n`` items, ``s`` visits."""

    interest: NDArray[np.float32]
    """``(n, len(interest.NAMES))``"""
    idf: NDArray[np.float32]
    """``(n,)`` log(visits / visits with the item)."""
    visits_of_item: Table
    """``(n, s)`` 1 / √(distinct items of the visit), for the newest visits of each item."""
    items_of_visit: Table
    """``(s, n)`` ones."""
    visit_days: NDArray[np.float32]
    """``(s,)`` days since the last click of each visit."""
    rules: Table
    """``(n, n)`` Σ 1 / distance, clicks before counting 0.7 of clicks after."""
    rules_lately: Table
    """``(n, n)`` the same, halved every four days."""
    following: Table
    """``(n, n)`` how often the column was the very next click."""
    preceding: Table
    """``(n, n)`` its transpose."""
    cosines: Table
    """``(n, n)`` over visits."""

    @property
    def people(self) -> NDArray[np.int32]:
        """Nobody: visits are compared with visits, and the one that goes on is not among them."""
        return np.empty(0, np.int32)

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Stand on the arrays of an artefact."""
        return cls(
            interest=arrays["interest"],
            idf=arrays["idf"],
            visit_days=arrays["visit_days"],
            **{name: Table.open(arrays, name) for name in _TABLES},
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what an artefact has to keep, for :meth:`open`."""
        kept: dict[str, NDArray[Any]] = {
            "interest": self.interest,
            "idf": self.idf,
            "visit_days": self.visit_days,
        }
        for name in _TABLES:
            table: Table = getattr(self, name)
            kept |= table.arrays(name)
        return kept

    def frame(self, histories: Histories) -> Frame:
        """Gather candidates for these visits and describe every pair."""
        tables = list(self.sources(histories).values())
        shopper, item, is_own = frames.candidates(tables, histories, per_source=PER_SOURCE)
        return Frame(shopper, item, is_own, self._described(tables, histories, shopper, item))

    def described(
        self, histories: Histories, shopper: NDArray[np.int64], item: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Describe pairs that somebody else gathered ``(n_pairs, len(FEATURES))``; each as in :meth:`frame`."""
        return self._described(list(self.sources(histories).values()), histories, shopper, item)

    def _described(
        self,
        tables: Sequence[Table],
        histories: Histories,
        shopper: NDArray[np.int64],
        item: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        visits = visit.visit(histories, self.interest[:, 0])
        return np.concatenate(
            [
                frames.scored(tables, shopper, item),
                self._lookups(histories, shopper, item),
                self.interest[item],
                visits[shopper],
                visit.pairs(histories, shopper, item),
            ],
            axis=1,
        )

    def sources(self, histories: Histories) -> dict[str, Table]:
        """Score items for each visit, one table ``(visits, n)`` a source of :data:`SOURCES`."""
        is_late = histories.place < N_LAST
        query = histories.table(np.where(is_late, FADING**histories.place, 0.0))
        slow = histories.table(np.where(is_late, SLOW_FADING**histories.place, 0.0))
        last = histories.table(np.where(histories.place == 0, 1.0, 0.0))
        last = last.kept(last.values > 0)
        rare = query.weighted(query.values * self.idf[query.columns])
        near, rarely_near = (spread(each, self.visits_of_item) for each in (query, rare))
        step = spread(last, self.rules)
        return {
            "visits": self._voted(near, VISIT_DAYS),
            "visits_fresh": self._voted(near, FRESH_DAYS),
            "visits_rare": self._voted(rarely_near, VISIT_DAYS),
            "rules": spread(query, self.rules),
            "rules_lately": spread(query, self.rules_lately),
            "rules_last": step,
            "alike": spread(slow, self.cosines),
            "two_steps": spread(step.top(N_STEPS), self.rules),
        }

    def _voted(self, near: Table, days: float) -> Table:
        """Let the most similar visits vote for their items, older visits less."""
        faded = near.weighted(near.values * np.exp(-self.visit_days[near.columns] / days))
        return spread(faded.top(N_VISITS), self.items_of_visit)

    def _lookups(
        self, histories: Histories, shopper: NDArray[np.int64], item: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Look up what relates each candidate to single clicks of the visit ``(n_pairs, len(LOOKUPS))``."""
        last, second = histories.item_before(), histories.item_before(1)
        first = np.full(len(histories), -1, np.int64)
        has_any = histories.sizes > 0
        first[has_any] = histories.item[histories.starts[1:][has_any] - 1]
        columns = [
            _related(table, anchor[shopper], item)
            for table, anchor in (
                (self.following, last),
                (self.preceding, last),
                (self.cosines, last),
                (self.cosines, second),
                (self.rules, second),
                (self.rules, first),
            )
        ]
        return np.stack(columns, axis=1)


def _related(
    table: Table, anchor: NDArray[np.int64], item: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Look pairs up; NaN where the visit has no such click."""
    # One visit asks for one row of many: only the rows asked for are unrolled.
    rows, place = np.unique(np.maximum(anchor, 0), return_inverse=True)
    found = table.take(rows).at(place, item)
    return np.where(anchor >= 0, found, np.float32(np.nan)).astype(np.float32)
