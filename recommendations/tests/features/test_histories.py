"""Histories hold what was known at a moment, newest first."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.features import histories
from recommendations.tests.evaluation.logs import NOW, bought, clicked

SHOP = bought(
    ("ann", 30, [1, 2]), ("bob", 25, [3]), ("ann", 20, [2]), ("ann", 10, [4]), ("ann", 1, [5])
)
DAY = histories.DAY_SECONDS


def test_persons_have_their_acts_before_now_newest_first() -> None:
    found = histories.of_persons(SHOP, np.array([0, 1]), now=NOW - 5 * DAY)

    assert SHOP.items[found.item].tolist() == [4, 2, 2, 1, 3]
    assert found.sizes.tolist() == [4, 1]
    assert found.age_days.tolist() == pytest.approx([5, 15, 25, 25, 20])
    assert found.basket.tolist() == [0, 1, 2, 2, 0]
    assert found.place.tolist() == [0, 1, 2, 3, 0]


def test_a_person_without_history_has_an_empty_row() -> None:
    found = histories.of_persons(SHOP, np.array([1, 0]), now=NOW - 27 * DAY)

    assert found.sizes.tolist() == [0, 2]
    assert found.item_before().tolist()[0] == -1


def test_newest_moment_is_the_whole_last_order() -> None:
    found = histories.of_persons(SHOP, np.array([0]), now=NOW - 25 * DAY)

    assert found.is_newest.tolist() == [True, True]


def test_fading_halves_an_act_every_half_life() -> None:
    found = histories.of_persons(SHOP, np.array([0]), now=NOW)

    table = found.faded(10.0)

    by_item = dict(zip(SHOP.items[table.columns].tolist(), table.values.tolist(), strict=True))
    assert by_item[4] == pytest.approx(0.5)
    assert by_item[2] == pytest.approx(0.125 + 0.25)


def test_visits_know_only_what_came_before_the_asked_click() -> None:
    log = clicked((3, [7, 8, 9]), (2, [8, 7]))

    found = histories.of_visits(log, np.array([0, 1, 2, 4]))

    assert found.sizes.tolist() == [0, 1, 2, 1]
    assert log.items[found.item].tolist() == [7, 8, 7, 8]
    assert found.age_days.tolist() == pytest.approx([0, 0, 1 / 86_400, 0], abs=1e-9)
    assert found.item_before(1).tolist() == [-1, -1, 0, -1]


def test_taking_shoppers_keeps_their_acts_together() -> None:
    found = histories.of_persons(SHOP, np.array([0, 1]), now=NOW)

    again = found.take(np.array([1, 0, 1]))

    assert again.sizes.tolist() == [1, 5, 1]
    assert SHOP.items[again.item].tolist() == [3, 5, 4, 2, 2, 1, 3]
    assert again.person.tolist() == [1, 0, 1]


def test_lines_of_one_item_in_one_order_become_one() -> None:
    twice = bought(("ann", 3, [1, 2, 1]), ("ann", 2, [1]))

    merged = histories.distinct_lines(twice)

    assert twice.items[merged.item].tolist() == [1, 2, 1]
    assert merged.quantity.tolist() == [2, 1, 1]


def test_rows_without_a_basket_are_never_merged() -> None:
    alone = bought(("ann", 3, [1]), ("ann", 2, [1]))
    alone.basket[:] = -1

    assert len(histories.distinct_lines(alone)) == 2


def test_interleaved_orders_count_from_their_newest_line() -> None:
    log = bought(("ann", 5, [1]), ("ann", 4, [2]), ("ann", 3, [3]))
    log.basket[:] = [0, 1, 0]

    found = histories.of_persons(log, np.array([0]), now=NOW)

    assert found.basket.tolist() == [0, 1, 0]
