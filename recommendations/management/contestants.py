"""What the shop ships, as contestants: every trained source, and the blend that fills "for you"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommendations.blending.weighted import blend
from recommendations.candidates import SOURCES, Source
from recommendations.evaluation.scopes import NOTHING, Scope
from recommendations.evaluation.systems import Ranking, System
from recommendations.features.histories import Histories
from recommendations.features.item import Items
from recommendations.management.served import Page
from recommendations.serving.plan import PLANS, Share
from recommendations.training import fit
from recommendations.training.two_stage import TwoStage
from recommendations.vocabulary import (
    KIND_CODES,
    Context,
    EventKind,
    Interactions,
    ItemId,
    PersonKey,
    Placement,
    Purchase,
)

DEPTH = 200
"""Items asked of each source, beside those that the scope will take away."""
SILENT = {
    "orders": frozenset({"co_purchase", "substitutes", "session", "sequential_rules"}),
    "clicks": frozenset({"co_purchase", "repeat"}),
}
"""Sources that have nothing to start from: no cart and no visit, or no purchases."""
ELSEWHERE = frozenset({"content", "trending"})
"""Sources that need texts, or rank what rises rather than what is wanted."""


def shipped(task: str, *, horizon_days: float) -> tuple[System, ...]:
    """Return the sources that the task gives something to start from, their blend, and the two-stage ranker."""
    trained = _Trained()
    alone = [
        Shipped(f"our {source.name}", (Share(source.name, 1.0),), trained)
        for source in SOURCES
        if source.name not in SILENT[task] | ELSEWHERE
    ]
    return (
        *alone,
        Shipped("our blend", PLANS[Placement.FOR_YOU].shares, trained),
        TwoStage("our two-stage", task, horizon_days),
        Page("our page"),
    )


@dataclass(slots=True)
class _Trained:
    """The sources of the log they were last trained on."""

    log: Interactions | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)

    def on(self, log: Interactions, *, now: float) -> Mapping[str, Source]:
        """Train, unless it is the log of the last time."""
        if self.log is not log:
            self.sources = fit.opened(fit.parts(log, Items.bare(log.items), now=now))
            self.log = log
        return self.sources


@dataclass(frozen=True, slots=True)
class Shipped:
    """Sources blended by weight, each asked through the very code that answers a page."""

    name: str
    shares: tuple[Share, ...]
    trained: _Trained

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Train the shop's sources on this log."""
        sources = self.trained.on(log, now=now)
        bought = bool((log.kind == KIND_CODES[EventKind.PURCHASE]).all())
        asked = [share for share in self.shares if share.source in sources]
        return _Blended(
            [sources[share.source] for share in asked],
            [share.weight for share in asked],
            [share.voice for share in asked],
            log.items,
            _buyer if bought else _visitor,
        )


def _buyer(history: NDArray[np.int64], ages_days: NDArray[np.float64]) -> Context:
    """A customer who comes back: nothing looked at yet."""
    dated = zip(history.tolist(), ages_days.tolist(), strict=True)
    return Context(
        person=PersonKey(""),
        purchased=_distinct(history),
        bought=tuple(Purchase(ItemId(item), days_ago) for item, days_ago in dated),
    )


def _visitor(history: NDArray[np.int64], ages_days: NDArray[np.float64]) -> Context:
    """A visit on a product page; how long ago its clicks were says nothing their order does not."""
    return Context(person=PersonKey(""), recent=_distinct(history), subject=_distinct(history)[:1])


def _distinct(history: NDArray[np.int64]) -> tuple[ItemId, ...]:
    return tuple(ItemId(item) for item in dict.fromkeys(history.tolist()))


class _Blended:
    """Asks the sources shopper by shopper."""

    def __init__(
        self,
        sources: Sequence[Source],
        weights: Sequence[float],
        voices: Sequence[str],
        items: NDArray[np.int64],
        context_of: Callable[[NDArray[np.int64], NDArray[np.float64]], Context],
    ) -> None:
        self.sources, self.weights, self.voices = sources, weights, voices
        self.items, self.context_of = items, context_of

    def rank(
        self, histories: Histories, *, scopes: Sequence[Scope], k: int
    ) -> Mapping[Scope, NDArray[np.int32]]:
        """Blend what the sources propose, then keep what each scope allows."""
        lists = {scope: np.full((len(histories), k), NOTHING, np.int32) for scope in scopes}
        for row in range(len(histories)):
            acts = slice(histories.starts[row], histories.starts[row + 1])
            history = histories.item[acts]
            proposed = self._proposed(history, histories.age_days[acts])
            for scope in scopes:
                allowed = proposed[_allowed(proposed, history, scope)][:k]
                lists[scope][row, : len(allowed)] = allowed
        return lists

    def _proposed(
        self, history: NDArray[np.int32], ages_days: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        """Return positions of items, best first."""
        context = self.context_of(self.items[history], ages_days)
        limit = DEPTH + len(history)
        found = [source.retrieve(context, limit=limit) for source in self.sources]
        mixed = blend(found, self.weights, self.voices)
        return np.searchsorted(self.items, mixed.item_ids).astype(np.int32)


def _allowed(
    proposed: NDArray[np.int32], history: NDArray[np.int32], scope: Scope
) -> NDArray[np.bool_]:
    match scope:
        case Scope.ALL:
            return np.ones(len(proposed), np.bool_)
        case Scope.BUT_LAST:
            return ~np.isin(proposed, history[:1])
        case Scope.NEW:
            return ~np.isin(proposed, history)
        case Scope.OWNED:
            return np.isin(proposed, history)
