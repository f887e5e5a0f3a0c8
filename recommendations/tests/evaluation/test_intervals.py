"""Intervals hold the truth about as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.evaluation import intervals
from recommendations.evaluation.intervals import Interval, Sums


def interval_of(values: np.ndarray, unit: np.ndarray, seed: int) -> Interval:
    n_units = int(unit.max()) + 1
    sums = Sums.of(values[:, None], unit, n_units)
    times = intervals.drawn(n_units, rng=np.random.default_rng(seed), draws=400)
    return intervals.intervals(sums.mean(), intervals.resampled(sums, times))[0]


def test_interval_covers_the_true_mean_about_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for trial in range(200):
        values = (rng.random(150) < 0.3).astype(float)
        found = interval_of(values, np.arange(150), trial)
        covered += found.low <= 0.3 <= found.high

    assert 0.90 <= covered / 200 <= 0.99


def test_persons_are_drawn_not_lists() -> None:
    rng = np.random.default_rng(3)
    by_person = rng.random(50)
    unit = np.repeat(np.arange(50), 20)
    values = by_person[unit]

    as_persons = interval_of(values, unit, 1)
    as_lists = interval_of(values, np.arange(1_000), 1)

    # A thousand lists of fifty persons say no more than fifty numbers do.
    width = np.sqrt(20)
    ratio = (as_persons.high - as_persons.low) / (as_lists.high - as_lists.low)
    assert ratio == pytest.approx(width, rel=0.25)


def test_a_paired_difference_is_surer_than_either_figure() -> None:
    rng = np.random.default_rng(5)
    ease = rng.random(300)
    values = np.stack([ease, ease + 0.02 + 0.01 * rng.standard_normal(300)], axis=1)
    sums = Sums.of(values, np.arange(300), 300)
    draws = intervals.resampled(sums, intervals.drawn(300, rng=rng))
    mean = sums.mean()

    alone = intervals.intervals(mean, draws)[1]
    difference = intervals.intervals(mean[1:] - mean[:1], draws[:, 1:] - draws[:, :1])[0]

    assert difference.excludes_zero
    assert difference.mean == pytest.approx(0.02, abs=0.002)
    assert (difference.high - difference.low) < 0.1 * (alone.high - alone.low)


def test_missing_lists_are_neither_good_nor_bad() -> None:
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [0.0, np.nan]])
    sums = Sums.of(values, np.array([0, 0, 1]), 2)

    mean = sums.mean()

    assert mean[0] == 0.5
    assert np.isnan(mean[1])
    nothing = intervals.intervals(mean, intervals.resampled(sums, np.ones((3, 2))))[1]
    assert np.isnan([nothing.mean, nothing.low, nothing.high]).all()


def test_each_draw_takes_as_many_units_as_there_are() -> None:
    times = intervals.drawn(40, rng=np.random.default_rng(1), draws=10)

    assert times.shape == (10, 40)
    assert (times.sum(axis=1) == 40).all()
