"""The two-stage recommender on a log: candidates from every source, then one learned order.

The ranker learns from windows in the past. For each, every source and every feature is rebuilt as of the
window's first moment, so nothing it sees knows the labels; training on statistics that include their own
labels is the commonest way to look better than one is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation import splits, tasks
from recommendations.evaluation.contest import batches
from recommendations.evaluation.scopes import NOTHING, Scope
from recommendations.evaluation.splits import NothingToEvaluate, Split
from recommendations.evaluation.tasks import Task
from recommendations.features.histories import DAY_SECONDS, Histories
from recommendations.ranking import clicks, purchases
from recommendations.ranking.frames import Frame
from recommendations.ranking.scorer import Scorer
from recommendations.training import click_tables, purchase_tables, ranker
from recommendations.training.click_tables import ClickTablesConfig
from recommendations.training.label_windows import Tables
from recommendations.training.purchase_tables import PurchaseTablesConfig
from recommendations.training.ranker import Examples, RankerConfig, TooLittleToLearn
from recommendations.vocabulary import Interactions


class Question(Protocol):
    """Turns a split into shoppers and what they did next; the very functions that evaluation uses."""

    def __call__(self, split: Split, *, most_shoppers: int, rng: np.random.Generator) -> Task: ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """What differs between the tasks."""

    ask: Question
    build: Callable[..., Tables]
    feature_names: tuple[str, ...]
    n_sources: int
    """The first features are a score and a share of each."""
    lead: int
    """The source that goes first where too little was learned, the mean of all breaking its ties."""
    backs: tuple[float, ...]
    """How many horizons before now the label windows begin."""
    most_shoppers: int
    """Drawn per window, which bounds the examples."""


RECIPES: dict[str, Recipe] = {
    "orders": Recipe(
        ask=tasks.orders,
        build=purchase_tables.build,
        feature_names=purchases.FEATURES,
        n_sources=len(purchases.SOURCES),
        lead=purchases.SOURCES.index("own"),
        backs=(1.0, 1.5, 2.0, 3.0),
        most_shoppers=1_500,
    ),
    "clicks": Recipe(
        ask=tasks.clicks,
        build=click_tables.build,
        feature_names=clicks.FEATURES,
        n_sources=len(clicks.SOURCES),
        lead=clicks.SOURCES.index("visits"),
        backs=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0),
        most_shoppers=1_000,
    ),
}
TablesConfig = PurchaseTablesConfig | ClickTablesConfig
LEAST_PAST = 0.25
"""A window needs at least this share of the log before it, or its statistics are not those of serving."""


@dataclass(frozen=True, slots=True)
class TwoStage:
    """Learns a ranker from the log's own past, then ranks with everything up to now."""

    name: str
    task: str
    horizon_days: float
    config: RankerConfig = field(default_factory=RankerConfig)
    tables: TablesConfig | None = None
    """Other sizes and strengths of the sources than the recipe's own."""

    def fit(self, log: Interactions, *, now: float) -> TwoStageRanking:
        """Rebuild the past windows, learn from them, then build the tables of now."""
        return self.learned(list(self.examples(log, now=now)), self.built(log, now=now))

    def built(self, log: Interactions, *, now: float) -> Tables:
        """Build the sources of one moment."""
        build = RECIPES[self.task].build
        return build(log, now=now, config=self.tables) if self.tables else build(log, now=now)

    def learned(self, parts: Sequence[Examples], tables: Tables) -> TwoStageRanking:
        """Learn from examples how to order what the tables propose."""
        recipe = RECIPES[self.task]
        return TwoStageRanking(
            tables=tables,
            anything=self._scorer(parts, recipe),
            only_new=self._scorer([part.new_only for part in parts], recipe),
            n_sources=recipe.n_sources,
            lead=recipe.lead,
        )

    def examples(self, log: Interactions, *, now: float) -> Iterator[Examples]:
        """Yield the examples of each label window before ``now``."""
        recipe = RECIPES[self.task]
        rng = np.random.default_rng(self.config.seed)
        for back in recipe.backs:
            start = now - back * self.horizon_days * DAY_SECONDS
            if (log.happened_at < start).mean() < LEAST_PAST:
                return
            try:
                split = splits.at(log, cut=start, horizon_days=self.horizon_days)
                task = recipe.ask(split, most_shoppers=recipe.most_shoppers, rng=rng)
            except NothingToEvaluate:
                continue
            tables = self.built(task.past, now=start)
            for batch in batches(len(task.shoppers), task.shoppers.n_items):
                frame = tables.frame(task.shoppers.take(batch))
                is_taken = task.truth.at(frame.shopper + batch.start, frame.item) > 0
                yield Examples.of(frame, is_taken)

    def _scorer(self, parts: Sequence[Examples], recipe: Recipe) -> Scorer | None:
        try:
            booster = ranker.learn(parts, recipe.feature_names, self.config)
        except TooLittleToLearn:
            return None
        return Scorer.load(ranker.exported(booster), feature_names=recipe.feature_names)


@dataclass(frozen=True, slots=True)
class TwoStageRanking:
    """Ranks what the tables propose; a list of discoveries has a ranker of its own."""

    tables: Tables
    anything: Scorer | None
    """None where the log held too little to learn from."""
    only_new: Scorer | None
    n_sources: int
    lead: int

    def rank(
        self, histories: Histories, *, scopes: Sequence[Scope], k: int
    ) -> Mapping[Scope, NDArray[np.int32]]:
        """List the best candidates of each scope."""
        frame = self.tables.frame(histories)
        last = histories.item_before()
        anything = self._scores(self.anything, frame)
        lists = {}
        for scope in scopes:
            rows, scores = np.ones(len(frame), np.bool_), anything
            if scope is Scope.NEW:
                rows, scores = ~frame.is_own, self._scores(self.only_new, frame)
            elif scope is Scope.OWNED:
                rows = frame.is_own
            elif scope is Scope.BUT_LAST:
                rows = frame.item != last[frame.shopper]
            lists[scope] = listed(frame.kept(rows), scores[rows], n=len(histories), k=k)
        return lists

    def _scores(self, scorer: Scorer | None, frame: Frame) -> NDArray[np.float32]:
        """Return the learned score, or the share of the leading source and then the mean share of all."""
        if scorer is not None:
            return scorer.score(frame.features)
        shares = frame.features[:, 1 : 2 * self.n_sources : 2]
        led: NDArray[np.float32] = 10 * shares[:, self.lead] + shares.mean(axis=1)
        return led


def listed(frame: Frame, scores: NDArray[np.float32], *, n: int, k: int) -> NDArray[np.int32]:
    """Return the ``k`` best candidates of each of ``n`` shoppers ``(n, k)``; ties by item."""
    order = np.lexsort((frame.item, -scores, frame.shopper))
    shopper, item = frame.shopper[order], frame.item[order]
    place = np.arange(len(order)) - np.searchsorted(shopper, np.arange(n))[shopper]
    lists = np.full((n, k), NOTHING, np.int32)
    is_listed = place < k
    lists[shopper[is_listed], place[is_listed]] = item[is_listed]
    return lists
