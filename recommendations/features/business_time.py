"""The shop's own calendar: weeks in which nothing happened do not make what lies before them older."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

DAY_SECONDS = 86_400.0
LONGEST_PAUSE_DAYS = 14.0
"""A holiday is real time; a longer silence is a closed shop, or an old history that was imported."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """The long silences of a log: what lies before one moves closer by what it exceeds a holiday.

    Training moves the log with it, serving moves a shopper's own acts: both see the same ages.
    """

    until: NDArray[np.float64]
    """``(k,)`` the moment at which each silence ended, ascending, seconds since 1970."""
    cut: NDArray[np.float64]
    """``(k,)`` seconds by which each silence was too long."""

    @classmethod
    def of(cls, happened_at: NDArray[np.float64], *, now: float) -> Self:
        """Find the silences of a log sorted by time, up to ``now``."""
        moments = np.append(happened_at, now)
        beyond = np.diff(moments) - LONGEST_PAUSE_DAYS * DAY_SECONDS
        is_long = beyond > 0
        return cls(until=moments[1:][is_long], cut=beyond[is_long])

    def moved(self, happened_at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the moments as they count; what lies behind several silences moves by their sum."""
        still_ahead = np.append(np.cumsum(self.cut[::-1])[::-1], 0.0)
        place = np.searchsorted(self.until, happened_at, side="right")
        moved: NDArray[np.float64] = happened_at + still_ahead[place]
        return moved
