"""Trains ``popularity`` and ``trending``: faded counts, and what rises against its own past."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.features.item import Items
from recommendations.registry.artefacts import Part
from recommendations.training import touches
from recommendations.vocabulary import Interactions

LN_2 = float(np.log(2))


@dataclass(frozen=True, slots=True)
class PopularityConfig:
    """How fast the shop forgets, and how much a rise must weigh."""

    half_lives_days: tuple[float, ...] = (1.0, 7.0, 30.0, 60.0)
    ranking_half_life_days: float = 30.0
    short_days: float = 7.0
    long_days: float = 60.0
    least_rise: float = 1.2
    """Short rate over long rate below which nothing is called trending."""
    least_weight: float = 10.0
    """Faded touches an item must have at the short half-life: two purchases, or ten looks."""
    smoothing_rate: float = 0.5
    """Touches a day added to both rates, so that a handful of looks is no trend."""
    shelf_length: int = 300


def train(
    interactions: Interactions,
    items: Items,
    *,
    now: float,
    config: PopularityConfig = PopularityConfig(),
) -> Part:
    """Fade the touches of each item at every half-life and rank each department by one of them."""
    counts = faded_counts(interactions, now=now, half_lives_days=config.half_lives_days)
    return of_counts(counts, items, n_rows=len(interactions), config=config)


def of_counts(
    counts: NDArray[np.float32], items: Items, *, n_rows: int, config: PopularityConfig
) -> Part:
    """Rank each department by counts ``(n_items, n_half_lives)``."""
    ranking = counts[:, config.half_lives_days.index(config.ranking_half_life_days)]
    return Part(
        name="popularity",
        arrays={
            "item_ids": items.item_ids,
            "half_lives_days": np.array(config.half_lives_days, np.float32),
            "faded": counts,
            **ranked_shelves(ranking, items, length=config.shelf_length),
        },
        config=asdict(config),
        metrics={"rows": float(n_rows), "covered": float((ranking > 0).sum())},
    )


def train_trending(
    interactions: Interactions,
    items: Items,
    *,
    now: float,
    config: PopularityConfig = PopularityConfig(),
) -> Part:
    """Rank each department by the smoothed ratio of the short rate to the long rate."""
    counts = faded_counts(interactions, now=now, half_lives_days=config.half_lives_days)
    return trending_of_counts(counts, items, n_rows=len(interactions), config=config)


def trending_of_counts(
    counts: NDArray[np.float32], items: Items, *, n_rows: int, config: PopularityConfig
) -> Part:
    """Rank each department by how counts ``(n_items, n_half_lives)`` rise."""
    rise = rises(counts, config=config)
    return Part(
        name="trending",
        arrays={
            "item_ids": items.item_ids,
            **ranked_shelves(rise, items, length=config.shelf_length),
        },
        config=asdict(config),
        metrics={"rows": float(n_rows), "covered": float((rise > 0).sum())},
    )


def faded_counts(
    interactions: Interactions, *, now: float, half_lives_days: tuple[float, ...]
) -> NDArray[np.float32]:
    """Return Σ weight × 0.5 ** (age / half-life) of each item, ``(n_items, n_half_lives) float32``."""
    weights = touches.weights(interactions, now=now)
    columns = [
        np.bincount(
            interactions.item,
            weights=weights * touches.faded(interactions, now=now, half_life_days=half_life),
            minlength=len(interactions.items),
        )
        for half_life in half_lives_days
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def rises(counts: NDArray[np.float32], *, config: PopularityConfig) -> NDArray[np.float32]:
    """Return each item's short rate over its long rate ``(n_items,) float32``, 0 where it does not truly rise.

    A count faded at half-life h is worth h / ln 2 days, which turns both into touches a day. The short
    one is divided by the shop's own growth, so a busy week does not make everything trend.
    """
    short, long = (
        counts[:, config.half_lives_days.index(days)]
        for days in (config.short_days, config.long_days)
    )
    short_rate, long_rate = short * LN_2 / config.short_days, long * LN_2 / config.long_days
    if short_rate.sum() == 0:
        return np.zeros(len(short), np.float32)
    growth = float(short_rate.sum() / long_rate.sum())
    prior = config.smoothing_rate
    ratio = (short_rate / growth + prior) / (long_rate + prior)
    is_rise = (ratio >= config.least_rise) & (short >= config.least_weight)
    return np.where(is_rise, ratio, 0).astype(np.float32)


def ranked_shelves(
    scores: NDArray[np.float32], items: Items, *, length: int
) -> dict[str, NDArray[np.generic]]:
    """Rank the items with a score on shelf 0 (the shop) and on one shelf per department; ties by item id."""
    departments = np.unique(items.shelved_department)
    shop_shelf = np.zeros(len(items), np.int64)
    shelf = np.concatenate([shop_shelf, np.searchsorted(departments, items.shelved_department) + 1])
    item = np.concatenate([np.arange(len(items), dtype=np.int32), items.shelved_item])
    is_ranked = scores[item] > 0
    shelf, item = shelf[is_ranked], item[is_ranked]
    order = np.lexsort((item, -scores[item], shelf))
    shelf, item = shelf[order], item[order]
    begins = np.searchsorted(shelf, np.arange(len(departments) + 1))
    kept = np.arange(len(shelf)) - begins[shelf] < length
    return {
        "scores": scores.astype(np.float32),
        "department_ids": departments.astype(np.int64),
        "shelf_starts": np.searchsorted(shelf[kept], np.arange(len(departments) + 2)).astype(
            np.int64
        ),
        "ranked": item[kept].astype(np.int32),
    }
