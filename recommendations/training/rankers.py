"""Trains the rankers that serve, on the shop's own past: what is discovered, bought again, and looked at next.

The candidates of past moments are labelled with what people then took (:mod:`.label_windows`). The newest window
is foretold by trees that learned from the older ones alone, whose labels end where it begins. A recipe whose trees
order its candidates no better than the sources nearest to what orders the row without it is not handed on, and the
next ranker of the row, or the weighted blend, goes on serving it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from recommendations.features import acts
from recommendations.features.acts import Reading
from recommendations.features.business_time import Pauses
from recommendations.features.histories import rows_of
from recommendations.ranking import clicks, purchases
from recommendations.ranking.frames import Frame
from recommendations.ranking.ranker import BOOSTER, MODEL, digest_of
from recommendations.ranking.scorer import Scorer
from recommendations.registry.artefacts import Part
from recommendations.training import calendar, click_tables, label_windows, purchase_tables, ranker
from recommendations.training.label_windows import Window, WindowsConfig
from recommendations.training.ranker import Examples, RankerConfig, TooLittleToLearn
from recommendations.vocabulary import Interactions

logger = logging.getLogger(__name__)
CUTOFF = 10


@dataclass(frozen=True, slots=True)
class RankersConfig:
    """How much a ranker learns from; the same for every shop."""

    windows: WindowsConfig = field(default_factory=WindowsConfig)
    most_misses: int = 40
    """Candidates not taken that are kept for each shopper; all that were taken are."""
    folds: int = 3
    """Where the log has but one window to learn from: parts of its shoppers, each ordered without having been seen."""
    most_rows: int = 2_000_000
    """The newest rows before each moment; more would cost minutes and change nothing that fades."""
    most_looks: int = 1_000_000
    """The newest looks, for rankers that read visits: a month's in a shop of ten million events a year."""
    trees: RankerConfig = field(default_factory=lambda: RankerConfig(rounds=100))
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """What differs between the rankers."""

    name: str
    reads: Reading
    windows: Callable[..., Iterator[Window]]
    build: Callable[..., purchases.PurchaseTables | clicks.ClickTables]
    sources: tuple[str, ...]
    """The first features are a score and a share of each."""
    feature_names: tuple[str, ...]
    otherwise: tuple[str, ...]
    """The sources nearest to what orders the row without a ranker; the mean of their shares is to be beaten."""
    of_own: bool = False
    """Whether it orders what the shopper had before, or only the rest."""

    def rows(self, frame: Frame) -> NDArray[np.bool_]:
        """Return the pairs this ranker has to order."""
        return frame.is_own if self.of_own else ~frame.is_own


_OF_PERSONS: dict[str, Any] = {
    "windows": label_windows.of_persons,
    "build": purchase_tables.build,
    "sources": purchases.SOURCES,
    "feature_names": purchases.FEATURES,
}
RECIPES = (
    Recipe(
        "next_look",
        Reading.VISIT,
        windows=label_windows.of_visits,
        build=click_tables.build,
        sources=clicks.SOURCES,
        feature_names=clicks.FEATURES,
        otherwise=clicks.SOURCES,
    ),
    Recipe("discover", Reading.TOUCHES, **_OF_PERSONS, otherwise=purchases.SOURCES),
    # The row is filled by the source "repeat", whose formula is that of "own" times a clock.
    Recipe("buy_again", Reading.PURCHASES, **_OF_PERSONS, otherwise=("own",), of_own=True),
)


def train(
    interactions: Interactions,
    item_ids: NDArray[np.int64],
    *,
    now: float,
    config: RankersConfig = RankersConfig(),
) -> Iterator[Part]:
    """Yield the rankers that learned something; ``interactions`` are numbered by ``item_ids``."""
    pauses = Pauses.of(interactions.happened_at, now=now)
    log = calendar.as_of_business(interactions, now=now)
    for recipe in RECIPES:
        read = acts.of_log(log, recipe.reads)
        part = _trained(recipe, read, item_ids, pauses, now=now, config=config)
        if part is not None:
            yield part


def _trained(
    recipe: Recipe,
    log: Interactions,
    item_ids: NDArray[np.int64],
    pauses: Pauses,
    *,
    now: float,
    config: RankersConfig,
) -> Part | None:
    most = config.most_looks if recipe.reads is Reading.VISIT else config.most_rows

    def build(past: Interactions, *, now: float) -> purchases.PurchaseTables | clicks.ClickTables:
        return recipe.build(_newest(past, most), now=now)

    windows = list(recipe.windows(log, build, recipe.rows, now=now, config=config.windows))
    if not windows:
        return None
    examples = [_examples(window, config) for window in windows]
    try:
        figures = _foretold(recipe, windows[0], examples[1:], config)
        booster = ranker.learn(examples, recipe.feature_names, config.trees)
    except TooLittleToLearn as error:
        logger.info("ranker_skipped", extra={"ranker": recipe.name, "reason": str(error)})
        return None
    model = ranker.exported(booster)
    if figures["ndcg"] <= figures["ndcg_of_sources"]:
        logger.warning("ranker_no_better", extra={"ranker": recipe.name, **figures})
        return None
    tables = build(log, now=now)
    return Part(
        name=recipe.name,
        arrays={
            **_arrays(tables, model, log, item_ids, pauses),
            BOOSTER: np.frombuffer(booster.model_to_string().encode(), np.uint8),
        },
        config={
            "feature_names": recipe.feature_names,
            "reads": recipe.reads.value,
            **asdict(config),
        },
        metrics={
            "rows": float(sum(len(part.is_taken) for part in examples)),
            "covered": float((np.bincount(log.item, minlength=len(item_ids)) > 0).sum()),
            "onnx_difference": _difference(recipe, booster, model, windows[0].frame.features),
            **figures,
        },
    )


def _newest(log: Interactions, most: int) -> Interactions:
    return log if len(log) <= most else rows_of(log, np.arange(len(log)) >= len(log) - most)


def _examples(window: Window, config: RankersConfig) -> Examples:
    """Keep the shoppers who took anything, with all hits and a random few of the misses."""
    whole = Examples.of(window.frame, window.is_taken)
    hits = np.bincount(window.frame.shopper[window.is_taken])
    n_shoppers = max(int((hits > 0).sum()), 1)
    n_misses = int((~whole.is_taken).sum())
    share = min(1.0, config.most_misses * n_shoppers / max(n_misses, 1))
    drawn = np.random.default_rng(config.seed).random(len(whole.is_taken)) < share
    kept = whole.is_taken | drawn
    return Examples(whole.features[kept], whole.is_taken[kept], whole.is_own[kept])


def _foretold(
    recipe: Recipe, newest: Window, older: Sequence[Examples], config: RankersConfig
) -> dict[str, float]:
    """Order the newest window's candidates by trees that know nothing of its days, and measure.

    A log that is too short for that lets its shoppers be told from each other: weaker, for they share the days.

    Raises: TooLittleToLearn: if either way there are too few hits.
    """
    try:
        booster = ranker.learn(older, recipe.feature_names, config.trees)
        scores = _predicted(booster, newest.frame.features)
    except TooLittleToLearn:
        older, scores = (), _of_others(recipe, newest, older, config)
    return {
        "ndcg": _ndcg(newest, scores),
        "ndcg_of_sources": _ndcg(newest, _unlearned(recipe, newest.frame.features)),
        "shoppers_checked": float(len(np.unique(newest.frame.shopper))),
        "older_windows": float(len(older)),
    }


def _of_others(
    recipe: Recipe, newest: Window, older: Sequence[Examples], config: RankersConfig
) -> NDArray[np.float64]:
    """Score each pair by trees that did not learn from its shopper ``(n,)``."""
    n_shoppers = int(newest.frame.shopper.max(initial=-1)) + 1
    fold = np.random.default_rng(config.seed).integers(config.folds, size=n_shoppers)
    of_pair = fold[newest.frame.shopper]
    scores = np.zeros(len(newest.frame))
    for number in range(config.folds):
        learned_from = [_examples(newest.of(fold != number), config), *older]
        booster = ranker.learn(learned_from, recipe.feature_names, config.trees)
        is_held = of_pair == number
        scores[is_held] = _predicted(booster, newest.frame.features[is_held])
    return scores


def _predicted(booster: lightgbm.Booster, features: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(booster.predict(features) if len(features) else [], np.float64)


def _unlearned(recipe: Recipe, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean share of the sources that would order the row otherwise ``(n,)``."""
    columns = [2 * recipe.sources.index(name) + 1 for name in recipe.otherwise]
    shares: NDArray[np.float32] = features[:, columns].mean(axis=1)
    return shares


def _difference(
    recipe: Recipe, booster: lightgbm.Booster, model: bytes, features: NDArray[np.float32]
) -> float:
    """Return by how much the export and the trees differ at most."""
    served = Scorer.load(model, feature_names=recipe.feature_names).score(features)
    return float(np.abs(served - _predicted(booster, features)).max(initial=0.0))


def _ndcg(window: Window, scores: NDArray[np.floating]) -> float:
    """Return the mean NDCG@10 over the shoppers who took any candidate (Järvelin and Kekäläinen 2002)."""
    shopper, taken = window.frame.shopper, window.is_taken
    gains = []
    for ranked_by in (scores, taken.astype(np.float64)):
        order = np.lexsort((window.frame.item, -ranked_by, shopper))
        place = np.arange(len(order)) - np.searchsorted(shopper[order], shopper[order])
        gain = np.where((place < CUTOFF) & taken[order], 1 / np.log2(place + 2), 0.0)
        gains.append(np.bincount(shopper[order], weights=gain))
    has_any = gains[1] > 0
    return float((gains[0][has_any] / gains[1][has_any]).mean()) if has_any.any() else 0.0


def _arrays(
    tables: purchases.PurchaseTables | clicks.ClickTables,
    model: bytes,
    log: Interactions,
    item_ids: NDArray[np.int64],
    pauses: Pauses,
) -> dict[str, NDArray[np.generic]]:
    people = tables.people
    digests = np.array([digest_of(str(log.persons[place])) for place in people], np.int64)
    order = np.argsort(digests, kind="stable")
    return {
        "item_ids": item_ids,
        **tables.arrays(),
        MODEL: np.frombuffer(model, np.uint8),
        "pause_until": pauses.until,
        "pause_cut": pauses.cut,
        "person_digests": digests[order],
        "person_places": people[order].astype(np.int32),
    }
