"""Renumbering a log onto the shelf of products."""

from __future__ import annotations

import numpy as np

from recommendations.features.item import Items, onto
from recommendations.tests import worlds
from recommendations.vocabulary import EventKind


def test_rows_of_products_that_left_the_shop_fall_out() -> None:
    log = worlds.interactions(
        [
            ("ann", 7, EventKind.VIEW, 3, 0),
            ("ann", 5, EventKind.VIEW, 2, 0),
            ("bob", 9, EventKind.VIEW, 1, 1),
        ]
    )

    kept = onto(log, np.array([5, 6, 7], np.int64))

    assert kept.items.tolist() == [5, 6, 7]
    assert kept.items[kept.item].tolist() == [7, 5]
    assert kept.persons[kept.person].tolist() == ["ann", "ann"]
    assert kept.basket.tolist() == [0, 0]


def test_an_empty_shelf_keeps_nothing() -> None:
    log = worlds.interactions([("ann", 7, EventKind.VIEW, 3, 0)])

    assert len(onto(log, np.empty(0, np.int64))) == 0


def test_bare_items_are_ascending_and_distinct() -> None:
    items = Items.bare([9, 3, 9])

    assert items.item_ids.tolist() == [3, 9]
    assert len(items) == 2
