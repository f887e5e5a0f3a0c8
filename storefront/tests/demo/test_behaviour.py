from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime

import numpy as np
import pytest

from storefront.demo.archetypes import ARCHETYPES
from storefront.demo.behaviour import CART, PURCHASE, VIEW, Log, as_log, popularity
from storefront.demo.catalogue import DAY
from storefront.demo.scales import scale_named
from storefront.demo.seed import World, draw_world
from storefront.demo.visits import month_of


@pytest.fixture(scope="module")
def log(small_world: World) -> Log:
    return as_log(small_world.history)


def test_the_same_seed_draws_the_same_world(now: datetime) -> None:
    first, second, other = (
        draw_world(scale_named("tiny"), seed=seed, now=now) for seed in (3, 3, 4)
    )

    assert fingerprint(first) == fingerprint(second)
    assert fingerprint(first) != fingerprint(other)


def test_sizes_are_as_promised(small_world: World, log: Log) -> None:
    assert len(small_world.catalogue) == 1_200
    assert len(small_world.shoppers) == 2_500
    assert 100_000 < len(log) < 140_000
    assert 7_500 < small_world.history.n_orders < 11_000


def test_nothing_happens_before_a_product_is_there_or_after_now(
    small_world: World, log: Log, now: datetime
) -> None:
    published = small_world.catalogue.published_at[log.product]

    assert (log.happened_at >= published).all()
    assert log.happened_at.max() < now.timestamp()
    assert (np.diff(log.happened_at) >= 0).all()


def test_arrivals_and_drafts_have_no_history(small_world: World, log: Log) -> None:
    touched = np.unique(log.product)

    assert small_world.catalogue.is_new.sum() > 30
    assert not small_world.catalogue.is_new[touched].any()
    assert not small_world.catalogue.is_draft[touched].any()


def test_planted_pairs_are_bought_together(small_world: World) -> None:
    lines, pairs = small_world.history.lines, small_world.catalogue.pairs
    bought = lines.order >= 0
    orders_with = {
        product: set(lines.order[bought & (lines.product == product)].tolist())
        for product in np.unique(lines.product[bought]).tolist()
    }
    together = [
        len(orders_with[product] & orders_with.get(partner, set())) / len(orders_with[product])
        for product in orders_with
        for partner in pairs[product].tolist()
        if partner >= 0 and len(orders_with[product]) >= 10
    ]

    assert len(together) > 300
    assert 0.2 < np.mean(together) < 0.5


def test_planted_partners_are_of_a_kind_that_goes_with_it(small_world: World) -> None:
    catalogue = small_world.catalogue
    for product in range(len(catalogue)):
        kind = ARCHETYPES[int(catalogue.archetype[product])]
        for partner in catalogue.pairs[product].tolist():
            if partner >= 0:
                assert ARCHETYPES[int(catalogue.archetype[partner])].code in kind.complements


def test_gardens_are_wanted_in_spring_and_gifts_in_december(small_world: World, log: Log) -> None:
    views = log.kind == VIEW
    seasons = np.array([kind.season for kind in ARCHETYPES])
    season = seasons[small_world.catalogue.archetype[log.product[views]]]
    month = month_of(log.happened_at[views])

    def share(name: str, number: int) -> float:
        return float((season[month == number - 1] == name).mean())

    assert share("spring", 4) > 3 * share("spring", 12)
    assert share("gift", 12) > 1.5 * share("gift", 6)
    assert share("winter", 11) > 2 * share("winter", 7)


def test_evenings_are_busier_than_nights(log: Log) -> None:
    hour = (log.happened_at // 3_600) % 24

    assert (hour == 20).sum() > 5 * (hour == 4).sum()


def test_activity_is_heavy_tailed(log: Log, small_world: World) -> None:
    events = np.sort(np.bincount(log.shopper, minlength=len(small_world.shoppers)))[::-1]

    assert events[: len(events) // 10].sum() > 0.3 * events.sum()


def test_consumables_are_bought_again_around_their_interval(small_world: World) -> None:
    lines = small_world.history.lines
    days = np.array([kind.rebuy_days for kind in ARCHETYPES])
    kind = small_world.catalogue.archetype[lines.product]
    again = np.flatnonzero((lines.visit < 0) & (days[kind] == 24))
    key = lines.shopper * 10_000 + lines.product
    gaps = []
    for row in again.tolist():
        earlier = lines.ordered_at[(key == key[row]) & (lines.ordered_at < lines.ordered_at[row])]
        gaps.append((lines.ordered_at[row] - earlier.max()) / DAY)

    assert len(gaps) > 50
    assert 18 < np.median(gaps) < 30


def test_what_is_bought_was_in_the_cart(log: Log) -> None:
    in_cart = {(int(order), int(item)) for order, item in columns(log, CART)}

    assert {(int(order), int(item)) for order, item in columns(log, PURCHASE)} <= in_cart


def test_some_visits_begin_with_a_search_for_what_they_came_for(small_world: World) -> None:
    history = small_world.history
    searches = history.searches
    kinds = history.visits.kind[searches.visit]
    exact = sum(
        query == ARCHETYPES[kind].product_type.lower()
        for query, kind in zip(searches.query, kinds.tolist(), strict=True)
    )

    assert 0.13 < len(searches) / len(history.visits) < 0.19
    assert exact > 0.35 * len(searches)
    assert (searches.happened_at < history.visits.started_at[searches.visit]).all()
    assert "wetsuit" in searches.query


def test_the_shown_shopper_has_a_history(small_world: World) -> None:
    lines = small_world.history.lines
    mine = lines.order[(lines.shopper == 0) & (lines.order >= 0)]

    assert len(np.unique(mine)) >= 3


def test_popularity_forgets_with_time(now: datetime) -> None:
    seconds = now.timestamp()
    log = Log(
        kind=np.array([VIEW, VIEW, PURCHASE], dtype=np.int8),
        happened_at=np.array([seconds - 60 * DAY, seconds - 30 * DAY, seconds]),
        shopper=np.zeros(3, dtype=np.int64),
        product=np.array([0, 1, 2]),
        quantity=np.ones(3, dtype=np.int64),
        visit=np.zeros(3, dtype=np.int64),
        order=np.full(3, -1),
    )

    assert popularity(log, n_products=4, now=now).tolist() == [0.25, 0.5, 8.0, 0.0]


def columns(log: Log, kind: int) -> np.ndarray:
    rows = log.kind == kind
    return np.stack([log.order[rows], log.product[rows]], axis=1)


def fingerprint(value: object) -> bytes:
    if is_dataclass(value):
        return b"".join(fingerprint(getattr(value, column.name)) for column in fields(value))
    return np.ascontiguousarray(value).tobytes()
