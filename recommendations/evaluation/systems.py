"""What takes part in an evaluation: learns from a log, then ranks the whole catalogue for shoppers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation.scopes import Scope, best, restricted
from recommendations.features.histories import Histories
from recommendations.vocabulary import Interactions


class Ranking(Protocol):
    """A system that has learned."""

    def rank(
        self, histories: Histories, *, scopes: Sequence[Scope], k: int
    ) -> Mapping[Scope, NDArray[np.int32]]:
        """Return, for each scope, the best items of each shopper ``(n, k)``, NOTHING where there are fewer."""
        ...


class System(Protocol):
    """One contestant."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        ...

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Learn from a log that ends before ``now`` (seconds since 1970)."""
        ...


class Scores(Protocol):
    """Gives every item a score."""

    def __call__(self, histories: Histories) -> NDArray[np.float32]:
        """Return ``(n, n_items)``; -inf for what is never to be listed."""
        ...


class ByScore:
    """Ranks by one score per item, whatever the scope."""

    def __init__(self, scores: Scores) -> None:
        self.scores = scores

    def rank(
        self, histories: Histories, *, scopes: Sequence[Scope], k: int
    ) -> Mapping[Scope, NDArray[np.int32]]:
        """List the highest scores within each scope."""
        scores = self.scores(histories)
        return {scope: best(restricted(scores, histories, scope), k) for scope in scopes}


def positive(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores with -inf where there is no evidence, that is where they are not above zero."""
    return np.where(scores > 0, scores, np.float32(-np.inf))
