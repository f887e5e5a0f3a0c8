"""Co-purchase statistics on orders one can count by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from recommendations.candidates.co_purchase import CoPurchase
from recommendations.registry.artefacts import Part
from recommendations.tests import worlds
from recommendations.tests.worlds import Row
from recommendations.training import baskets, co_purchase
from recommendations.training.co_purchase import CoPurchaseConfig
from recommendations.vocabulary import Context, EventKind, ItemId, PersonKey

TORCH, BATTERY, TENT, MUG = 1, 2, 3, 4


def orders(*contents: tuple[int, ...]) -> list[Row]:
    return [
        (f"p{number}", item, EventKind.PURCHASE, 100.0 - number, number)
        for number, content in enumerate(contents)
        for item in content
    ]


def trained(*contents: tuple[int, ...], **config: float) -> Part:
    return co_purchase.train(
        worlds.interactions(orders(*contents)),
        CoPurchaseConfig(**config),  # type: ignore[arg-type]
    )


CAMPING = ((TORCH, BATTERY),) * 6 + ((TENT, TORCH),) * 2 + ((MUG,),) * 8 + ((MUG, TENT),) * 4


def test_lift_count_and_likelihood_ratio_are_exact() -> None:
    part = trained(*CAMPING)

    # 20 orders: torch in 8, battery in 6, both in 6.
    def part_of(k: float, row: float, column: float) -> float:
        return k * math.log(k * 20 / (row * column)) if k else 0.0

    llr = 2 * (part_of(6, 8, 6) + part_of(2, 8, 14) + part_of(0, 12, 6) + part_of(12, 12, 14))
    assert part.arrays["neighbours"][0, 0] == 1
    assert part.arrays["together"][0, 0] == 6
    assert part.arrays["lift"][0, 0] == pytest.approx(6 * 20 / (8 * 6))
    assert part.arrays["scores"][0, 0] == pytest.approx(math.sqrt(llr), rel=1e-6)


def test_lists_are_symmetric_and_hold_no_chance_pairs() -> None:
    neighbours = trained(*CAMPING).arrays["neighbours"]

    # Tent with torch: 2 of 20 orders, 2.4 by chance. Tent with mug: 4, 3.6 by chance.
    assert [row[row >= 0].tolist() for row in neighbours] == [[1], [0], [], []]


def test_one_shared_order_is_an_accident() -> None:
    assert trained((TORCH, BATTERY), *((MUG,),) * 50).arrays["neighbours"].max() == -1
    assert trained(*((TORCH, BATTERY),) * 2, *((MUG,),) * 50).metrics["covered"] == 2


def test_the_same_product_twice_in_one_order_counts_once() -> None:
    doubled = trained(*(((TORCH, TORCH, BATTERY, BATTERY),) * 6 + CAMPING[6:]))

    assert doubled.arrays["together"][0, 0] == 6


def test_looks_and_carts_are_not_purchases() -> None:
    rows = [
        (person, item, EventKind.CART, ago, basket)
        for person, item, _, ago, basket in orders(*CAMPING)
    ]

    assert co_purchase.train(worlds.interactions(rows)).metrics["pairs"] == 0


def test_a_cart_adds_up_its_evidence() -> None:
    part = trained(
        *((TORCH, BATTERY),) * 5, *((TENT, BATTERY),) * 5, *((TORCH, MUG),) * 5, *((9,),) * 30
    )
    source = CoPurchase.open(part.arrays, part.config)

    def best_for(*cart: int) -> list[int]:
        context = Context(person=PersonKey("v1"), in_cart=tuple(map(ItemId, cart)))
        return source.retrieve(context, limit=5).item_ids.tolist()

    assert best_for(TORCH) == [MUG, BATTERY]
    assert best_for(TORCH, TENT) == [BATTERY, MUG]


def test_a_huge_order_is_sampled_the_same_way_each_time() -> None:
    log = worlds.interactions(orders(tuple(range(500)), (1, 2), (3,)))
    bought = log.kind >= 0

    first, second = (baskets.distinct(log, bought, most_items=100) for _ in range(2))

    assert np.bincount(first.basket).tolist() == [100, 2, 1]
    assert first.item.tolist() == second.item.tolist()
    assert (np.diff(first.item[:100]) > 0).all()


@pytest.mark.parametrize(("seed", "n_threads"), [(0, 1), (1, 2), (2, 3)])
def test_equals_counting_by_loops(seed: int, n_threads: int) -> None:
    rng = np.random.default_rng(seed)
    contents = [
        tuple(rng.choice(12, rng.integers(1, 6), replace=False).tolist()) for _ in range(200)
    ]
    log = worlds.interactions(orders(*contents))

    anything = CoPurchaseConfig(least_together=1, least_llr=0)
    pairs = co_purchase.surely_together(
        baskets.distinct(log, log.kind >= 0, most_items=100), anything, n_threads=n_threads
    )

    together = {
        (left, right): sum(left in order and right in order for order in contents)
        for left in range(12)
        for right in range(left + 1, 12)
    }
    counted = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.together.tolist(), strict=True)
    times = {item: sum(item in order for order in contents) for item in range(12)}
    assert {(left, right): both for left, right, both in counted} == {
        (left, right): both
        for (left, right), both in together.items()
        if both * len(contents) > times[left] * times[right]
    }


def test_top_lists_equal_sorting_each_row() -> None:
    part = trained(
        *[(a, b) for a in range(8) for b in range(a + 1, 8) for _ in range(2 + a * b)],
        n_neighbours=3,
    )
    wide = trained(
        *[(a, b) for a in range(8) for b in range(a + 1, 8) for _ in range(2 + a * b)],
        n_neighbours=50,
    )

    assert part.arrays["neighbours"].tolist() == wide.arrays["neighbours"][:, :3].tolist()
    assert (np.diff(wide.arrays["scores"], axis=1) <= 0).all()
