"""Neighbours over people, and alternatives without complements."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.features.item import onto
from recommendations.tests import worlds
from recommendations.tests.worlds import Row
from recommendations.training import co_purchase, item_item
from recommendations.vocabulary import EventKind

OAK_LAMP, PINE_LAMP, BULB = 1, 2, 3


def lamp_shoppers() -> list[Row]:
    """Twenty shoppers who compare two lamps, look at the bulb, and buy one lamp with the bulb."""
    rows: list[Row] = []
    for number in range(20):
        person, visit, order = f"p{number}", 2 * number, 2 * number + 1
        rows += [(person, item, EventKind.VIEW, 5.0, visit) for item in (OAK_LAMP, PINE_LAMP, BULB)]
        lamp = OAK_LAMP if number % 2 else PINE_LAMP
        rows += [(person, item, EventKind.PURCHASE, 4.9, order) for item in (lamp, BULB)]
    # Others, so that lamps and bulbs in one order are no matter of course.
    rows += [(f"q{n}", 100 + n, EventKind.PURCHASE, 4.0, 1_000 + n) for n in range(60)]
    return rows


def neighbours_of(item: int, part: item_item.Part) -> list[int]:
    ids = part.arrays["item_ids"]
    row = part.arrays["neighbours"][int(np.searchsorted(ids, item))]
    return ids[row[row >= 0]].tolist()  # type: ignore[no-any-return]


def test_alternatives_leave_out_what_is_bought_together() -> None:
    log = worlds.interactions(lamp_shoppers())
    complements = co_purchase.train(log)

    part = item_item.train_substitutes(log, complements.arrays, n_threads=1)

    assert neighbours_of(OAK_LAMP, complements) == [BULB]
    assert neighbours_of(OAK_LAMP, part) == [PINE_LAMP]
    assert neighbours_of(PINE_LAMP, part) == [OAK_LAMP]
    assert neighbours_of(BULB, part) == []


def test_looks_in_different_visits_are_no_comparison() -> None:
    log = worlds.interactions(
        [("ann", item, EventKind.VIEW, 9 - visit, visit) for visit, item in enumerate((1, 2, 1, 2))]
    )

    part = item_item.train_substitutes(log, co_purchase.train(log).arrays, n_threads=1)

    assert part.metrics["covered"] == 0


def test_cosine_over_people_is_exact() -> None:
    log = worlds.interactions(
        [
            ("ann", 1, EventKind.VIEW, 0, 0),
            ("ann", 2, EventKind.VIEW, 0, 0),
            ("bob", 2, EventKind.VIEW, 0, 1),
        ]
    )

    part = item_item.train(log, now=worlds.NOW, n_threads=1)

    assert part.arrays["scores"][0, 0] == pytest.approx(2**-0.5)
    assert part.arrays["neighbours"][:, 0].tolist() == [1, 0]


def test_recent_touches_weigh_more() -> None:
    rows: list[Row] = []
    for item, days in ((2, 1.0), (3, 600.0)):
        rows += [
            row
            for n in range(4)
            for row in (
                (f"p{item}-{n}", 1, EventKind.VIEW, days, 0),
                (f"p{item}-{n}", item, EventKind.VIEW, days, 0),
            )
        ]

    part = item_item.train(worlds.interactions(rows), now=worlds.NOW, n_threads=1)

    assert neighbours_of(1, part) == [2, 3]


def test_an_empty_log_trains_empty_tables() -> None:
    log = onto(worlds.interactions([]), np.array([1, 2], np.int64))

    part = item_item.train(log, now=worlds.NOW, n_threads=1)

    assert part.arrays["neighbours"].tolist() == [[-1] * 50] * 2
