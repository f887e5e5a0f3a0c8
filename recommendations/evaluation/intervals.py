"""How sure a figure is: bootstrap intervals with persons (or visits) as the units.

Lists of one person are not independent, so persons are drawn, not lists (a cluster bootstrap:
Davison and Hinkley 1997, section 3.8). All figures of a report share the same draws, so the
difference of two systems is a paired difference, which is far surer than either figure alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 1_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its percentile interval; NaN where there is nothing to average."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether a difference is surely one."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures added up by unit: ``totals (n_units, m)`` over ``counts (n_units, m)`` lists."""

    totals: NDArray[np.float64]
    counts: NDArray[np.float64]

    @classmethod
    def of(cls, values: NDArray[np.float64], unit: NDArray[np.integer], n_units: int) -> Sums:
        """Add up values ``(n, m)`` by unit ``(n,)``; NaN counts as no list at all."""
        is_given = ~np.isnan(values)
        totals = np.zeros((n_units, values.shape[1]))
        counts = np.zeros((n_units, values.shape[1]))
        np.add.at(totals, unit, np.where(is_given, values, 0.0))
        np.add.at(counts, unit, is_given)
        return cls(totals, counts)

    def mean(self) -> NDArray[np.float64]:
        """Return the plain mean of each figure ``(m,)``."""
        return _ratio(self.totals.sum(axis=0), self.counts.sum(axis=0))


def drawn(n_units: int, *, rng: np.random.Generator, draws: int = DRAWS) -> NDArray[np.float64]:
    """Return how often each unit is drawn ``(draws, n_units)``: ``n_units`` times with replacement, each draw."""
    chances = np.full(n_units, 1 / max(n_units, 1))
    return rng.multinomial(n_units, chances, size=draws).astype(np.float64)


def resampled(sums: Sums, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each figure in each draw ``(draws, m)``."""
    return _ratio(times @ sums.totals, times @ sums.counts)


def intervals(means: NDArray[np.float64], draws: NDArray[np.float64]) -> list[Interval]:
    """Return the percentile interval of each figure from its mean ``(m,)`` and its draws ``(draws, m)``."""
    found = []
    for mean, values in zip(means, draws.T, strict=True):
        given = values[~np.isnan(values)]
        if len(given) == 0:
            found.append(Interval(float(mean), float("nan"), float("nan")))
            continue
        low, high = np.quantile(given, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        found.append(Interval(float(mean), float(low), float(high)))
    return found


def _ratio(totals: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(totals, counts, out=np.full_like(totals, np.nan), where=counts > 0)
