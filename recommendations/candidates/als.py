"""Taste: matrix factorisation of everyone's touches, with this shopper's vector solved on the spot.

Hu, Koren and Volinsky 2008, "Collaborative filtering for implicit feedback datasets", equation 4::

    x = (YᵀY + λI + Yᵀ(C - I)Y)⁻¹ YᵀC p

No shopper's vector is stored, so a touch counts at once and erasing a person needs no training.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.candidates import profile
from recommendations.candidates.base import NO_CAUSE, RECENT_LIMIT, Retrieved, find, never_proposed
from recommendations.candidates.best import best
from recommendations.candidates.profile import Profile
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class Als:
    """Exact scan over item factors; items without history have factors predicted from their text."""

    name: ClassVar[str] = "als"
    kind_of_reason: ClassVar[str] = "taste"

    item_ids: NDArray[np.int64]
    """``(n,)`` ascending."""
    factors: NDArray[np.float32]
    """``(n, f)`` Y, items without history included."""
    gram: NDArray[np.float32]
    """``(f, f)`` YᵀY over the items with history, plus λI."""
    confidence: float
    """What weight 1 adds to the confidence of an item (α)."""

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of the artefact ``als``."""
        factors, gram = arrays["factors"], arrays["gram"]
        regularization = np.float32(float(str(config["regularization"])))
        return cls(
            item_ids=arrays["item_ids"],
            factors=factors,
            gram=gram + regularization * np.eye(len(gram), dtype=np.float32),
            confidence=float(str(config["confidence"])),
        )

    def retrieve(self, context: Context, *, limit: int) -> Retrieved:
        """Propose what lies nearest to the taste that the session, the cart and the purchases show."""
        history = profile.of(context, self.item_ids, recent_limit=RECENT_LIMIT)
        if len(history) == 0:
            return Retrieved.nothing()
        shopper, influence = self.fold_in(history)
        scores = self.factors @ shopper
        excluded, is_known = find(self.item_ids, never_proposed(context))
        scores[excluded[is_known]] = -np.inf
        chosen = best(scores, limit)
        chosen = chosen[scores[chosen] > 0]
        return Retrieved(
            item_ids=self.item_ids[chosen],
            scores=scores[chosen],
            causes=self._causes(chosen, history, influence),
        )

    def fold_in(self, history: Profile) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the shopper's vector ``(f,)`` and each item's part of it ``(n_history, f)``; the parts sum to it."""
        touched = self.factors[history.positions]
        confidences = 1 + self.confidence * history.weights
        system = self.gram + (touched.T * (confidences - 1)) @ touched
        influence = np.linalg.solve(system, (touched * confidences[:, None]).T).T
        return influence.sum(axis=0), influence

    def _causes(
        self, chosen: NDArray[np.intp], history: Profile, influence: NDArray[np.float32]
    ) -> NDArray[np.int64]:
        """Return the item of the history that lifts each proposal most."""
        lift = self.factors[chosen] @ influence.T
        strongest = lift.argmax(axis=1) if len(chosen) else np.empty(0, np.intp)
        causes = self.item_ids[history.positions[strongest]]
        return np.where(causes == self.item_ids[chosen], NO_CAUSE, causes)
