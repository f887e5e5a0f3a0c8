"""Chance has one place, seldom, and everybody's chance is known."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from recommendations.blending.exploration import UNTOUCHED, explore

ROW, SPARE = "abcdef", "xyz"


def test_without_a_share_nothing_moves() -> None:
    explored = explore(ROW, SPARE, share=0.0, rng=random.Random(1))

    assert "".join(explored.items) == ROW
    assert explored.propensities == (1.0,) * 6
    assert explored.place is None


def test_the_first_two_and_the_pinned_places_stay() -> None:
    for seed in range(200):
        explored = explore(ROW, SPARE, share=1.0, rng=random.Random(seed), fixed=[4])

        assert explored.place in {2, 3, 5}
        assert "".join(explored.items[:UNTOUCHED]) == "ab"
        assert explored.items[4] == "e"


def test_the_same_seed_draws_the_same() -> None:
    assert explore(ROW, SPARE, share=0.5, rng=random.Random(7)) == explore(
        ROW, SPARE, share=0.5, rng=random.Random(7)
    )


def test_nothing_spare_nothing_explored() -> None:
    assert explore(ROW, "", share=1.0, rng=random.Random(1)).place is None


def test_what_is_drawn_is_drawn_as_often_as_its_propensity_says() -> None:
    share, n = 0.6, 20_000
    seen: Counter[tuple[int, str]] = Counter()
    told: dict[tuple[int, str], float] = {}
    rng = random.Random(3)

    for _ in range(n):
        explored = explore(ROW, SPARE, share=share, rng=rng)
        for place, item in enumerate(explored.items):
            seen[place, item] += 1
            told[place, item] = explored.propensities[place]

    assert len(told) == 6 + 4 * 3
    for where, propensity in told.items():
        assert seen[where] / n == pytest.approx(propensity, abs=0.012)


def test_a_share_is_a_probability() -> None:
    with pytest.raises(ValueError, match="no probability"):
        explore(ROW, SPARE, share=1.5, rng=random.Random(1))
