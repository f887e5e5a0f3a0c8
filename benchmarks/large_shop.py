"""A year of a large synthetic shop, streamed to Parquet slice by slice: memory holds one slice, not the year.

    python -m benchmarks.large_shop FOLDER                  1,000,000 persons, 100,000 items, 10,000,000 events
    python -m benchmarks.large_shop FOLDER --scale 0.1      a tenth of each

What makes matrices hard is in it: popular and rare items, tastes, visits and orders, favourites bought
again, a weekly rhythm and a December peak, tastes with seasons of their own, and cold starts: a fifth of
the items come on sale during the year and two fifths of the people come for the first time.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from recommendations.vocabulary import KIND_CODES, EventKind, Interactions

NOW = datetime(2025, 6, 15, tzinfo=UTC)
DAYS, SLICE_DAYS = 365, 7
LATEST_SECOND = 82_800
"""A visit that begins by eleven ends on its day, so slices follow each other in time."""
TASTES = 200
EVENTS_PER_VISIT = 4.0
BUYING_VISITS = 0.2
FAITHFUL = 0.3
"""Of the bought items so many are one of the person's own favourites."""
NEW_ITEMS, NEW_PERSONS = 0.2, 0.4
MINUTES_ALLOWED, GIB_ALLOWED = 5.0, 4.0


@dataclass(frozen=True, slots=True)
class Size:
    """How large the shop is."""

    persons: int = 1_000_000
    items: int = 100_000
    events: int = 10_000_000

    @classmethod
    def scaled(cls, scale: float) -> Size:
        """Return the large shop times ``scale``."""
        full = cls()
        return cls(*(max(int(n * scale), TASTES) for n in (full.persons, full.items, full.events)))


class LargeShop:
    """People, items and seasons; draws any slice of the year."""

    def __init__(self, size: Size, rng: np.random.Generator) -> None:
        self.size, self.rng = size, rng
        # People are numbered by arrival, so those who have come are a prefix.
        self.arrival = np.sort(_first_days(size.persons, NEW_PERSONS, rng))
        self.activity = rng.lognormal(0, 1.2, size.persons).cumsum()
        # The most popular item of each taste is there from the start.
        self.launch = _first_days(size.items, NEW_ITEMS, rng)
        self.launch[:TASTES] = 0
        self.phase = rng.random(TASTES)
        self.visits = 0

    def slices(self) -> Iterator[pl.DataFrame]:
        """Yield the year, a week at a time, each sorted by time."""
        weights = _day_weights()
        visits_of_day = weights / weights.sum() * self.size.events / EVENTS_PER_VISIT
        for first in range(0, DAYS, SLICE_DAYS):
            days = np.arange(first, min(first + SLICE_DAYS, DAYS))
            yield self._drawn(np.repeat(days, self.rng.poisson(visits_of_day[days])))

    def _drawn(self, day: NDArray[np.int64]) -> pl.DataFrame:
        n, rng = len(day), self.rng
        here = np.searchsorted(self.arrival, day, side="right") - 1
        person = np.searchsorted(self.activity, rng.random(n) * self.activity[here])
        clicks = 1 + rng.poisson(EVENTS_PER_VISIT - 1, n)
        visit = np.repeat(np.arange(n), clicks)
        step = np.arange(len(visit)) - np.repeat(clicks.cumsum() - clicks, clicks)
        is_bought = (rng.random(n) < BUYING_VISITS)[visit] & (step >= (clicks[visit] + 1) // 2)
        item = self._items(person[visit], self._tastes(person, day)[visit], day[visit], is_bought)
        second = rng.random(n) * LATEST_SECOND
        began = NOW.timestamp() + (day - DAYS) * 86_400 + second
        frame = pl.DataFrame(
            {
                "person": person[visit].astype(np.int32),
                "item": item.astype(np.int32),
                "kind": np.where(
                    is_bought, KIND_CODES[EventKind.PURCHASE], KIND_CODES[EventKind.VIEW]
                ).astype(np.int8),
                "happened_at": began[visit] + 60.0 * step,
                "basket": (2 * (self.visits + visit) + is_bought).astype(np.int32),
            }
        )
        self.visits += n
        return frame.sort("happened_at")

    def _tastes(self, person: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give each visit the person's own taste, or a passing one that is in season."""
        own = person * 7_919 % TASTES
        passing = self.rng.integers(0, TASTES, (2, len(person)))
        season = np.cos(2 * np.pi * (day / DAYS - self.phase[passing]))
        in_season = np.where(season[0] >= season[1], passing[0], passing[1])
        tastes: NDArray[np.int64] = np.where(self.rng.random(len(person)) < 0.7, own, in_season)
        return tastes

    def _items(
        self,
        person: NDArray[np.int64],
        taste: NDArray[np.int64],
        day: NDArray[np.int64],
        is_bought: NDArray[np.bool_],
    ) -> NDArray[np.int64]:
        """Draw by popularity within the taste; what is not on sale yet gives way to the taste's best-seller."""
        ranks = max(self.size.items // TASTES, 1)
        rank = (self.rng.pareto(0.9, len(person)) * 3).astype(np.int64) % ranks
        again = is_bought & (self.rng.random(len(person)) < FAITHFUL)
        rank[again] = person[again] * 31 % min(ranks, 40)
        item = rank * TASTES + taste
        item[self.launch[item] > day] %= TASTES
        return item


def write(folder: Path, size: Size, *, seed: int = 7) -> int:
    """Write the year as one Parquet file a week; return the number of events."""
    folder.mkdir(parents=True, exist_ok=True)
    n_events = 0
    for number, frame in enumerate(LargeShop(size, np.random.default_rng(seed)).slices()):
        frame.write_parquet(folder / f"part-{number:03d}.parquet", compression="zstd")
        n_events += len(frame)
    return n_events


def read(folder: Path, size: Size) -> Interactions:
    """Read the year back as one log."""
    frame = pl.read_parquet(folder / "part-*.parquet")
    return Interactions(
        person=frame["person"].to_numpy(),
        item=frame["item"].to_numpy(),
        kind=frame["kind"].to_numpy(),
        happened_at=frame["happened_at"].to_numpy(),
        quantity=np.ones(len(frame), np.float32),
        basket=frame["basket"].to_numpy(),
        persons=np.char.add("v", np.arange(size.persons).astype(str)),
        items=np.arange(1, size.items + 1, dtype=np.int64),
    )


def opened(scale: float, kept_in: Path | None) -> Interactions:
    """Return the shop times ``scale``, written first where it is not kept yet; ``kept_in`` none keeps nothing."""
    size = Size.scaled(scale)
    with tempfile.TemporaryDirectory() as folder:
        data = kept_in or Path(folder)
        if not any(data.glob("*.parquet")):
            began = time.perf_counter()
            n_events = write(data, size)
            told = f"{n_events:,} events written in {time.perf_counter() - began:.0f} s"
            print(told, file=sys.stderr, flush=True)
        return read(data, size)


def options(description: str) -> argparse.Namespace:
    """Return how large a shop a benchmark was asked for, and where it is kept."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument(
        "--data", type=Path, help="a folder that benchmarks.large_shop wrote, to be kept"
    )
    return parser.parse_args()


def peak_gib() -> float:
    """Return the most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _first_days(n: int, share_of_new: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the day on which each begins: 0 for most, any day of the year for the new ones."""
    return np.where(rng.random(n) < share_of_new, rng.integers(0, DAYS, n), 0)


def _day_weights() -> NDArray[np.float64]:
    """Return how busy each day is: weekends, December, and growth over the year."""
    day = np.arange(DAYS)
    date = np.datetime64(NOW.date()) - DAYS + day
    weekday = (date.astype("datetime64[D]").astype(np.int64) + 3) % 7
    of_year = (date - date.astype("datetime64[Y]")).astype(np.int64)
    december = 0.9 * np.exp(-(((of_year - 345) / 14.0) ** 2))
    weights: NDArray[np.float64] = (1 + 0.3 * (weekday >= 5)) * (1 + december)
    return weights * (0.7 + 0.6 * day / DAYS)


def main() -> int:
    """Write the shop, print what it took, and return 1 if it took too much."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    began, cpu_began = time.perf_counter(), time.process_time()
    n_events = write(given.folder, Size.scaled(given.scale))
    minutes = (time.perf_counter() - began) / 60
    megabytes = sum(path.stat().st_size for path in given.folder.glob("*.parquet")) / 1e6
    print(
        f"{n_events:,} events, {megabytes:,.0f} MB, {minutes:.2f} of {MINUTES_ALLOWED:.0f} minutes "
        f"({time.process_time() - cpu_began:.0f} CPU seconds), "
        f"{peak_gib():.2f} of {GIB_ALLOWED:.0f} GiB"
    )
    return int(minutes > MINUTES_ALLOWED or peak_gib() > GIB_ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
