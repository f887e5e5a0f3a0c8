"""Buy again: how often, how lately, and whether it is due."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.candidates.repeat import Repeat
from recommendations.registry.artefacts import Part
from recommendations.tests import worlds
from recommendations.tests.worlds import Row
from recommendations.training import repeat
from recommendations.training.repeat import RepeatConfig
from recommendations.vocabulary import Context, EventKind, ItemId, PersonKey, Purchase

COFFEE, SOFA, TEA = 1, 2, 3


def shop() -> Part:
    """Forty people buy coffee each month; forty bought one sofa in the last half-year."""
    rows: list[Row] = []
    for n in range(40):
        rows += [
            (f"c{n}", COFFEE, EventKind.PURCHASE, 3.0 + 30.0 * order, 10 * n + order)
            for order in range(7)
        ]
        rows.append((f"s{n}", SOFA, EventKind.PURCHASE, 5.0 + 4 * n, 1_000 + n))
    return repeat.train(worlds.interactions(rows), now=worlds.NOW)


@pytest.fixture(scope="module")
def source() -> Repeat:
    part = shop()
    return Repeat.open(part.arrays, part.config)


def asked(source: Repeat, *purchases: tuple[int, float]) -> dict[int, float]:
    told = tuple(Purchase(ItemId(item), days) for item, days in purchases)
    answer = source.retrieve(Context(person=PersonKey("v1"), bought=told), limit=10)
    return dict(zip(answer.item_ids.tolist(), answer.scores.tolist(), strict=True))


def test_the_clock_learns_gap_and_rates_from_the_past() -> None:
    part = shop()

    coffee, sofa = part.arrays["rebuy_rate"].tolist()
    assert part.arrays["gap_days"][0] == pytest.approx(30, rel=1e-3)
    assert coffee == pytest.approx((160 + 10 * part.metrics["rebuy_rate"]) / 170, rel=0.02)
    assert sofa < 0.1


def test_what_is_used_up_comes_before_what_lasts(source: Repeat) -> None:
    scores = asked(source, (SOFA, 25), (COFFEE, 28))

    assert list(scores) == [COFFEE, SOFA]
    assert scores[COFFEE] > 5 * scores[SOFA]


def test_more_orders_weigh_more(source: Repeat) -> None:
    once = asked(source, (COFFEE, 28))
    thrice = asked(source, (COFFEE, 28), (COFFEE, 58), (COFFEE, 88))

    assert thrice[COFFEE] > 2 * once[COFFEE]


def test_the_clock_is_read_at_the_age_in_gaps() -> None:
    source = Repeat(
        item_ids=np.array([COFFEE, TEA], np.int64),
        demand=np.ones(2, np.float32),
        rebuy_rate=np.full(2, 0.25, np.float32),
        gap_days=np.array([30, 90], np.float32),
        clock=np.array([[0.01, 0.04], [0.64, 0.81]], np.float32),
        clock_ages=np.array([0.5], np.float32),
        half_life_days=float("inf"),
    )

    assert asked(source, (COFFEE, 20), (TEA, 20)) == pytest.approx(
        {COFFEE: (0.25 * 0.64) ** 0.5, TEA: (0.25 * 0.01) ** 0.5}
    )
    assert asked(source, (TEA, 20), (TEA, 60)) == pytest.approx({TEA: 2 * (0.25 * 0.04) ** 0.5})


def test_what_lies_in_the_cart_is_not_offered_again(source: Repeat) -> None:
    context = Context(
        person=PersonKey("v1"),
        bought=(Purchase(ItemId(COFFEE), 28),),
        in_cart=(ItemId(COFFEE),),
    )

    assert len(source.retrieve(context, limit=5)) == 0


def test_a_shopper_without_dates_gets_nothing(source: Repeat) -> None:
    context = Context(person=PersonKey("v1"), purchased=(ItemId(COFFEE),))

    assert len(source.retrieve(context, limit=5)) == 0


def test_two_orders_of_one_day_are_no_gap() -> None:
    rows: list[Row] = [
        ("ann", COFFEE, EventKind.PURCHASE, 50.0, 1),
        ("ann", COFFEE, EventKind.PURCHASE, 49.9, 2),
    ]

    part = repeat.train(worlds.interactions(rows), now=worlds.NOW)

    assert part.arrays["gap_days"].tolist() == pytest.approx([RepeatConfig().usual_gap_days])


def test_the_same_item_twice_in_one_order_counts_once() -> None:
    rows: list[Row] = [("ann", COFFEE, EventKind.PURCHASE, 50.0, 1)] * 3

    has = repeat.owned(repeat._order_lines(worlds.interactions(rows)), now=worlds.NOW)

    assert has.times.tolist() == [1]
    assert has.newest_days.tolist() == [50.0]


def test_the_present_does_not_leak_into_the_windows() -> None:
    """A purchase counts as bought again only after the moment at which it was owned."""
    rows: list[Row] = [("ann", COFFEE, EventKind.PURCHASE, 10.0, 1)]

    part = repeat.train(worlds.interactions(rows), now=worlds.NOW)

    assert part.metrics["covered"] == 0
    assert part.arrays["clock"].std() == 0
