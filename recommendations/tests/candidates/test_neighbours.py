"""Item-to-item tables: sums, causes, exclusions."""

from __future__ import annotations

import numpy as np

from recommendations.candidates.neighbours import NeighbourTable
from recommendations.candidates.profile import Profile

LAMP, BULB, SHADE, CABLE = 10, 20, 30, 40
TABLE = NeighbourTable(
    item_ids=np.array([LAMP, BULB, SHADE, CABLE], np.int64),
    neighbours=np.array([[1, 2, 3], [0, 3, -1], [0, -1, -1], [-1, -1, -1]], np.int32),
    scores=np.array([[5, 2, 1], [4, 3, 0], [2, 0, 0], [0, 0, 0]], np.float32),
)


def test_one_item_brings_its_list_in_order() -> None:
    answer = TABLE.around([LAMP], limit=2)

    assert answer.item_ids.tolist() == [BULB, SHADE]
    assert answer.scores.tolist() == [5, 2]
    assert answer.causes.tolist() == [LAMP, LAMP]


def test_a_set_adds_up_and_names_the_largest_share() -> None:
    answer = TABLE.around([LAMP, BULB], limit=5)

    assert answer.item_ids.tolist() == [CABLE, SHADE]
    assert answer.scores.tolist() == [4, 2]
    assert answer.causes.tolist() == [BULB, LAMP]


def test_weights_scale_the_shares() -> None:
    profile = Profile(positions=np.array([0, 1]), weights=np.array([4, 1], np.float32))

    answer = TABLE.around_profile(profile, excluded=[LAMP, BULB], limit=5)

    assert dict(zip(answer.item_ids.tolist(), answer.scores.tolist(), strict=True)) == {
        SHADE: 8,
        CABLE: 7,
    }
    assert dict(zip(answer.item_ids.tolist(), answer.causes.tolist(), strict=True)) == {
        SHADE: LAMP,
        CABLE: LAMP,
    }


def test_excluded_items_are_not_proposed() -> None:
    assert TABLE.around([LAMP], excluded=[BULB, 999], limit=5).item_ids.tolist() == [SHADE, CABLE]


def test_unknown_items_and_items_without_neighbours_bring_nothing() -> None:
    assert len(TABLE.around([999], limit=5)) == 0
    assert len(TABLE.around([CABLE], limit=5)) == 0
    assert len(TABLE.around([], limit=5)) == 0
