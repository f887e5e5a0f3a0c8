"""What a visit looks like so far: how long, how fast, how often it comes back to the same item."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommendations.features.histories import Histories

NAMES = (
    "clicks",
    "distinct_items",
    "distinct_share",
    "days_between_last_two",
    "days_of_visit",
    "is_back_and_forth",
    "clicks_on_last_ever",
)

PAIR_NAMES = ("times_in_visit", "clicks_since")


def visit(histories: Histories, clicks_ever: NDArray[np.float32]) -> NDArray[np.float32]:
    """Describe each visit ``(n, len(NAMES)) float32``; NaN where it is too short to tell.

    ``clicks_ever (n_items,)`` counts all clicks on each item before the moment the tables were built.
    """
    n, sizes = len(histories), histories.sizes
    distinct = histories.table().sizes
    gap, duration, on_last = np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan)
    has_two, has_any = sizes > 1, sizes > 0
    gap[has_two] = histories.age_days[histories.starts[:-1][has_two] + 1]
    duration[has_any] = histories.age_days[histories.starts[1:][has_any] - 1]
    last = histories.item_before()
    on_last[has_any] = clicks_ever[last[has_any]]
    is_back = has_any & (histories.item_before(2) == last)
    columns = [
        sizes,
        distinct,
        distinct / np.maximum(sizes, 1),
        gap,
        duration,
        is_back,
        on_last,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def pairs(
    histories: Histories, rows: NDArray[np.integer], items: NDArray[np.integer]
) -> NDArray[np.float32]:
    """Describe pairs of visit and item ``(n_pairs, len(PAIR_NAMES)) float32``; NaN clicks since = not in the visit."""
    counts = histories.table()
    place, _ = counts.find(histories.owner, histories.item)
    since = np.full(len(counts.columns), np.inf)
    np.minimum.at(since, place, histories.place)
    entry, is_there = counts.find(rows, items)
    clicks_since = np.full(len(rows), np.nan)
    clicks_since[is_there] = since[entry[is_there]]
    return np.stack([counts.at(rows, items), clicks_since], axis=1).astype(np.float32)
