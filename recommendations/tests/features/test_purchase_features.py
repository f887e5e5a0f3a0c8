"""Demand, habits and affinity against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.features import affinity, demand, habits, histories
from recommendations.tests.evaluation.logs import NOW, bought

SHOP = bought(
    ("ann", 40, [1, 2]),
    ("ann", 20, [1]),
    ("ann", 10, [1, 3]),
    ("bob", 5, [1]),
)


def column(names: tuple[str, ...], matrix: np.ndarray, name: str) -> list[float]:
    return matrix[:, names.index(name)].tolist()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("buyers_7d", [1, 0, 0]),
        ("buyers_28d", [2, 0, 1]),
        ("buyers_ever", [2, 1, 1]),
        ("new_buyers_7d", [1, 0, 0]),
        ("new_buyers_28d", [1, 0, 1]),
        ("days_since_sold", [5, 40, 10]),
        ("days_since_first_sold", [40, 40, 10]),
        ("purchases_per_buyer", [2, 1, 1]),
        ("repeat_share_28d", [2 / 3, 0, 0]),
        ("trend_28_before", [3 / 2, 1 / 2, 2]),
        ("mean_basket", [6 / 4, 2, 2]),
    ],
)
def test_demand(name: str, expected: list[float]) -> None:
    found = demand.demand(SHOP, now=NOW)

    assert column(demand.NAMES, found, name) == pytest.approx(expected)


def test_an_item_never_sold_has_no_age() -> None:
    early = histories.before(SHOP, NOW - 15 * histories.DAY_SECONDS)

    found = demand.demand(early, now=NOW - 15 * histories.DAY_SECONDS)

    assert np.isnan(column(demand.NAMES, found, "days_since_sold")[2])
    assert column(demand.NAMES, found, "buyers_ever")[2] == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("orders", [3, 1]),
        ("orders_90d", [3, 1]),
        ("lines", [5, 1]),
        ("items", [3, 1]),
        ("days_since_order", [10, 5]),
        ("days_since_first_order", [40, 5]),
        ("days_between_orders", [15, np.nan]),
        ("new_share", [1 / 3, np.nan]),
    ],
)
def test_habits(name: str, expected: list[float]) -> None:
    shoppers = histories.of_persons(SHOP, np.array([0, 1]), now=NOW)

    found = habits.habits(shoppers, np.zeros(3, np.float32))

    assert column(habits.NAMES, found, name) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("name", "own", "stranger"),
    [
        ("own_count", 3, 0),
        ("own_count_30d", 2 ** (-40 / 30) + 2 ** (-20 / 30) + 2 ** (-10 / 30), 0),
        ("share_of_orders", 1, 0),
        ("days_since_own", 10, np.nan),
        ("days_since_first_own", 40, np.nan),
        ("days_between_own", 15, np.nan),
        ("due", 10 / 15, np.nan),
        ("orders_since_own", 0, np.nan),
        ("own_quantity", 1, np.nan),
    ],
)
def test_affinity(name: str, own: float, stranger: float) -> None:
    shoppers = histories.of_persons(SHOP, np.array([0, 1]), now=NOW)

    found = affinity.affinity(shoppers, np.array([0, 1]), np.array([0, 2]))

    assert column(affinity.NAMES, found, name) == pytest.approx([own, stranger], nan_ok=True)


def test_affinity_of_shoppers_without_any_history() -> None:
    nobody = histories.of_persons(SHOP, np.array([1]), now=NOW - 30 * histories.DAY_SECONDS)

    found = affinity.affinity(nobody, np.array([0, 0]), np.array([0, 1]))

    assert column(affinity.NAMES, found, "own_count") == [0, 0]
    assert np.isnan(column(affinity.NAMES, found, "days_since_own")).all()
