"""When shoppers come: a growing shop with seasons, weekdays and hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from storefront.demo.archetypes import ARCHETYPES
from storefront.demo.catalogue import DAY, HISTORY_DAYS
from storefront.demo.choosing import Positions, draw_rows
from storefront.demo.seasons import MONTHS, WEEKDAYS, hour_shares, month_factors
from storefront.demo.shoppers import Shoppers

_LAST_MINUTES = 3_600.0
"""Visits end before the last hour, so that nothing happens after ``now``."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Sessions as parallel columns, sorted by time: who, when, and what they came for."""

    shopper: Positions
    started_at: NDArray[np.float64]
    month: Positions
    """0 January … 11 December."""
    kind: Positions
    """The archetype they look for first."""

    def __len__(self) -> int:
        return len(self.shopper)


def make_visits(
    shoppers: Shoppers, *, count: int, now: datetime, rng: np.random.Generator
) -> Visits:
    """Draw sessions; nobody comes before they were first seen."""
    shopper = rng.choice(len(shoppers), count, p=shoppers.activity)
    days, running = _busy_days(now)
    earliest = np.interp(shoppers.first_seen_at[shopper], days, running)
    at = np.interp(earliest + rng.random(count) * (1.0 - earliest), running, days)
    day = np.floor(at / DAY) * DAY
    started_at = np.minimum(
        day + _hours(day, rng), now.timestamp() - _LAST_MINUTES * (1 + rng.random(count))
    )
    order = np.argsort(started_at, kind="stable")
    shopper, started_at = shopper[order], started_at[order]
    month = month_of(started_at)
    return Visits(shopper, started_at, month, intents(shoppers, shopper, month, rng))


def intents(
    shoppers: Shoppers, shopper: Positions, month: Positions, rng: np.random.Generator
) -> Positions:
    """Draw what each visit is for: taste times season, in blocks to keep memory small."""
    factors = np.stack([month_factors(kind.season) for kind in ARCHETYPES])
    kinds = np.empty(len(shopper), dtype=np.int64)
    for start in range(0, len(shopper), 20_000):
        rows = slice(start, start + 20_000)
        season = factors[:, month[rows]].T ** shoppers.is_gifting[shopper[rows], None]
        kinds[rows] = draw_rows(shoppers.kind_taste[shopper[rows]] * season, rng)
    return kinds


def month_of(at: NDArray[np.float64]) -> Positions:
    """Return the calendar month of each moment, 0 for January."""
    months = at.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months % 12, dtype=np.int64)


def _busy_days(now: datetime) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return midnights and the running share of visits up to each."""
    end = now.timestamp()
    first = np.floor((end - HISTORY_DAYS * DAY) / DAY) * DAY
    days = first + np.arange(HISTORY_DAYS + 1) * DAY
    growth = 0.45 + 0.55 * np.arange(len(days)) / len(days)
    weight = growth * np.array(MONTHS)[month_of(days)] * np.array(WEEKDAYS)[_weekday(days)]
    running = np.cumsum(weight)
    edges = np.append(days, min(days[-1] + DAY, end))
    return edges, np.concatenate([[0.0], running / running[-1]])


def _weekday(at: NDArray[np.float64]) -> Positions:
    return np.asarray((np.floor(at / DAY).astype(np.int64) + 3) % 7, dtype=np.int64)


def _hours(day: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw seconds after midnight by the rhythm of workdays and weekends."""
    shares = hour_shares()
    is_weekend = _weekday(day) >= 5
    u = rng.random(len(day))
    hour = np.where(
        is_weekend,
        np.searchsorted(shares[1], u, side="right"),
        np.searchsorted(shares[0], u, side="right"),
    )
    return np.minimum(hour, 23) * 3_600.0 + rng.random(len(day)) * 3_600.0


def as_datetime(seconds: float) -> datetime:
    """Return the moment, to the millisecond, in UTC."""
    return datetime.fromtimestamp(round(seconds, 3), UTC)
