"""Lets systems compete on one task: same past, same shoppers, same truth, same bootstrap draws."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation import intervals, metrics
from recommendations.evaluation.beyond import Catalogue
from recommendations.evaluation.intervals import Interval, Sums
from recommendations.evaluation.scopes import Scope
from recommendations.evaluation.systems import Ranking, System
from recommendations.evaluation.tasks import Task, View

CELLS_PER_BATCH = 4_000_000
"""Shoppers × items scored at once: 16 MB a score."""
TIMED_SHOPPERS = 20
VARIETY_LISTS = 100
"""So many lists, evenly spaced, tell how varied they are."""


class Progress(Protocol):
    """Is told which system is at work, and how many of how many are done."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take one report."""
        ...


def silent(stage: str, done: int, total: int) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What accuracy does not tell of a system."""

    coverage: float
    gini: float
    novelty: float
    variety: float
    fit_seconds: float
    ms_per_shopper: float
    """Median wall time for one shopper alone."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one system reached."""

    system: str
    is_baseline: bool
    figures: Mapping[str, Mapping[str, Interval]]
    """By view, then by figure."""
    against: Mapping[str, Mapping[str, Interval]]
    """The paired difference to the reference of each view; empty for baselines."""
    beyond: Beyond


@dataclass(frozen=True, slots=True)
class Contest:
    """Everything a report says."""

    task: Task
    n_lists: Mapping[str, int]
    """How many lists each view is measured on."""
    references: Mapping[str, str]
    """The best baseline of each view, by its headline figure."""
    headline: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A system's lists, one array a scope."""

    system: str
    lists: Mapping[Scope, NDArray[np.int32]]
    fit_seconds: float
    ms_per_shopper: float


def compete(
    task: Task,
    baselines: Sequence[System],
    ours: Sequence[System],
    *,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> Contest:
    """Fit and rank every system, then compare; ``ours`` are set against the best baseline of each view."""
    total = len(baselines) + len(ours)
    ranked = []
    for done, system in enumerate((*baselines, *ours)):
        progress(system.name, done, total)
        ranked.append(_ranked(system, task))
    progress("bootstrap", total, total)
    headline = "recall@20" if task.name == "orders" else "hr@20"
    return _judged(task, ranked, len(baselines), headline=headline, rng=rng)


def _ranked(system: System, task: Task) -> _Ranked:
    began = time.perf_counter()
    ranking = system.fit(task.past, now=task.now)
    fit_seconds = time.perf_counter() - began
    k = max(metrics.CUTOFFS)
    parts: dict[Scope, list[NDArray[np.int32]]] = {scope: [] for scope in task.scopes}
    for batch in batches(len(task.shoppers), task.shoppers.n_items):
        lists = ranking.rank(task.shoppers.take(batch), scopes=task.scopes, k=k)
        for scope in task.scopes:
            parts[scope].append(lists[scope])
    return _Ranked(
        system=system.name,
        lists={scope: np.concatenate(found) for scope, found in parts.items()},
        fit_seconds=fit_seconds,
        ms_per_shopper=_latency(ranking, task, k=k),
    )


def batches(n: int, n_items: int) -> Iterator[slice]:
    """Cut ``n`` shoppers into batches whose scores fit in memory."""
    size = max(1, CELLS_PER_BATCH // max(n_items, 1))
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))


def _latency(ranking: Ranking, task: Task, *, k: int) -> float:
    """Return the median time to rank for one shopper, in milliseconds."""
    n = len(task.shoppers)
    asked = np.unique(np.linspace(0, n - 1, min(TIMED_SHOPPERS, n)).astype(np.intp))
    times = []
    for row in asked:
        shopper = task.shoppers.take(slice(row, row + 1))
        began = time.perf_counter()
        ranking.rank(shopper, scopes=task.scopes[:1], k=k)
        times.append(time.perf_counter() - began)
    return float(np.median(times) * 1_000)


def _judged(
    task: Task,
    ranked: Sequence[_Ranked],
    n_baselines: int,
    *,
    headline: str,
    rng: np.random.Generator,
) -> Contest:
    """Average every figure of every view, with intervals over the same draws of units."""
    units, unit = np.unique(task.unit, return_inverse=True)
    times = intervals.drawn(len(units), rng=rng)
    measured = {
        view.name: [_measured(each, view, unit, times) for each in ranked] for view in task.views
    }
    best = {name: _best(found[:n_baselines], headline) for name, found in measured.items()}
    catalogue = Catalogue.of(task.past)
    results = []
    for number, each in enumerate(ranked):
        is_baseline = number < n_baselines
        results.append(
            Result(
                system=each.system,
                is_baseline=is_baseline,
                figures={name: found[number].intervals() for name, found in measured.items()},
                against={
                    name: found[number].minus(found[reference])
                    for name, found in measured.items()
                    if not is_baseline and (reference := best[name]) is not None
                },
                beyond=_beyond(each, task, catalogue),
            )
        )
    return Contest(
        task=task,
        n_lists={view.name: int((view.truth.sizes > 0).sum()) for view in task.views},
        references={name: ranked[row].system for name, row in best.items() if row is not None},
        headline=headline,
        results=tuple(results),
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    """All figures of one system in one view: their means ``(m,)`` and the means of every draw ``(draws, m)``."""

    means: NDArray[np.float64]
    draws: NDArray[np.float64]

    def intervals(self) -> dict[str, Interval]:
        """Name the figures."""
        found = intervals.intervals(self.means, self.draws)
        return dict(zip(metrics.names(), found, strict=True))

    def minus(self, other: _Measured) -> dict[str, Interval]:
        """Return the paired differences."""
        return _Measured(self.means - other.means, self.draws - other.draws).intervals()


def _measured(
    each: _Ranked, view: View, unit: NDArray[np.intp], times: NDArray[np.float64]
) -> _Measured:
    values = metrics.per_list(each.lists[view.scope], view.truth)
    sums = Sums.of(values, unit, times.shape[1])
    return _Measured(sums.mean(), intervals.resampled(sums, times))


def _best(baselines: Sequence[_Measured], headline: str) -> int | None:
    """Return which baseline has the highest headline figure; None if there is none or nothing to measure."""
    at = metrics.names().index(headline)
    reached = [each.means[at] for each in baselines]
    return int(np.argmax(reached)) if reached and not np.isnan(reached).any() else None


def _beyond(each: _Ranked, task: Task, catalogue: Catalogue) -> Beyond:
    """Describe the lists of the headline's scope."""
    lists = each.lists[task.views[0].scope]
    spaced = np.unique(np.linspace(0, len(lists) - 1, VARIETY_LISTS).astype(np.intp))
    return Beyond(
        coverage=catalogue.coverage(lists),
        gini=catalogue.gini(lists),
        novelty=catalogue.novelty(lists),
        variety=catalogue.variety(lists[spaced]),
        fit_seconds=each.fit_seconds,
        ms_per_shopper=each.ms_per_shopper,
    )
