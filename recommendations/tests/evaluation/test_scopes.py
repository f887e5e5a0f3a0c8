"""Lists hold what their placement may show."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.evaluation.scopes import NOTHING, Scope, best, relevant, restricted
from recommendations.features import histories
from recommendations.features.tables import Table
from recommendations.tests.evaluation.logs import NOW, bought

LOG = bought(("ann", 20, [1, 2]), ("ann", 10, [3]), ("bob", 5, [4, 5]))
ANN = histories.of_persons(LOG, np.array([0]), now=NOW)
SCORES = np.array([[5.0, 4.0, 3.0, 2.0, 1.0]], np.float32)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.ALL, [0, 1, 2, 3, 4]),
        (Scope.NEW, [3, 4, NOTHING, NOTHING, NOTHING]),
        (Scope.OWNED, [0, 1, 2, NOTHING, NOTHING]),
        (Scope.BUT_LAST, [0, 1, 3, 4, NOTHING]),
    ],
)
def test_scope_decides_what_a_list_holds(scope: Scope, expected: list[int]) -> None:
    assert best(restricted(SCORES, ANN, scope), 5).tolist() == [expected]


def test_restricting_leaves_the_scores_as_they_are() -> None:
    before = SCORES.copy()

    restricted(SCORES, ANN, Scope.NEW)

    assert np.array_equal(before, SCORES)


def test_truth_outside_the_scope_is_not_asked_for() -> None:
    truth = Table.of(np.zeros(3, int), np.array([0, 2, 4]), np.ones(3), (1, 5))

    assert relevant(truth, ANN, Scope.NEW).columns.tolist() == [4]
    assert relevant(truth, ANN, Scope.OWNED).columns.tolist() == [0, 2]
    assert relevant(truth, ANN, Scope.BUT_LAST).columns.tolist() == [0, 4]


def test_best_prefers_the_earlier_of_equal_items_and_leaves_out_what_is_not_finite() -> None:
    scores = np.array([[1.0, 2.0, 1.0, -np.inf, 1.0], [-np.inf] * 5], np.float32)

    assert best(scores, 3).tolist() == [[1, 0, 2], [NOTHING] * 3]
