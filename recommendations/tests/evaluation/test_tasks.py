"""The questions ask for what they say."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.evaluation import splits, tasks
from recommendations.evaluation.splits import NothingToEvaluate
from recommendations.evaluation.tasks import Task
from recommendations.features.histories import DAY_SECONDS
from recommendations.tests.evaluation.logs import NOW, bought, clicked, positions

CUT = NOW - 10 * DAY_SECONDS
SHOP = bought(
    ("ann", 30, [1, 2]),
    ("ann", 20, [2]),
    ("bob", 25, [3]),
    ("ann", 5, [2, 4]),
    ("eve", 4, [5]),
)


def asked(task: Task, view: str) -> list[list[int]]:
    truth = next(each.truth for each in task.views if each.name == view)
    return [
        truth.columns[truth.starts[row] : truth.starts[row + 1]].tolist()
        for row in range(truth.n_rows)
    ]


def orders() -> Task:
    split = splits.at(SHOP, cut=CUT, horizon_days=10)
    return tasks.orders(split, most_shoppers=10, rng=np.random.default_rng(1))


def test_returning_customers_are_asked_for_everything_they_buy_next() -> None:
    task = orders()

    assert SHOP.persons[task.unit].tolist() == ["ann", "eve"]
    assert asked(task, "all") == [positions(SHOP, 2, 4), []]


def test_repeat_and_discover_divide_the_truth() -> None:
    task = orders()

    assert asked(task, "repeat") == [positions(SHOP, 2), []]
    assert asked(task, "discover") == [positions(SHOP, 4), []]


def test_newcomers_and_items_never_sold_are_slices_of_their_own() -> None:
    task = orders()

    assert asked(task, "newcomers") == [[], positions(SHOP, 5)]
    assert asked(task, "cold items") == [positions(SHOP, 4), []]
    assert asked(task, "1-3 orders") == [positions(SHOP, 2, 4), []]
    assert asked(task, "4+ orders") == [[], []]


def test_head_and_tail_divide_the_truth() -> None:
    task = orders()

    together = [
        sorted(a + b)
        for a, b in zip(asked(task, "head items"), asked(task, "tail items"), strict=True)
    ]
    assert together == asked(task, "all")


def test_a_log_in_which_nobody_returns_is_refused() -> None:
    split = splits.at(bought(("ann", 30, [1]), ("bob", 5, [1])), cut=CUT, horizon_days=10)

    with pytest.raises(NothingToEvaluate):
        tasks.orders(split, most_shoppers=10, rng=np.random.default_rng(1))


VISITS = clicked((20, [1, 2]), (5, [1, 2, 2, 3, 1]))


def clicks() -> Task:
    split = splits.at(VISITS, cut=CUT, horizon_days=10)
    return tasks.clicks(split, most_shoppers=10, rng=np.random.default_rng(1))


def test_every_click_but_the_first_is_asked_for() -> None:
    task = clicks()

    assert asked(task, "last allowed") == [[1], [1], [2], [0]]
    assert task.shoppers.item_before().tolist() == [0, 1, 1, 2]
    assert task.shoppers.sizes.tolist() == [1, 2, 3, 4]


def test_the_item_looked_at_is_hidden() -> None:
    # The second and third clicks are on the same item; the page of that item never proposes it.
    assert asked(clicks(), "all") == [[1], [], [2], [0]]


def test_rest_of_visit_holds_all_later_items() -> None:
    assert asked(clicks(), "rest of visit") == [[1, 2], [0, 2], [0, 2], [0]]


def test_click_slices_go_by_the_clicks_so_far() -> None:
    task = clicks()

    assert asked(task, "1 click") == [[1], [], [], []]
    assert asked(task, "2-3 clicks") == [[], [], [2], []]
    assert asked(task, "4+ clicks") == [[], [], [], [0]]


def test_a_visit_that_spans_the_cut_is_asked_after_it_and_learned_from_before_it() -> None:
    log = clicked((10 + 2 / 86_400, [1, 2, 3, 4]))

    task = tasks.clicks(
        splits.at(log, cut=CUT, horizon_days=1), most_shoppers=10, rng=np.random.default_rng(1)
    )

    assert len(task.past) == 2
    assert asked(task, "all") == [[2], [3]]
    assert task.shoppers.sizes.tolist() == [2, 3]


def test_visits_without_a_second_click_after_the_cut_are_refused() -> None:
    split = splits.at(clicked((20, [1, 2]), (5, [1])), cut=CUT, horizon_days=10)

    with pytest.raises(NothingToEvaluate):
        tasks.clicks(split, most_shoppers=10, rng=np.random.default_rng(1))
