"""Coverage, evenness, novelty and variety of lists whose values are known."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.evaluation.beyond import Catalogue
from recommendations.evaluation.scopes import NOTHING
from recommendations.tests.evaluation.logs import bought

# Item 1 was had by both people, 2 and 3 by ann, 4 by bob.
CATALOGUE = Catalogue.of(bought(("ann", 3, [1, 2, 3]), ("ann", 2, [1]), ("bob", 1, [1, 4])))


def test_coverage_is_the_share_of_items_shown() -> None:
    assert CATALOGUE.coverage(np.array([[0, 1], [0, NOTHING]], np.int32)) == 0.5


def test_gini_is_zero_when_all_items_are_shown_alike() -> None:
    assert CATALOGUE.gini(np.array([[0, 1], [2, 3]], np.int32)) == pytest.approx(0)


def test_gini_of_one_item_only_is_the_most_four_items_allow() -> None:
    assert CATALOGUE.gini(np.array([[0], [0]], np.int32)) == pytest.approx(3 / 4)


def test_novelty_counts_bits() -> None:
    # Everybody has item 1: no news. Half of the people have item 4: one bit.
    assert CATALOGUE.novelty(np.array([[0, 3]], np.int32)) == pytest.approx(0.5)


def test_variety_is_one_minus_the_cosine_over_people() -> None:
    assert CATALOGUE.variety(np.array([[1, 2]], np.int32)) == pytest.approx(0)
    assert CATALOGUE.variety(np.array([[2, 3]], np.int32)) == pytest.approx(1)
    assert CATALOGUE.variety(np.array([[0, 1]], np.int32)) == pytest.approx(1 - 1 / np.sqrt(2))


def test_nothing_shown_has_no_figures() -> None:
    empty = np.full((2, 2), NOTHING, np.int32)

    assert CATALOGUE.coverage(empty) == 0
    assert np.isnan(
        [CATALOGUE.gini(empty), CATALOGUE.novelty(empty), CATALOGUE.variety(empty)]
    ).all()
