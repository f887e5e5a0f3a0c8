"""Trains the rankers that serve: one for discoveries, one for what to buy again, on the shop's own past.

As in :mod:`recommendations.training.two_stage`, every table is rebuilt as of the start of each label
window, and the candidates of that moment are labelled with what people then took. The newest window holds
back a fifth of its shoppers: a ranker that orders their candidates no better than the plain mean of its
sources is not handed on, and the weighted blend goes on serving its row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

import lightgbm
import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation.contest import batches
from recommendations.evaluation.splits import sample
from recommendations.features import acts, histories
from recommendations.features.business_time import DAY_SECONDS, Pauses
from recommendations.features.histories import Histories, rows_of
from recommendations.features.tables import Table
from recommendations.ranking.frames import Frame
from recommendations.ranking.purchases import FEATURES, SOURCES, PurchaseTables
from recommendations.ranking.ranker import BOOSTER, MODEL, digest_of
from recommendations.ranking.scorer import Scorer
from recommendations.registry.artefacts import Part
from recommendations.training import calendar, purchase_tables, ranker
from recommendations.training.ranker import Examples, RankerConfig, TooLittleToLearn
from recommendations.vocabulary import Interactions

logger = logging.getLogger(__name__)
CUTOFF = 10


@dataclass(frozen=True, slots=True)
class RankersConfig:
    """How much a ranker learns from; the same for every shop."""

    horizon_days: float = 30.0
    backs: tuple[float, ...] = (1.0, 2.0)
    """How many horizons before now the label windows begin."""
    most_shoppers: int = 500
    """Drawn per window, which bounds the examples."""
    most_misses: int = 40
    """Candidates not taken that are kept for each shopper; all that were taken are."""
    held_back: float = 0.2
    least_past: float = 0.25
    """A window needs at least this share of the log before it."""
    most_rows: int = 2_000_000
    """The newest rows before each moment; more would cost minutes and change nothing that fades."""
    trees: RankerConfig = field(default_factory=lambda: RankerConfig(rounds=100))
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """What differs between the rankers."""

    name: str
    reads_looks: bool
    log_of: Callable[[Interactions], Interactions]
    of_own: bool
    """Whether it orders what the shopper had before, or only the rest."""

    def rows(self, frame: Frame) -> NDArray[np.bool_]:
        """Return the pairs this ranker has to order."""
        return frame.is_own if self.of_own else ~frame.is_own


RECIPES = (
    Recipe("discover", reads_looks=True, log_of=acts.touches, of_own=False),
    Recipe("buy_again", reads_looks=False, log_of=acts.purchases, of_own=True),
)


@dataclass(frozen=True, slots=True)
class _Window:
    """Candidates as of one past moment, and which were taken within the horizon."""

    frame: Frame
    is_taken: NDArray[np.bool_]

    def of(self, shoppers: NDArray[np.bool_]) -> _Window:
        """Return the pairs of these shoppers."""
        rows = shoppers[self.frame.shopper]
        return _Window(self.frame.kept(rows), self.is_taken[rows])


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
        part = _trained(recipe, recipe.log_of(log), item_ids, pauses, now=now, config=config)
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
    windows = list(_windows(recipe, log, now=now, config=config))
    if not windows:
        return None
    newest, checked = _held_back(windows[0], config)
    examples = [_examples(window, config) for window in (newest, *windows[1:])]
    try:
        booster = ranker.learn(examples, FEATURES, config.trees)
    except TooLittleToLearn as error:
        logger.info("ranker_skipped", extra={"ranker": recipe.name, "reason": str(error)})
        return None
    model = ranker.exported(booster)
    figures = _figures(booster, model, checked)
    if figures["ndcg"] <= figures["ndcg_of_sources"]:
        logger.warning("ranker_no_better", extra={"ranker": recipe.name, **figures})
        return None
    tables = purchase_tables.build(_newest(log, config.most_rows), now=now)
    return Part(
        name=recipe.name,
        arrays={
            **_arrays(tables, model, log, item_ids, pauses),
            BOOSTER: np.frombuffer(booster.model_to_string().encode(), np.uint8),
        },
        config={
            "feature_names": FEATURES,
            "reads_looks": recipe.reads_looks,
            **asdict(config),
        },
        metrics={
            "rows": float(sum(len(part.is_taken) for part in examples)),
            "covered": float((np.bincount(log.item, minlength=len(item_ids)) > 0).sum()),
            **figures,
        },
    )


def _windows(
    recipe: Recipe, log: Interactions, *, now: float, config: RankersConfig
) -> Iterator[_Window]:
    rng = np.random.default_rng(config.seed)
    for back in config.backs:
        start = now - back * config.horizon_days * DAY_SECONDS
        if len(log) == 0 or (log.happened_at < start).mean() < config.least_past:
            return
        past = rows_of(log, log.happened_at < start)
        until = start + config.horizon_days * DAY_SECONDS
        future = rows_of(log, (log.happened_at >= start) & (log.happened_at < until))
        both = np.intersect1d(past.person, future.person)
        persons = sample(both.astype(np.int32), config.most_shoppers, rng)
        if len(persons) == 0:
            continue
        shoppers = known_of(past, persons, now=start)
        taken = histories.of_persons(future, persons, now=until).table()
        tables = purchase_tables.build(_newest(past, config.most_rows), now=start)
        yield _labelled(recipe, tables, shoppers, taken)


def known_of(past: Interactions, persons: NDArray[np.integer], *, now: float) -> Histories:
    """Return what a page would have known of these persons at a moment."""
    own = rows_of(past, np.isin(past.person, persons) & (past.happened_at < now))
    return histories.of_persons(histories.distinct_lines(acts.remembered(own)), persons, now=now)


def _labelled(recipe: Recipe, tables: PurchaseTables, shoppers: Histories, taken: Table) -> _Window:
    """Gather the candidates that the recipe orders, and say which were taken."""
    frames: list[Frame] = []
    for batch in batches(len(shoppers), shoppers.n_items):
        frame = tables.frame(shoppers.take(batch))
        frame = frame.kept(recipe.rows(frame))
        frames.append(Frame(frame.shopper + batch.start, frame.item, frame.is_own, frame.features))
    whole = Frame(
        np.concatenate([frame.shopper for frame in frames]),
        np.concatenate([frame.item for frame in frames]),
        np.concatenate([frame.is_own for frame in frames]),
        np.concatenate([frame.features for frame in frames]),
    )
    return _Window(whole, taken.at(whole.shopper, whole.item) > 0)


def _newest(log: Interactions, most: int) -> Interactions:
    return log if len(log) <= most else rows_of(log, np.arange(len(log)) >= len(log) - most)


def _held_back(window: _Window, config: RankersConfig) -> tuple[_Window, _Window]:
    """Split the shoppers of a window: most to learn from, some to check with."""
    n_shoppers = int(window.frame.shopper.max(initial=-1)) + 1
    is_checked = np.random.default_rng(config.seed).random(n_shoppers) < config.held_back
    return window.of(~is_checked), window.of(is_checked)


def _examples(window: _Window, config: RankersConfig) -> Examples:
    """Keep the shoppers who took anything, with all hits and a random few of the misses."""
    whole = Examples.of(window.frame, window.is_taken)
    hits = np.bincount(window.frame.shopper[window.is_taken])
    n_shoppers = max(int((hits > 0).sum()), 1)
    n_misses = int((~whole.is_taken).sum())
    share = min(1.0, config.most_misses * n_shoppers / max(n_misses, 1))
    drawn = np.random.default_rng(config.seed).random(len(whole.is_taken)) < share
    kept = whole.is_taken | drawn
    return Examples(whole.features[kept], whole.is_taken[kept], whole.is_own[kept])


def _figures(booster: lightgbm.Booster, model: bytes, checked: _Window) -> dict[str, float]:
    """Measure on shoppers held back: the ranker, the mean of its sources, and the export."""
    features = checked.frame.features
    served = Scorer.load(model, feature_names=FEATURES).score(features)
    native = np.asarray(booster.predict(features) if len(features) else [], np.float64)
    sources = features[:, 1 : 2 * len(SOURCES) : 2].mean(axis=1)
    return {
        "ndcg": _ndcg(checked, served),
        "ndcg_of_sources": _ndcg(checked, sources),
        "shoppers_checked": float(len(np.unique(checked.frame.shopper))),
        "onnx_difference": float(np.abs(served - native).max(initial=0.0)),
    }


def _ndcg(window: _Window, scores: NDArray[np.floating]) -> float:
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
    tables: PurchaseTables,
    model: bytes,
    log: Interactions,
    item_ids: NDArray[np.int64],
    pauses: Pauses,
) -> dict[str, NDArray[np.generic]]:
    digests = np.array([digest_of(str(log.persons[place])) for place in tables.people], np.int64)
    order = np.argsort(digests, kind="stable")
    return {
        "item_ids": item_ids,
        **tables.arrays(),
        MODEL: np.frombuffer(model, np.uint8),
        "pause_until": pauses.until,
        "pause_cut": pauses.cut,
        "person_digests": digests[order],
        "person_places": tables.people[order].astype(np.int32),
    }
