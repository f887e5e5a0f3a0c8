"""How much each item is looked at, and since when: one row per item as of a moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommendations.features.histories import DAY_SECONDS
from recommendations.vocabulary import Interactions

WINDOWS_DAYS = (1, 3, 7)

NAMES = (
    "clicks_ever",
    *(f"clicks_{days}d" for days in WINDOWS_DAYS),
    "days_since_click",
    "days_since_first_click",
)


def interest(log: Interactions, *, now: float) -> NDArray[np.float32]:
    """Describe each item by the clicks before ``now`` ``(n_items, len(NAMES)) float32``; NaN = never clicked."""
    ages = (now - log.happened_at) / DAY_SECONDS
    n_items = len(log.items)
    newest, oldest = np.full(n_items, np.inf), np.full(n_items, -np.inf)
    np.minimum.at(newest, log.item, ages)
    np.maximum.at(oldest, log.item, ages)
    is_known = np.isfinite(newest)
    columns = [
        np.bincount(log.item, minlength=n_items),
        *(np.bincount(log.item[ages <= days], minlength=n_items) for days in WINDOWS_DAYS),
        np.where(is_known, newest, np.nan),
        np.where(is_known, oldest, np.nan),
    ]
    return np.stack(columns, axis=1).astype(np.float32)
