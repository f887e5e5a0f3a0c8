"""What one shopper's session moves on a page of results, and what it never moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.personal import MOST_PLACES, moved


def test_what_fits_passes_three_others_at_most() -> None:
    assert moved([1, 2, 3, 4, 5, 6], {6: 1.0}) == [1, 2, 3, 6, 4, 5]
    assert moved([1, 2, 3, 4, 5, 6], {6: 0.5}) == [1, 2, 3, 4, 6, 5]


def test_without_a_session_nothing_moves() -> None:
    assert moved([3, 1, 2], {}) == [3, 1, 2]


def test_what_staff_placed_stays_and_is_passed() -> None:
    assert moved([9, 1, 2, 3, 8], {3: 1.0, 8: 1.0, 2: 0.1}, fixed={9, 8}) == [9, 3, 1, 2, 8]


@given(
    st.lists(st.integers(1, 50), unique=True, max_size=24),
    st.dictionaries(st.integers(1, 50), st.floats(0, 1)),
    st.sets(st.integers(1, 50)),
)
def test_every_product_stays_on_the_page_and_near_its_place(
    ids: list[int], liked: dict[int, float], fixed: set[int]
) -> None:
    found = moved(ids, liked, fixed=fixed)

    assert sorted(found) == sorted(ids)
    free = [one for one in ids if one not in fixed]
    freed = [one for one in found if one not in fixed]
    for one in free:
        assert freed.index(one) >= free.index(one) - MOST_PLACES
    for place, one in enumerate(ids):
        if one in fixed:
            assert found[place] == one


@pytest.mark.parametrize("liked", [{1: 0.7, 2: 0.7, 3: 0.7}, {1: 1.0}])
def test_equal_likes_and_the_first_one_change_nothing(liked: dict[int, float]) -> None:
    assert moved([1, 2, 3], liked) == [1, 2, 3]
