"""When in the year people want what."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CURVES: dict[str, tuple[float, ...]] = {
    # One factor a month, January first; each averages about 1.
    "steady": (1.0, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 1.0, 1.0, 1.1, 1.3),
    "spring": (0.35, 0.7, 1.9, 2.6, 2.2, 1.3, 0.8, 0.6, 0.6, 0.4, 0.25, 0.3),
    "summer": (0.4, 0.5, 0.7, 1.0, 1.6, 2.0, 2.0, 1.6, 0.9, 0.5, 0.4, 0.5),
    "winter": (1.5, 1.2, 0.8, 0.4, 0.3, 0.2, 0.2, 0.5, 1.1, 1.7, 2.1, 2.1),
    "gift": (0.6, 0.7, 0.6, 0.7, 0.8, 0.7, 0.6, 0.6, 0.7, 0.9, 1.8, 3.4),
    "desk": (1.5, 1.0, 0.9, 0.8, 0.8, 0.7, 0.8, 1.5, 1.6, 1.0, 0.9, 0.8),
    "cosy": (1.2, 1.1, 0.9, 0.7, 0.6, 0.5, 0.5, 0.7, 1.1, 1.5, 1.7, 1.6),
    "fresh-start": (2.2, 1.5, 1.1, 1.0, 1.0, 0.9, 0.7, 0.7, 1.0, 0.8, 0.7, 0.6),
}

WEEKDAYS = (1.05, 0.95, 0.92, 0.95, 0.9, 1.0, 1.3)
"""How busy the shop is from Monday to Sunday."""

MONTHS = (0.95, 0.9, 0.95, 1.0, 1.0, 0.92, 0.88, 0.9, 1.0, 1.05, 1.3, 1.45)
"""How busy the shop is from January to December."""

_WORKDAY_HOURS = (
    2, 1, 1, 1, 1, 2, 5, 9, 12, 14, 15, 17, 21, 18, 15, 15, 16, 19, 23, 29, 34, 31, 19, 8,
)  # fmt: skip
_WEEKEND_HOURS = (
    4, 2, 1, 1, 1, 1, 2, 5, 11, 18, 25, 27, 24, 22, 23, 24, 25, 25, 24, 26, 29, 26, 17, 9,
)  # fmt: skip


def month_factors(season: str) -> NDArray[np.float32]:
    """Return the ``(12,)`` factors of a season."""
    return np.array(CURVES[season], dtype=np.float32)


def hour_shares() -> NDArray[np.float64]:
    """Return ``(2, 24)`` running shares of a day's visits by hour: workday, weekend."""
    hours = np.array([_WORKDAY_HOURS, _WEEKEND_HOURS], dtype=np.float64)
    return np.cumsum(hours / hours.sum(axis=1, keepdims=True), axis=1)
