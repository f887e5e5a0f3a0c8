from __future__ import annotations

import numpy as np
import pytest

from recommendations.blending.weighted import blend
from recommendations.candidates import Retrieved
from recommendations.candidates.base import NO_CAUSE


def found(items: dict[int, float], *, cause: int = NO_CAUSE) -> Retrieved:
    return Retrieved(
        item_ids=np.array(list(items), np.int64),
        scores=np.array(list(items.values()), np.float32),
        causes=np.full(len(items), cause, np.int64),
    )


def test_lists_add_up_relative_to_their_best() -> None:
    mixed = blend([found({1: 10, 2: 5}), found({2: 0.4, 3: 0.2})], [0.6, 0.4])

    assert mixed.item_ids.tolist() == [2, 1, 3]
    assert mixed.scores.tolist() == pytest.approx([0.7, 0.6, 0.2])


def test_every_share_keeps_its_cause() -> None:
    mixed = blend([found({1: 1}, cause=7), found({1: 1, 2: 1})], [0.5, 0.3])

    assert mixed.parts.tolist() == [pytest.approx([0.5, 0.3]), pytest.approx([0, 0.3])]
    assert mixed.causes.tolist() == [[7, NO_CAUSE], [NO_CAUSE, NO_CAUSE]]


def test_ties_keep_the_order_of_the_sources() -> None:
    mixed = blend([found({9: 1}), found({4: 1, 3: 1})], [0.5, 0.5])

    assert mixed.item_ids.tolist() == [9, 4, 3]


def test_source_that_found_nothing_changes_nothing() -> None:
    alone = blend([found({1: 2, 2: 1})], [0.5])

    beside = blend([found({1: 2, 2: 1}), Retrieved.nothing()], [0.5, 0.5])

    assert beside.item_ids.tolist() == alone.item_ids.tolist()
    assert beside.scores.tolist() == alone.scores.tolist()


@pytest.mark.parametrize("retrieved", [[], [Retrieved.nothing()]])
def test_nothing_blends_to_nothing(retrieved: list[Retrieved]) -> None:
    assert len(blend(retrieved, [1.0] * len(retrieved))) == 0


def test_scores_below_zero_count_nothing() -> None:
    mixed = blend([found({1: -3, 2: 1}), found({5: -1})], [0.5, 0.5])

    assert dict(zip(mixed.item_ids.tolist(), mixed.scores.tolist(), strict=True)) == {
        2: 0.5,
        1: 0,
        5: 0,
    }


def test_sources_of_one_group_speak_with_one_voice() -> None:
    lists = [found({1: 1, 2: 0.8}), found({3: 1, 2: 0.8}), found({4: 1})]

    mixed = blend(lists, [0.2, 0.2, 0.35], ["others", "others", "text"])

    assert dict(zip(mixed.item_ids.tolist(), mixed.scores.tolist(), strict=True)) == {
        2: pytest.approx(0.4),
        4: pytest.approx(0.35),
        1: pytest.approx(0.25),
        3: pytest.approx(0.25),
    }


def test_group_that_found_nothing_stays_at_nothing() -> None:
    mixed = blend(
        [Retrieved.nothing(), Retrieved.nothing(), found({4: 1})], [0.2, 0.2, 0.6], ["a", "a", "b"]
    )

    assert mixed.scores.tolist() == [pytest.approx(0.6)]
