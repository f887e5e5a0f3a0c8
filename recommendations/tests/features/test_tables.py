"""Tables compute what scipy computes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from recommendations.features import tables
from recommendations.features.tables import Table, spread

SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6), st.integers(0, 30))


def random_table(
    n_rows: int, n_columns: int, n_entries: int, rng: np.random.Generator
) -> tuple[Table, np.ndarray]:
    rows, columns = rng.integers(n_rows, size=n_entries), rng.integers(n_columns, size=n_entries)
    values = rng.integers(-3, 9, size=n_entries).astype(np.float32)
    grid = sparse.coo_matrix((values, (rows, columns)), shape=(n_rows, n_columns)).toarray()
    return Table.of(rows, columns, values, (n_rows, n_columns)), grid


@given(SHAPES, st.integers(0, 1_000))
@settings(max_examples=80)
def test_tables_agree_with_dense_matrices(shape: tuple[int, int, int, int], seed: int) -> None:
    n_rows, n_inner, n_columns, n_entries = shape
    rng = np.random.default_rng(seed)
    left, left_grid = random_table(n_rows, n_inner, n_entries, rng)
    right, right_grid = random_table(n_inner, n_columns, n_entries, rng)

    assert np.array_equal(left.dense(), left_grid)
    assert np.array_equal(spread(left, right).dense(), left_grid @ right_grid)
    assert np.array_equal(left.row_sums(), left_grid.sum(axis=1))
    asked = rng.integers(n_rows, size=9), rng.integers(n_inner, size=9)
    assert np.array_equal(left.at(*asked), left_grid[asked])
    chosen = rng.integers(n_rows, size=4)
    assert np.array_equal(left.take(chosen).dense(), left_grid[chosen])


@given(st.integers(9, 40), st.integers(0, 1_000))
@settings(max_examples=40)
def test_adding_up_by_sorting_and_in_a_grid_agree(n_entries: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(5, size=n_entries), rng.integers(7, size=n_entries)
    values = rng.random(n_entries).astype(np.float32)

    sorted_up = Table.of(rows, columns, values, (5, 7 * 1_000))
    in_grid = Table.of(rows, columns, values, (5, 7))

    assert np.array_equal(sorted_up.columns, in_grid.columns)
    assert sorted_up.values == pytest.approx(in_grid.values)
    assert np.array_equal(sorted_up.starts, in_grid.starts)


def test_top_keeps_the_largest_of_each_row_and_the_first_of_equals() -> None:
    table = Table.of(
        np.array([0, 0, 0, 0, 1]), np.array([3, 1, 0, 2, 2]), np.array([5, 2, 2, 9, 1]), (3, 4)
    )

    top = table.top(3)

    assert top.columns.tolist() == [0, 2, 3, 2]
    assert top.sizes.tolist() == [3, 1, 0]


def test_row_maxima_of_rows_without_a_positive_value_are_zero() -> None:
    table = Table.of(np.array([0, 1]), np.array([0, 1]), np.array([-2.0, 4.0]), (3, 2))

    assert table.row_maxima().tolist() == [0, 4, 0]


def test_arrays_open_again_as_the_same_table() -> None:
    table, grid = random_table(4, 5, 12, np.random.default_rng(1))

    again = Table.open(table.arrays("likeness"), "likeness")

    assert np.array_equal(again.dense(), grid)


def test_ranges_list_rows_and_who_asked() -> None:
    entries, owner = tables.ranges(np.array([0, 2, 2, 5]), np.array([2, 1, 0, 2]))

    assert entries.tolist() == [2, 3, 4, 0, 1, 2, 3, 4]
    assert owner.tolist() == [0, 0, 0, 2, 2, 3, 3, 3]
