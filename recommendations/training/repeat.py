"""Trains ``repeat``: how soon what is bought again, learned from windows that lie in the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommendations.registry.artefacts import Part
from recommendations.training.touches import DAY_SECONDS, by_kind
from recommendations.vocabulary import EventKind, Interactions


@dataclass(frozen=True, slots=True)
class RepeatConfig:
    """Windows, smoothing and shape."""

    half_life_days: float = 120.0
    demand_days: float = 28.0
    demand_exponent: float = 0.6
    horizon_days: float = 30.0
    windows_back_days: tuple[float, ...] = (30.0, 60.0, 90.0, 120.0)
    clock_ages: tuple[float, ...] = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
    """In gaps between two purchases."""
    clock_counts: int = 4
    """Times bought: one, two, three, more."""
    usual_gap_days: float = 30.0
    """Where nobody ever bought anything twice."""
    prior_gaps: float = 5.0
    prior_people: float = 10.0
    """Evidence that the whole shop's figure counts for, beside an item's own."""


@dataclass(frozen=True, slots=True)
class Owned:
    """One row per person and item, as of one moment."""

    key: NDArray[np.int64]
    """``(m,)`` ascending: person × n_items + item."""
    item: NDArray[np.int64]
    times: NDArray[np.int64]
    """Orders with the item."""
    newest_days: NDArray[np.float64]
    gap_key: NDArray[np.int64]
    """``(g,)`` the item of each gap between two orders of one person."""
    gap_days: NDArray[np.float64]


def train(
    interactions: Interactions,
    *,
    now: float,
    config: RepeatConfig = RepeatConfig(),
) -> Part:
    """Measure, at several moments of the past, who bought what again within the horizon."""
    lines = _order_lines(interactions)
    n_items = len(interactions.items)
    gaps = _usual_gaps(owned(lines, now=now), n_items, config)
    clock = np.zeros((2, len(config.clock_ages) + 1, config.clock_counts))
    rebuys = np.zeros((2, n_items))
    for has, again in _windows(lines, now=now, config=config):
        age = np.searchsorted(config.clock_ages, has.newest_days / gaps[has.item], side="right")
        times = np.minimum(has.times, config.clock_counts) - 1
        for row, weights in enumerate((again, np.ones(len(again)))):
            np.add.at(clock[row], (age, times), weights)
            rebuys[row] += np.bincount(has.item, weights=weights, minlength=n_items)
    overall = float((clock[0].sum() + 1) / (clock[1].sum() + 20))
    prior = config.prior_people
    return Part(
        name="repeat",
        arrays={
            "item_ids": interactions.items,
            "demand": _demand(lines, now=now, config=config),
            "rebuy_rate": ((rebuys[0] + prior * overall) / (rebuys[1] + prior)).astype(np.float32),
            "gap_days": gaps.astype(np.float32),
            "clock": ((clock[0] + prior * overall) / (clock[1] + prior)).astype(np.float32),
            "clock_ages": np.array(config.clock_ages, np.float32),
        },
        config=asdict(config),
        metrics={
            "rows": float(len(lines)),
            "covered": float((rebuys[0] > 0).sum()),
            "rebuy_rate": overall,
        },
    )


def owned(lines: Interactions, *, now: float) -> Owned:
    """Gather what each person had bought before ``now``, how often and how long ago."""
    rows = np.flatnonzero(lines.happened_at < now)
    n_items = max(len(lines.items), 1)
    key = lines.person[rows].astype(np.int64) * n_items + lines.item[rows]
    order = np.argsort(key, kind="stable")  # within a key the log's order stays: oldest first
    key, at = key[order], lines.happened_at[rows][order]
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    ends = np.append(begins[1:], len(key)) - 1 if len(begins) else begins
    is_gap = key[1:] == key[:-1]
    return Owned(
        key=key[begins],
        item=key[begins] % n_items,
        times=ends - begins + 1,
        newest_days=(now - at[ends]) / DAY_SECONDS,
        gap_key=key[1:][is_gap] % n_items,
        gap_days=np.diff(at)[is_gap] / DAY_SECONDS,
    )


def _order_lines(interactions: Interactions) -> Interactions:
    """Keep the purchases, each item once an order."""
    rows = np.flatnonzero(by_kind(interactions, EventKind.PURCHASE))
    key = interactions.basket[rows].astype(np.int64) * max(len(interactions.items), 1)
    key += interactions.item[rows]
    _, first = np.unique(key, return_index=True)
    rows = rows[np.sort(first)]
    return replace(
        interactions,
        person=interactions.person[rows],
        item=interactions.item[rows],
        kind=interactions.kind[rows],
        happened_at=interactions.happened_at[rows],
        quantity=interactions.quantity[rows],
        basket=interactions.basket[rows],
    )


def _windows(
    lines: Interactions, *, now: float, config: RepeatConfig
) -> Iterator[tuple[Owned, NDArray[np.float64]]]:
    """Yield, for each window, what people owned at its start, and 1 for what they bought again in it."""
    for back in config.windows_back_days:
        starts = now - back * DAY_SECONDS
        ends = min(starts + config.horizon_days * DAY_SECONDS, now)
        has = owned(lines, now=starts)
        inside = (lines.happened_at >= starts) & (lines.happened_at < ends)
        bought = lines.person[inside].astype(np.int64) * max(len(lines.items), 1)
        yield has, np.isin(has.key, bought + lines.item[inside]).astype(np.float64)


def _usual_gaps(has: Owned, n_items: int, config: RepeatConfig) -> NDArray[np.float64]:
    """Return the geometric mean of each item's gaps ``(n_items,)``, drawn towards the shop's."""
    is_gap = has.gap_days > 1  # two orders of one day are one errand
    logs, item = np.log(has.gap_days[is_gap]), has.gap_key[is_gap]
    usual = float(logs.mean()) if len(logs) else float(np.log(config.usual_gap_days))
    total = np.bincount(item, weights=logs, minlength=n_items) + config.prior_gaps * usual
    gaps: NDArray[np.float64] = np.exp(
        total / (np.bincount(item, minlength=n_items) + config.prior_gaps)
    )
    return gaps


def _demand(lines: Interactions, *, now: float, config: RepeatConfig) -> NDArray[np.float32]:
    """Return (orders of the last weeks + 1) ** exponent ``(n_items,)``."""
    is_late = lines.happened_at >= now - config.demand_days * DAY_SECONDS
    orders = np.bincount(lines.item[is_late], minlength=len(lines.items))
    demand: NDArray[np.float32] = np.power(orders + 1.0, config.demand_exponent).astype(np.float32)
    return demand
