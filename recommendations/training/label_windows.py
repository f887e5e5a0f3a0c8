"""Windows of the past to learn from: candidates as of a moment, and which of them were taken soon after.

For each window every table is rebuilt as of its first moment, so nothing a ranker sees knows the labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation import splits, tasks
from recommendations.evaluation.contest import batches
from recommendations.evaluation.splits import NothingToEvaluate, sample
from recommendations.features import acts, histories
from recommendations.features.business_time import DAY_SECONDS
from recommendations.features.histories import Histories, rows_of
from recommendations.features.tables import Table
from recommendations.ranking.frames import Frame
from recommendations.vocabulary import Interactions


class Tables(Protocol):
    """What a log taught as of a moment."""

    def frame(self, histories: Histories) -> Frame:
        """Gather candidates and describe them."""
        ...


class Build(Protocol):
    """Learns tables from what happened before a moment."""

    def __call__(self, log: Interactions, *, now: float) -> Tables:
        """Return them."""
        ...


Rows = Callable[[Frame], NDArray[np.bool_]]
"""Says which pairs of a frame a ranker has to order."""


@dataclass(frozen=True, slots=True)
class WindowsConfig:
    """Which windows, and how many shoppers of each; the same for every shop."""

    horizon_days: float = 30.0
    backs: tuple[float, ...] = (1.0, 2.0, 3.0)
    """How many horizons before now the windows of returning persons begin: whole ones, so that none overlap."""
    most_shoppers: int = 500
    """Drawn per window, which bounds the examples."""
    n_visit_windows: int = 3
    most_visits: int = 500
    """Drawn per window of a day; where a day has fewer, the window is as long as it takes to hold them."""
    least_past: float = 0.25
    """A window needs at least this share of the log before it."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Window:
    """Candidates as of one past moment, and which were taken within the horizon."""

    frame: Frame
    is_taken: NDArray[np.bool_]

    def of(self, shoppers: NDArray[np.bool_]) -> Window:
        """Return the pairs of these shoppers."""
        rows = shoppers[self.frame.shopper]
        return Window(self.frame.kept(rows), self.is_taken[rows])


def of_persons(
    log: Interactions, build: Build, rows: Rows, *, now: float, config: WindowsConfig
) -> Iterator[Window]:
    """Ask what people who came back took within the horizon, the newest window first."""
    rng = np.random.default_rng(config.seed)
    for back in config.backs:
        start = now - back * config.horizon_days * DAY_SECONDS
        if not _has_past(log, start, config):
            return
        past = rows_of(log, log.happened_at < start)
        until = start + config.horizon_days * DAY_SECONDS
        future = rows_of(log, (log.happened_at >= start) & (log.happened_at < until))
        both = np.intersect1d(past.person, future.person)
        persons = sample(both.astype(np.int32), config.most_shoppers, rng)
        if len(persons) == 0:
            continue
        shoppers = known_of(past, persons, now=start)
        taken = histories.of_persons(future, persons, now=until).table()
        yield _labelled(build(past, now=start), shoppers, taken, rows)


def known_of(past: Interactions, persons: NDArray[np.integer], *, now: float) -> Histories:
    """Return what a page would have known of these persons at a moment."""
    own = rows_of(past, np.isin(past.person, persons) & (past.happened_at < now))
    return histories.of_persons(histories.distinct_lines(acts.remembered(own)), persons, now=now)


def of_visits(
    log: Interactions, build: Build, rows: Rows, *, now: float, config: WindowsConfig
) -> Iterator[Window]:
    """Ask after each look of a visit which was the next, the newest window first."""
    rng = np.random.default_rng(config.seed)
    until = now
    for start in _starts(log, now=now, config=config):
        if not _has_past(log, start, config):
            return
        try:
            split = splits.at(log, cut=start, horizon_days=(until - start) / DAY_SECONDS)
            asked = tasks.clicks(split, most_shoppers=config.most_visits, rng=rng)
        except NothingToEvaluate:
            continue
        finally:
            until = start
        yield _labelled(build(asked.past, now=start), asked.shoppers, asked.truth, rows)


def _starts(log: Interactions, *, now: float, config: WindowsConfig) -> Iterator[float]:
    """Yield where the windows of visits begin: a day apart, further where a day holds too few visits."""
    _, first = np.unique(log.basket, return_index=True)
    begins = np.sort(log.happened_at[first])
    start = now
    for _ in range(config.n_visit_windows):
        earlier = begins[begins < start]
        if len(earlier) == 0:
            return
        enough = float(earlier[max(len(earlier) - config.most_visits, 0)])
        start = min(start - DAY_SECONDS, enough)
        yield start


def _has_past(log: Interactions, start: float, config: WindowsConfig) -> bool:
    return len(log) > 0 and bool((log.happened_at < start).mean() >= config.least_past)


def _labelled(tables: Tables, shoppers: Histories, taken: Table, rows: Rows) -> Window:
    """Gather the candidates that are to be ordered, and say which were taken."""
    frames: list[Frame] = []
    for batch in batches(len(shoppers), shoppers.n_items):
        frame = tables.frame(shoppers.take(batch))
        frame = frame.kept(rows(frame))
        frames.append(Frame(frame.shopper + batch.start, frame.item, frame.is_own, frame.features))
    whole = Frame(
        np.concatenate([frame.shopper for frame in frames]),
        np.concatenate([frame.item for frame in frames]),
        np.concatenate([frame.is_own for frame in frames]),
        np.concatenate([frame.features for frame in frames]),
    )
    return Window(whole, taken.at(whole.shopper, whole.item) > 0)
