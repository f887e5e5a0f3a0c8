"""What a history weighs."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.candidates import profile
from recommendations.vocabulary import Context, ItemId, PersonKey

ITEM_IDS = np.array([1, 2, 3, 4], np.int64)


def weights_of(**history: tuple[int, ...]) -> dict[int, float]:
    told = {name: tuple(map(ItemId, items)) for name, items in history.items()}
    found = profile.of(Context(person=PersonKey("v1"), **told), ITEM_IDS, recent_limit=3)
    return dict(zip(ITEM_IDS[found.positions].tolist(), found.weights.tolist(), strict=True))


def test_newer_looks_weigh_more() -> None:
    assert weights_of(recent=(2, 1)) == pytest.approx({2: 1.0, 1: 0.9})


def test_the_cart_outweighs_a_purchase_and_a_purchase_a_look() -> None:
    assert weights_of(recent=(1, 2), purchased=(2, 3), in_cart=(3,)) == pytest.approx(
        {3: 3.0, 2: 1.5, 1: 1.0}
    )


def test_repeated_looks_count_as_the_newest_one() -> None:
    assert weights_of(recent=(1, 2, 1)) == pytest.approx({1: 1.0, 2: 0.9})


def test_only_the_newest_looks_are_read_and_unknown_items_fall_out() -> None:
    assert weights_of(recent=(9, 1, 2, 3)) == pytest.approx({1: 0.9, 2: 0.81})
