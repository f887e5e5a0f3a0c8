"""Several ranked lists become one: each source's scores on one scale, weighted and added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates import Retrieved
from recommendations.candidates.base import NO_CAUSE


@dataclass(frozen=True, slots=True)
class Blend:
    """The union of what sources proposed, best first.

    ``item_ids (n,) int64``; ``parts (n, s) float32`` each source's weighted share; ``causes (n, s) int64``
    the item behind that share, :data:`NO_CAUSE` where there is none.
    """

    item_ids: NDArray[np.int64]
    parts: NDArray[np.float32]
    causes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.item_ids)

    @property
    def scores(self) -> NDArray[np.float32]:
        """The sum of the shares ``(n,)``, at most the sum of the weights."""
        total: NDArray[np.float32] = self.parts.sum(axis=1)
        return total

    def take(self, rows: NDArray[np.intp]) -> Blend:
        """Return these rows in this order."""
        return Blend(self.item_ids[rows], self.parts[rows], self.causes[rows])


def blend(
    retrieved: Sequence[Retrieved], weights: Sequence[float], groups: Sequence[str] | None = None
) -> Blend:
    """Add the lists up; within a list a score counts relative to the list's best.

    Lists of one group speak with one voice: the item on which they agree most counts the whole weight
    of the group, however seldom all of them name the same one. Without ``groups`` each list stands alone.
    Ties keep the order in which the sources named the items.
    """
    proposed = np.concatenate([found.item_ids for found in retrieved] or [np.empty(0, np.int64)])
    item_ids, first, place = np.unique(proposed, return_index=True, return_inverse=True)
    parts = np.zeros((len(item_ids), len(retrieved)), np.float32)
    causes = np.full(parts.shape, NO_CAUSE, np.int64)
    start = 0
    for column, (found, weight) in enumerate(zip(retrieved, weights, strict=True)):
        rows = place[start : start + len(found)]
        parts[rows, column] = np.float32(weight) * _relative(found.scores)
        causes[rows, column] = found.causes
        start += len(found)
    if groups is not None:
        _raise_groups(parts, weights, groups)
    order = np.lexsort((first, -parts.sum(axis=1)))
    return Blend(item_ids[order], parts[order], causes[order])


def _raise_groups(
    parts: NDArray[np.float32], weights: Sequence[float], groups: Sequence[str]
) -> None:
    """Scale the columns ``(n, s)`` of each group of several, in place, to reach the weight of the group."""
    for group in {name for name in groups if groups.count(name) > 1}:
        columns = [column for column, name in enumerate(groups) if name == group]
        highest = parts[:, columns].sum(axis=1).max(initial=0.0)
        if highest > 0:
            whole = sum(weights[column] for column in columns)
            parts[:, columns] *= np.float32(whole / highest)


def _relative(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores divided by the highest ``(n,)``; a list without a positive score counts nothing."""
    highest = scores.max(initial=0.0)
    return np.maximum(scores, 0) / highest if highest > 0 else np.zeros_like(scores)
