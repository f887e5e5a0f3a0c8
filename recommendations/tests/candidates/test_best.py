"""The highest scores of a row: the same as sorting it, long or short."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.candidates.best import best


@pytest.mark.parametrize("n", [0, 1, 7, 500, 100_000])
@pytest.mark.parametrize("limit", [0, 1, 20, 300])
def test_equals_a_full_sort(n: int, limit: int) -> None:
    scores = np.random.default_rng(n + limit).standard_normal(n).astype(np.float32)

    assert best(scores, limit).tolist() == np.argsort(-scores, kind="stable")[:limit].tolist()


def test_ties_go_to_the_first_positions() -> None:
    scores = np.zeros(50_000, np.float32)

    assert best(scores, 5).tolist() == [0, 1, 2, 3, 4]


def test_a_sample_that_misses_the_peak_does_no_harm() -> None:
    scores = np.zeros(50_000, np.float32)
    scores[[7, 11, 40_001]] = [1, 3, 2]

    assert best(scores, 3).tolist() == [11, 40_001, 7]


def test_minus_infinity_is_never_among_the_best() -> None:
    scores = np.array([1, -np.inf, 2, -np.inf], np.float32)

    assert best(scores, 4).tolist() == [2, 0]
