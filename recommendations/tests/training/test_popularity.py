"""Faded counts, rises, and rankings by department."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.candidates.popularity import Popularity
from recommendations.candidates.trending import Trending
from recommendations.features.item import Items, onto
from recommendations.tests import worlds
from recommendations.tests.worlds import Row
from recommendations.training import popularity
from recommendations.training.popularity import PopularityConfig
from recommendations.vocabulary import Context, EventKind, ItemId, PersonKey

CLASSIC, RISER, NEWCOMER, LEFT = 10, 11, 12, 13
SHELF = Items(
    item_ids=np.array([CLASSIC, RISER, NEWCOMER], np.int64),
    shelved_item=np.array([0, 1, 2, 0, 2], np.int32),
    shelved_department=np.array([7, 7, 7, 8, 9], np.int64),
)
ANYONE = Context(person=PersonKey("v1"))


def daily_looks(item: int, days: range, each: int) -> list[Row]:
    return [
        (f"p{day}-{n}", item, EventKind.VIEW, day + 0.5, day) for day in days for n in range(each)
    ]


def trained(rows: list[Row]) -> tuple[Popularity, Trending]:
    log = onto(worlds.interactions(rows), SHELF.item_ids)
    popular = popularity.train(log, SHELF, now=worlds.NOW)
    trending = popularity.train_trending(log, SHELF, now=worlds.NOW)
    return (
        Popularity.open(popular.arrays, popular.config),
        Trending.open(trending.arrays, trending.config),
    )


def test_a_count_halves_every_half_life() -> None:
    log = worlds.interactions(
        [("ann", CLASSIC, EventKind.PURCHASE, 0, 0), ("bob", CLASSIC, EventKind.VIEW, 30, 1)]
    )

    counts = popularity.faded_counts(log, now=worlds.NOW, half_lives_days=(1.0, 30.0, 60.0))

    assert counts.tolist() == [pytest.approx([5 + 2**-30, 5.5, 5 + 2**-0.5])]


def test_popular_is_what_is_touched_now_not_what_once_was() -> None:
    popular, _ = trained(
        daily_looks(CLASSIC, range(300, 400), 3) + daily_looks(RISER, range(10), 3)
    )

    answer = popular.retrieve(ANYONE, limit=5)

    assert answer.item_ids.tolist() == [RISER, CLASSIC]
    assert (answer.causes == -1).all()


def test_a_department_ranks_its_own_items_and_those_below() -> None:
    popular, _ = trained(
        daily_looks(CLASSIC, range(20), 1)
        + daily_looks(RISER, range(20), 3)
        + daily_looks(NEWCOMER, range(20), 2)
    )

    def shelf(department_id: int) -> list[int]:
        context = Context(person=PersonKey("v1"), department_id=department_id)
        return popular.retrieve(context, limit=5).item_ids.tolist()

    assert shelf(7) == [RISER, NEWCOMER, CLASSIC]
    assert shelf(8) == [CLASSIC]
    assert shelf(9) == [NEWCOMER]
    assert shelf(99) == []


def test_the_cart_is_left_out_without_shortening_the_list() -> None:
    popular, _ = trained(
        daily_looks(CLASSIC, range(20), 1)
        + daily_looks(RISER, range(20), 3)
        + daily_looks(NEWCOMER, range(20), 2)
    )
    context = Context(person=PersonKey("v1"), in_cart=(ItemId(RISER),))

    assert popular.retrieve(context, limit=2).item_ids.tolist() == [NEWCOMER, CLASSIC]


def test_products_that_left_the_shop_are_not_ranked() -> None:
    popular, _ = trained(daily_looks(LEFT, range(5), 9) + daily_looks(CLASSIC, range(5), 1))

    assert popular.retrieve(ANYONE, limit=5).item_ids.tolist() == [CLASSIC]


def test_trending_is_the_riser_not_the_best_seller() -> None:
    _, trending = trained(
        daily_looks(CLASSIC, range(120), 20)
        + daily_looks(RISER, range(6, 120), 2)
        + daily_looks(RISER, range(6), 12)
    )

    assert trending.retrieve(ANYONE, limit=5).item_ids.tolist() == [RISER]


def test_a_handful_of_looks_is_no_trend() -> None:
    _, trending = trained(daily_looks(CLASSIC, range(120), 20) + daily_looks(NEWCOMER, range(3), 2))

    assert len(trending.retrieve(ANYONE, limit=5)) == 0


def test_a_busy_week_alone_makes_nothing_trend() -> None:
    _, trending = trained(
        [
            row
            for item, share in ((CLASSIC, 2), (RISER, 3))
            for row in daily_looks(item, range(7, 120), 5 * share)
            + daily_looks(item, range(7), 15 * share)
        ]
    )

    assert len(trending.retrieve(ANYONE, limit=5)) == 0


def test_shelves_keep_to_their_length() -> None:
    arrays = popularity.ranked_shelves(np.array([1, 3, 2], np.float32), SHELF, length=2)

    assert arrays["shelf_starts"].tolist() == [0, 2, 4, 5, 6]
    assert arrays["ranked"].tolist() == [1, 2, 1, 2, 0, 2]


def test_the_ranking_half_life_must_be_one_of_those_counted() -> None:
    log = onto(worlds.interactions([]), SHELF.item_ids)

    with pytest.raises(ValueError, match="not in tuple"):
        popularity.train(
            log, SHELF, now=worlds.NOW, config=PopularityConfig(ranking_half_life_days=5.0)
        )
