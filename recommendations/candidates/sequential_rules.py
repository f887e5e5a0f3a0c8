"""The next look: what others looked at shortly after, or before, what this visit looked at.

Sequential rules (Ludewig and Jannach 2018, "Evaluation of session-based recommendation algorithms", 4.2), both ways,
and two of them in a row from the newest look, which reaches what was never seen beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates.base import Retrieved, find, never_proposed
from recommendations.features.tables import Table, ranges
from recommendations.vocabulary import Context

N_LAST = 10
"""Older looks of a visit say nothing about the next one."""
FADING = 0.5
"""What a look counts against the next newer one."""
N_STEPS = 30
SECOND_STEP = 0.1
"""What the best item two steps away counts against the best one next to the visit."""


@dataclass(frozen=True, slots=True)
class SequentialRules:
    """Each look of the visit speaks for what is looked at near it."""

    name: ClassVar[str] = "sequential_rules"
    kind_of_reason: ClassVar[str] = "viewed"

    item_ids: NDArray[np.int64]
    """``(n,)`` ascending."""
    rules: Table
    """``(n, n)`` Σ 1 / distance."""

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``sequential_rules``."""
        return cls(item_ids=arrays["item_ids"], rules=Table.open(arrays, "rules"))

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose what lies near this visit's looks."""
        last = list(dict.fromkeys(context.recent or context.subject))[:N_LAST]
        positions, is_known = find(self.item_ids, last)
        looks = positions[is_known]
        if len(looks) == 0:
            return Retrieved.nothing()
        near, owner, strength = self._steps(looks, FADING ** np.flatnonzero(is_known))
        further, weight = self._second_steps(looks[:1])
        items = np.concatenate([near, further])
        scores = np.concatenate([strength, weight])
        owners = np.concatenate([owner, np.zeros(len(further), np.intp)])
        known, _ = find(self.item_ids, (*never_proposed(context), *last))
        return self._best(items, scores, looks[owners], unwanted=known, limit=limit)

    def _steps(
        self, start: NDArray[np.intp], weights: NDArray[np.floating]
    ) -> tuple[NDArray[np.int32], NDArray[np.intp], NDArray[np.float64]]:
        """Return what the rules of these items lead to, from which of them, and how strongly, at most 1."""
        entries, owner = ranges(self.rules.starts, start)
        strength = self.rules.values[entries] * weights[owner]
        return self.rules.columns[entries], owner, strength / strength.max(initial=1e-12)

    def _second_steps(
        self, start: NDArray[np.intp]
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        first, _, strength = self._steps(start, np.ones(1))
        best = np.argsort(-strength, kind="stable")[:N_STEPS]
        items, _, weights = self._steps(first[best].astype(np.intp), strength[best])
        return items, SECOND_STEP * weights

    def _best(
        self,
        items: NDArray[np.int32],
        scores: NDArray[np.float64],
        causes: NDArray[np.intp],
        *,
        unwanted: NDArray[np.intp],
        limit: int,
    ) -> Retrieved:
        """Add up what speaks for each item; the strongest voice is its cause."""
        kept = ~np.isin(items, unwanted)
        items, scores, causes = items[kept], scores[kept], causes[kept]
        found, place = np.unique(items, return_inverse=True)
        sums = np.bincount(place, weights=scores, minlength=len(found))
        loudest = np.empty(len(found), np.intp)
        rising = np.argsort(scores, kind="stable")
        loudest[place[rising]] = causes[rising]
        order = np.argsort(-sums, kind="stable")[:limit]
        return Retrieved(
            item_ids=self.item_ids[found[order]],
            scores=sums[order].astype(np.float32),
            causes=self.item_ids[loudest[order]],
        )
