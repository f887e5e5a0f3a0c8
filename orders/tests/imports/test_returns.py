"""Returns against sales: a worked example, and rules that hold for any."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from orders.imports import returns


def settled(
    rows: list[tuple[bool, int, int, int, int]],
) -> tuple[list[int], list[int]]:
    """Settle rows of (is a return, customer, code, time, units)."""
    kinds, customers, codes, times, units = (np.array(column) for column in zip(*rows, strict=True))
    outcome = returns.cancel(
        is_sale=~kinds.astype(bool),
        is_return=kinds.astype(bool),
        customer=customers.astype(np.int32),
        code=codes.astype(np.int32),
        at=times.astype(np.int64),
        units=units.astype(np.int64),
    )
    return outcome.returned.tolist(), outcome.found.tolist()


def test_two_returns_share_what_was_sold() -> None:
    rows = [
        (False, 1, 7, 10, 5),
        (False, 1, 7, 20, 5),
        (True, 1, 7, 30, 3),
        (True, 1, 7, 40, 9),
        (True, 2, 7, 50, 1),
    ]

    returned, found = settled(rows)

    assert returned == [5, 5, 0, 0, 0]
    assert found == [0, 0, 3, 7, 0]


def test_a_sale_of_the_same_moment_counts_as_earlier_wherever_it_stands() -> None:
    returned, found = settled([(True, 1, 7, 10, 2), (False, 1, 7, 10, 2)])

    assert (returned, found) == ([0, 2], [2, 0])


def test_nobody_knows_whose_a_guest_s_return_is() -> None:
    assert settled([(False, -1, 7, 10, 2), (True, -1, 7, 20, 2)]) == ([0, 0], [0, 0])


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.integers(-1, 2),
            st.integers(0, 2),
            st.integers(0, 6),
            st.integers(1, 9),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_units_are_neither_made_nor_lost(rows: list[tuple[bool, int, int, int, int]]) -> None:
    returned, found = settled(rows)

    assert sum(returned) == sum(found)
    for row, back, cancelled in zip(rows, returned, found, strict=True):
        is_return, *_, units = row
        assert 0 <= back <= (0 if is_return else units)
        assert 0 <= cancelled <= (units if is_return else 0)
