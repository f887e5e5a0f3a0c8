"""What every source of the two-stage rankers must do; a new one joins by standing in SOURCES."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from recommendations.features import histories
from recommendations.features.histories import Histories
from recommendations.ranking import clicks, purchases
from recommendations.ranking.clicks import ClickTables
from recommendations.ranking.purchases import PurchaseTables
from recommendations.tests import worlds
from recommendations.tests.evaluation.logs import NOW, bought, clicked
from recommendations.training import click_tables, purchase_tables
from recommendations.vocabulary import Interactions

Made = tuple[Interactions, PurchaseTables | ClickTables, Histories]
ORDERS = bought(
    *[
        (f"p{n:02d}", 90.0 - 20 * order - n / 10, [n % 7, 7 + n % 5, order])
        for n in range(20)
        for order in range(4)
    ]
)
VISITS = clicked(*[(9 - n / 10, [n % 6, (n + 1) % 6, 6 + n % 4]) for n in range(60)])


def of_orders(log: Interactions, persons: Sequence[int]) -> Made:
    shoppers = histories.of_persons(log, np.array(persons, np.int32), now=NOW)
    return log, purchase_tables.build(log, now=NOW), shoppers


def of_clicks(log: Interactions, rows: Sequence[int]) -> Made:
    return log, click_tables.build(log, now=NOW), histories.of_visits(log, np.array(rows, np.int64))


MADE = {"orders": of_orders(ORDERS, range(20)), "clicks": of_clicks(VISITS, range(0, 60, 2))}
EACH = [
    *(("orders", name) for name in purchases.SOURCES),
    *(("clicks", name) for name in clicks.SOURCES),
]
each_source = pytest.mark.parametrize(("task", "name"), EACH)


@pytest.mark.parametrize("task", MADE)
def test_every_source_answers_under_its_name(task: str) -> None:
    _, tables, shoppers = MADE[task]

    assert tuple(tables.sources(shoppers)) == (
        purchases.SOURCES if task == "orders" else clicks.SOURCES
    )


@each_source
def test_scores_are_finite_and_of_items_that_exist(task: str, name: str) -> None:
    log, tables, shoppers = MADE[task]

    found = tables.sources(shoppers)[name].table()

    assert (found.n_rows, found.n_columns) == (len(shoppers), len(log.items))
    assert np.isfinite(found.values).all()
    assert (found.values > 0).any()


@each_source
def test_one_shopper_is_scored_as_in_a_batch(task: str, name: str) -> None:
    _, tables, shoppers = MADE[task]
    together = tables.sources(shoppers)[name].table().dense()

    for row in (0, 3, len(shoppers) - 1):
        alone = tables.sources(shoppers.take(slice(row, row + 1)))[name].table().dense()
        assert np.allclose(alone[0], together[row], atol=1e-5)


@each_source
def test_arrays_of_an_artefact_score_alike(task: str, name: str) -> None:
    _, tables, shoppers = MADE[task]

    opened = type(tables).open(tables.arrays())

    assert np.array_equal(
        opened.sources(shoppers)[name].table().dense(),
        tables.sources(shoppers)[name].table().dense(),
    )


@pytest.mark.parametrize("task", MADE)
def test_strangers_and_empty_logs_are_no_error(task: str) -> None:
    nothing = worlds.interactions([])
    build = purchase_tables.build if task == "orders" else click_tables.build
    stranger = Histories(
        starts=np.zeros(2, np.int64),
        item=np.empty(0, np.int32),
        age_days=np.empty(0),
        basket=np.empty(0, np.int32),
        quantity=np.empty(0, np.float32),
        person=np.full(1, histories.UNKNOWN_PERSON, np.int32),
        n_items=len(MADE[task][0].items),
    )

    frame = MADE[task][1].frame(stranger)
    empty = build(nothing, now=NOW).frame(
        histories.of_persons(nothing, np.empty(0, np.int32), now=NOW)
    )

    assert not frame.is_own.any()
    assert len(empty) == 0
