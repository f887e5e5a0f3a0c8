"""What the whole shop buys of each item: how much, since when, how it moves, and whether people come back for it.

One row per item as of a moment; training computes it for the start of every label window, serving keeps
the newest one in an artefact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommendations.features.histories import DAY_SECONDS, distinct_lines
from recommendations.features.tables import Table
from recommendations.vocabulary import Interactions

WINDOWS_DAYS = (7, 14, 28, 90)
NEW_BUYER_DAYS = (7, 28)
NEVER = np.float32(np.nan)

NAMES = (
    *(f"buyers_{days}d" for days in WINDOWS_DAYS),
    "buyers_ever",
    *(f"new_buyers_{days}d" for days in NEW_BUYER_DAYS),
    "trend_7_28",
    "trend_28_before",
    "trend_28_90",
    "trend_90_ever",
    "days_since_sold",
    "days_since_first_sold",
    "purchases_per_buyer",
    "repeat_share_28d",
    "mean_basket",
    "item_log_quantity",
)
BUYERS_28D = NAMES.index("buyers_28d")


def demand(log: Interactions, *, now: float) -> NDArray[np.float32]:
    """Describe each item by the purchases before ``now`` ``(n_items, len(NAMES)) float32``; NaN = never sold."""
    lines = distinct_lines(log)
    ages = (now - lines.happened_at) / DAY_SECONDS
    is_first = _is_first_purchase(lines)
    n_items = len(log.items)
    sales = np.bincount(lines.item, minlength=n_items)
    buyers = {days: _buyers(lines, ages <= days) for days in WINDOWS_DAYS}
    ever = _buyers(lines, np.ones(len(lines), np.bool_))
    before = _buyers(lines, (ages > 28) & (ages <= 56))
    newest, oldest = _extremes(lines.item, ages, n_items)
    recent = ages <= 28
    columns = [
        *(buyers[days] for days in WINDOWS_DAYS),
        ever,
        *(_count(lines, is_first & (ages <= days)) for days in NEW_BUYER_DAYS),
        (buyers[7] + 1) / (buyers[28] / 4 + 1),
        (buyers[28] + 1) / (before + 1),
        (buyers[28] + 1) / (buyers[90] * 28 / 90 + 1),
        (buyers[90] + 1) / (ever + 1),
        newest,
        oldest,
        sales / np.maximum(ever, 1),
        _count(lines, recent & ~is_first) / np.maximum(_count(lines, recent), 1),
        _mean(lines.item, _basket_sizes(lines), n_items),
        _mean(lines.item, np.log1p(np.maximum(lines.quantity, 0)), n_items),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _count(lines: Interactions, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.bincount(lines.item[rows], minlength=len(lines.items))


def _buyers(lines: Interactions, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count the distinct people among these rows ``(n_items,)``."""
    shape = (len(lines.items), len(lines.persons))
    chosen = int(rows.sum())
    return Table.of(lines.item[rows], lines.person[rows], np.ones(chosen), shape).sizes


def _is_first_purchase(lines: Interactions) -> NDArray[np.bool_]:
    """Return which rows are the first time this person took this item; the log is sorted by time."""
    keys = lines.person.astype(np.int64) * max(len(lines.items), 1) + lines.item
    order = np.argsort(keys, kind="stable")
    is_first = np.zeros(len(keys), np.bool_)
    is_first[order] = np.diff(keys[order], prepend=-1) != 0
    return is_first


def _extremes(
    item: NDArray[np.int32], ages: NDArray[np.float64], n_items: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the age of the newest and of the oldest sale of each item, NaN where there is none."""
    newest, oldest = np.full(n_items, np.inf), np.full(n_items, -np.inf)
    np.minimum.at(newest, item, ages)
    np.maximum.at(oldest, item, ages)
    is_sold = np.isfinite(newest)
    return np.where(is_sold, newest, NEVER), np.where(is_sold, oldest, NEVER)


def _basket_sizes(lines: Interactions) -> NDArray[np.float64]:
    """Return how many items the basket of each row holds, 1 for a row without one."""
    sizes = np.bincount(lines.basket + 1)
    found: NDArray[np.float64] = np.where(lines.basket < 0, 1, sizes[lines.basket + 1])
    return found


def _mean(
    item: NDArray[np.int32], values: NDArray[np.floating], n_items: int
) -> NDArray[np.float64]:
    totals = np.bincount(item, weights=values, minlength=n_items)
    counts = np.bincount(item, minlength=n_items)
    means = np.full(n_items, np.nan)
    np.divide(totals, counts, out=means, where=counts > 0)
    return means
