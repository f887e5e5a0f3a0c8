"""Sparse tables in plain numpy: what a web process may load, for one shopper or a thousand at once.

A trained model that relates rows to columns (item to item, item to shopper, shopper to item) is a
:class:`Table`; what a shopper touched is a table too. Scoring is then one operator, :func:`spread`,
with the same code, and so the same figures, in training and on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

DENSE_SHARE = 0.25
"""Adding into a full grid beats sorting once this share of its cells is written to (measured)."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sparse ``(n_rows, n_columns)`` matrix, compressed by rows; columns ascend within a row, none twice."""

    starts: NDArray[np.int64]
    """``(n_rows + 1,)``"""
    columns: NDArray[np.int32]
    """``(n_entries,)``"""
    values: NDArray[np.float32]
    """``(n_entries,)``"""
    n_columns: int

    @classmethod
    def of(
        cls,
        rows: NDArray[Any],
        columns: NDArray[Any],
        values: NDArray[Any],
        shape: tuple[int, int],
    ) -> Self:
        """Collect entries in any order; entries of the same cell add up."""
        keys = rows.astype(np.int64) * max(shape[1], 1) + columns
        if len(keys) > DENSE_SHARE * shape[0] * shape[1]:
            return cls._from_grid(keys, values, shape)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        begins = _begins(keys)
        sums = np.add.reduceat(values[order].astype(np.float64), begins) if len(begins) else values
        return cls._from_keys(keys[begins], sums, shape)

    @classmethod
    def _from_grid(
        cls, keys: NDArray[np.int64], values: NDArray[Any], shape: tuple[int, int]
    ) -> Self:
        n_cells = shape[0] * shape[1]
        sums = np.bincount(keys, weights=values, minlength=n_cells)
        written = np.zeros(n_cells, np.bool_)
        written[keys] = True
        cells = np.flatnonzero(written)
        return cls._from_keys(cells, sums[cells], shape)

    @classmethod
    def _from_keys(
        cls, keys: NDArray[np.int64], values: NDArray[Any], shape: tuple[int, int]
    ) -> Self:
        """Stand on ascending, distinct cells ``row * n_columns + column``."""
        rows, columns = np.divmod(keys, max(shape[1], 1))
        return cls(
            starts=np.searchsorted(rows, np.arange(shape[0] + 1)).astype(np.int64),
            columns=columns.astype(np.int32),
            values=values.astype(np.float32),
            n_columns=shape[1],
        )

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Self:
        """Stand on the arrays that :meth:`arrays` gave, without copying them."""
        return cls(
            starts=arrays[f"{name}_starts"],
            columns=arrays[f"{name}_columns"],
            values=arrays[f"{name}_values"],
            n_columns=int(arrays[f"{name}_width"][0]),
        )

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return what an artefact has to keep of this table."""
        return {
            f"{name}_starts": self.starts,
            f"{name}_columns": self.columns,
            f"{name}_values": self.values,
            f"{name}_width": np.array([self.n_columns], np.int64),
        }

    @property
    def n_rows(self) -> int:
        """How many rows there are, empty ones included."""
        return len(self.starts) - 1

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Entries of each row ``(n_rows,)``."""
        sizes: NDArray[np.int64] = self.starts[1:] - self.starts[:-1]
        return sizes

    @property
    def rows(self) -> NDArray[np.int64]:
        """The row of each entry ``(n_entries,)``."""
        return np.repeat(np.arange(self.n_rows), self.sizes)

    def weighted(self, values: NDArray[Any]) -> Table:
        """Return the same cells with other values ``(n_entries,)``."""
        return Table(self.starts, self.columns, values.astype(np.float32), self.n_columns)

    def kept(self, is_kept: NDArray[np.bool_]) -> Table:
        """Return only these entries ``(n_entries,)``."""
        counts = np.concatenate([[0], np.cumsum(is_kept)])
        return Table(
            counts[self.starts].astype(np.int64),
            self.columns[is_kept],
            self.values[is_kept],
            self.n_columns,
        )

    def take(self, rows: NDArray[Any]) -> Table:
        """Return these rows, in this order; a row may be asked for twice."""
        entries, _ = ranges(self.starts, rows)
        sizes = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return Table(starts, self.columns[entries], self.values[entries], self.n_columns)

    def top(self, k: int) -> Table:
        """Keep the ``k`` largest entries of each row; of equals, the lower columns."""
        is_kept = np.ones(len(self.values), np.bool_)
        # A partition a row is several times faster than one sort of everything.
        for row in np.flatnonzero(self.sizes > k):
            entries = slice(self.starts[row], self.starts[row + 1])
            is_kept[entries] = _is_among_best(self.values[entries], k)
        return self.kept(is_kept)

    def find(
        self, rows: NDArray[Any], columns: NDArray[Any]
    ) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Return the entry of each asked cell, and whether there is one at all ``(n_cells,)``."""
        if len(self.columns) == 0:
            return np.zeros(len(rows), np.intp), np.zeros(len(rows), np.bool_)
        keys = self.rows * self.n_columns + self.columns
        wanted = rows.astype(np.int64) * self.n_columns + columns
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return place, keys[place] == wanted

    def at(self, rows: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.float32]:
        """Look cells up ``(n_cells,)``; empty ones are 0."""
        if len(self.columns) == 0:
            return np.zeros(len(rows), np.float32)
        place, is_there = self.find(rows, columns)
        return np.where(is_there, self.values[place], np.float32(0))

    def table(self) -> Table:
        """Return this table; a grid makes one."""
        return self

    def row_sums(self) -> NDArray[np.float32]:
        """Add up each row ``(n_rows,)``."""
        sums = np.bincount(self.rows, weights=self.values, minlength=self.n_rows)
        return sums.astype(np.float32)

    def row_maxima(self) -> NDArray[np.float32]:
        """Return each row's largest value, 0 for empty rows and where all are negative ``(n_rows,)``."""
        maxima = np.zeros(self.n_rows, np.float32)
        np.maximum.at(maxima, self.rows, self.values)
        return maxima

    def dense(self) -> NDArray[np.float32]:
        """Return the whole grid ``(n_rows, n_columns)``."""
        grid = np.zeros((self.n_rows, self.n_columns), np.float32)
        grid[self.rows, self.columns] = self.values
        return grid


@dataclass(frozen=True, slots=True)
class Grid:
    """A full ``(n_rows, n_columns)`` matrix that is asked like a :class:`Table`."""

    values: NDArray[np.float32]

    def at(self, rows: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.float32]:
        """Look cells up ``(n_cells,)``."""
        found: NDArray[np.float32] = self.values[rows, columns]
        return found

    def row_maxima(self) -> NDArray[np.float32]:
        """Return each row's largest value, 0 where all are negative ``(n_rows,)``."""
        maxima: NDArray[np.float32] = self.values.max(axis=1, initial=0.0)
        return maxima

    def table(self) -> Table:
        """Return a table that holds every cell."""
        n, n_columns = self.values.shape
        return Table(
            starts=np.arange(n + 1, dtype=np.int64) * n_columns,
            columns=np.tile(np.arange(n_columns, dtype=np.int32), n),
            values=self.values.ravel(),
            n_columns=n_columns,
        )


def spread(left: Table, right: Table) -> Table:
    """Return the matrix product: each row of ``left`` is a weighted sum of rows of ``right``."""
    entries, owner = ranges(right.starts, left.columns)
    values = left.values[owner] * right.values[entries]
    rows = left.rows[owner]
    return Table.of(rows, right.columns[entries], values, (left.n_rows, right.n_columns))


def ranges(
    starts: NDArray[np.int64], rows: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the entries of several rows; also say which of the asked rows each came from."""
    begins = starts[rows]
    counts = starts[rows + 1] - begins
    owner = np.repeat(np.arange(len(rows)), counts)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return begins[owner] + within, owner


def _begins(keys: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return where runs of equal keys begin; ``numpy.diff`` takes ten times as long for a short list."""
    is_first = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    return is_first.nonzero()[0]


def _is_among_best(values: NDArray[np.float32], k: int) -> NDArray[np.bool_]:
    """Return which of the values, more than ``k``, are the ``k`` largest; of equals, the first."""
    lowest = np.partition(values, len(values) - k)[len(values) - k]
    is_best: NDArray[np.bool_] = values > lowest
    equal = np.flatnonzero(values == lowest)
    is_best[equal[: k - int(is_best.sum())]] = True
    return is_best
