"""Figures against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.evaluation import metrics
from recommendations.evaluation.scopes import NOTHING
from recommendations.features.tables import Table

LISTED = np.array([[3, 1, 4, 0, 5], [2, NOTHING, NOTHING, NOTHING, NOTHING]], np.int32)
TRUTH = Table.of(np.array([0, 0, 0, 1]), np.array([1, 5, 7, 0]), np.ones(4), (2, 8))
"""The first list has true items at places 2 and 5, and misses a third; the second has none."""


def test_hits_are_the_places_of_true_items() -> None:
    assert metrics.hits(LISTED, TRUTH).tolist() == [
        [False, True, False, False, True],
        [False, False, False, False, False],
    ]


def test_an_empty_place_is_no_hit_for_the_first_item() -> None:
    truth = Table.of(np.array([0]), np.array([0]), np.ones(1), (1, 3))

    assert not metrics.hits(np.full((1, 5), NOTHING, np.int32), truth).any()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("recall", 2 / 3),
        ("precision", 2 / 5),
        ("hr", 1.0),
        ("mrr", 1 / 2),
        (
            "ndcg",
            (1 / np.log2(3) + 1 / np.log2(6)) / (1 + 1 / np.log2(3) + 1 / np.log2(4)),
        ),
    ],
)
def test_figures_of_a_list_with_two_of_three(name: str, expected: float) -> None:
    hit, n_true = metrics.hits(LISTED, TRUTH), TRUTH.sizes

    found = metrics.METRICS[name](hit, n_true, 5)

    assert found.tolist() == pytest.approx([expected, 0.0])


def test_recall_is_divided_by_what_the_list_has_room_for() -> None:
    hit = np.array([[True, True]])

    assert metrics.recall(hit, np.array([10]), 2).tolist() == [1.0]


def test_ndcg_of_a_perfect_list_is_one_whatever_its_length() -> None:
    hit = np.array([[True, True, False, False], [True, True, True, True]])

    assert metrics.ndcg(hit, np.array([2, 9]), 4).tolist() == pytest.approx([1.0, 1.0])


def test_lists_without_a_true_item_do_not_count() -> None:
    truth = Table.of(np.array([0]), np.array([1]), np.ones(1), (2, 8))

    figures = metrics.per_list(np.tile(LISTED, 4), truth)

    assert not np.isnan(figures[0]).any()
    assert np.isnan(figures[1]).all()


def test_every_figure_has_a_name() -> None:
    figures = metrics.per_list(np.tile(LISTED, 4), TRUTH)

    assert figures.shape == (2, len(metrics.names()))
    assert metrics.names()[:3] == ("recall@5", "recall@10", "recall@20")
