"""Candidates and features are the same for one shopper, for many, and after a trip through an artefact."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from recommendations.evaluation import splits, tasks
from recommendations.evaluation.tasks import Task
from recommendations.features import histories
from recommendations.ranking import clicks, frames, purchases
from recommendations.ranking.clicks import ClickTables
from recommendations.ranking.purchases import PurchaseTables
from recommendations.tests.evaluation.logs import NOW, bought, clicked
from recommendations.training import click_tables, purchase_tables
from recommendations.training.purchase_tables import PurchaseTablesConfig

RNG = np.random.default_rng(9)
SHOP = bought(
    *(
        (
            f"p{RNG.integers(25)}",
            float(RNG.uniform(0.1, 200)),
            RNG.choice(40, RNG.integers(1, 6), replace=False),
        )
        for _ in range(300)
    )
)
VISITS = clicked(
    *((float(RNG.uniform(0.1, 20)), RNG.integers(40, size=RNG.integers(2, 7))) for _ in range(300))
)


def order_task() -> tuple[PurchaseTables, Task]:
    cut = NOW - 30 * histories.DAY_SECONDS
    task = tasks.orders(splits.at(SHOP, cut=cut, horizon_days=30), most_shoppers=99, rng=RNG)
    config = PurchaseTablesConfig(n_factors=8)
    return purchase_tables.build(task.past, now=cut, config=config), task


def click_task() -> tuple[ClickTables, Task]:
    cut = NOW - 3 * histories.DAY_SECONDS
    task = tasks.clicks(splits.at(VISITS, cut=cut, horizon_days=3), most_shoppers=99, rng=RNG)
    return click_tables.build(task.past, now=cut), task


@pytest.mark.parametrize("world", [order_task, click_task])
def test_a_shopper_alone_gets_the_same_row_as_in_a_batch(world) -> None:  # noqa: ANN001
    tables, task = world()

    batch = tables.frame(task.shoppers)

    for row in range(0, len(task.shoppers), 7):
        alone = tables.frame(task.shoppers.take(slice(row, row + 1)))
        of_batch = batch.shopper == row
        assert np.array_equal(alone.item, batch.item[of_batch])
        assert np.array_equal(alone.is_own, batch.is_own[of_batch])
        assert np.allclose(
            alone.features, batch.features[of_batch], rtol=1e-4, atol=1e-5, equal_nan=True
        )


@pytest.mark.parametrize(
    ("world", "names"), [(order_task, purchases.FEATURES), (click_task, clicks.FEATURES)]
)
def test_every_column_has_one_name(world, names: tuple[str, ...]) -> None:  # noqa: ANN001
    tables, task = world()

    frame = tables.frame(task.shoppers)

    assert frame.features.shape == (len(frame), len(names))
    assert len(set(names)) == len(names)
    assert not np.isinf(frame.features).any()


@pytest.mark.parametrize("world", [order_task, click_task])
def test_tables_open_again_from_their_arrays(world) -> None:  # noqa: ANN001
    tables, task = world()

    again = type(tables).open(tables.arrays())

    once, twice = tables.frame(task.shoppers), again.frame(task.shoppers)
    assert np.array_equal(once.item, twice.item)
    assert np.array_equal(once.features, twice.features, equal_nan=True)


@pytest.mark.parametrize("world", [order_task, click_task])
def test_everything_touched_before_is_a_candidate_and_marked(world) -> None:  # noqa: ANN001
    tables, task = world()
    own = task.shoppers.table()

    frame = tables.frame(task.shoppers)

    found = set(zip(frame.shopper[frame.is_own], frame.item[frame.is_own], strict=True))
    assert found == set(zip(own.rows, own.columns, strict=True))


def test_sources_propose_new_items_up_to_their_share() -> None:
    shoppers = histories.of_persons(SHOP, np.array([0]), now=NOW)
    own = set(shoppers.item.tolist())
    scores = purchases.Table.of(
        np.zeros(40, int), np.arange(40), np.arange(40, dtype=float) + 1, (1, 40)
    )

    _, item, is_own = frames.candidates([scores], shoppers, per_source=3)

    best_new = [number for number in range(39, -1, -1) if number not in own][:3]
    assert sorted(item[~is_own].tolist()) == sorted(best_new)


def test_nobody_is_their_own_neighbour() -> None:
    # Only ann bought 7; if she were her own neighbour she would be told to buy it again.
    log = bought(("ann", 9, [1, 7]), ("bob", 9, [1, 2]), ("eve", 8, [1, 3]))
    tables = purchase_tables.build(log, now=NOW, config=PurchaseTablesConfig(n_factors=2))

    people = tables.sources(histories.of_persons(log, np.array([0]), now=NOW))["people"]

    seven = np.flatnonzero(log.items == 7)
    assert people.at(np.zeros(1, int), seven).tolist() == [0]
    assert people.row_sums()[0] > 0


def test_what_a_visit_clicks_later_changes_nothing_before() -> None:
    tables, task = click_task()
    row = int(np.argmax(task.shoppers.sizes == 2))
    log = VISITS
    in_visit = log.basket == task.unit[row]
    in_order = np.flatnonzero(in_visit)[np.argsort(log.happened_at[in_visit], kind="stable")]
    changed = dataclasses.replace(log, item=log.item.copy())
    changed.item[in_order[2:]] = (changed.item[in_order[2:]] + 5) % len(log.items)

    asked = in_order[2:3]
    before, after = (tables.frame(histories.of_visits(each, asked)) for each in (log, changed))

    assert np.array_equal(before.item, after.item)
    assert np.array_equal(before.features, after.features, equal_nan=True)
