"""What a shopper and an item have had to do with each other: the repeat-purchase clock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommendations.features.histories import Histories

HALF_LIVES_DAYS = (15.0, 30.0, 60.0, 120.0)

NAMES = (
    "own_count",
    *(f"own_count_{days:.0f}d" for days in HALF_LIVES_DAYS),
    "share_of_orders",
    "days_since_own",
    "days_since_first_own",
    "days_between_own",
    "due",
    "orders_since_own",
    "own_quantity",
)


def affinity(
    histories: Histories, rows: NDArray[np.integer], items: NDArray[np.integer]
) -> NDArray[np.float32]:
    """Describe pairs of shopper and item ``(n_pairs, len(NAMES)) float32``; counts are 0, the rest NaN for new items."""
    counts = histories.table()
    entry, is_own = counts.find(rows, items)
    place, _ = counts.find(histories.owner, histories.item)
    n_entries = len(counts.columns)
    last, first = np.full(n_entries, np.inf), np.zeros(n_entries)
    since = np.full(n_entries, np.inf)
    np.minimum.at(last, place, histories.age_days)
    np.maximum.at(first, place, histories.age_days)
    np.minimum.at(since, place, histories.basket)
    count = counts.values
    orders = np.zeros(len(histories))
    np.maximum.at(orders, histories.owner, histories.basket + 1)
    gap = np.where(count > 1, (first - last) / np.maximum(count - 1, 1), np.nan)
    quantity = np.bincount(place, weights=histories.quantity, minlength=n_entries)

    def of_pairs(values: NDArray[np.floating], otherwise: float) -> NDArray[np.floating]:
        if n_entries == 0:
            return np.full(len(rows), otherwise)
        return np.where(is_own, values[entry], otherwise)

    columns = [
        of_pairs(count, 0.0),
        *(of_pairs(histories.faded(days).values, 0.0) for days in HALF_LIVES_DAYS),
        of_pairs(count / np.maximum(orders[counts.rows], 1), 0.0),
        of_pairs(last, np.nan),
        of_pairs(first, np.nan),
        of_pairs(gap, np.nan),
        of_pairs(last / np.maximum(gap, 1.0), np.nan),
        of_pairs(since, np.nan),
        of_pairs(quantity / count, np.nan),
    ]
    return np.stack(columns, axis=1).astype(np.float32)
