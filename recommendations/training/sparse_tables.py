"""From scipy's matrices, which training computes with, to the tables that a web process reads."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.features.tables import Table


def sums(
    rows: NDArray[Any], columns: NDArray[Any], values: NDArray[Any], shape: tuple[int, int]
) -> sparse.csr_matrix:
    """Add values up by cell ``float32``."""
    matrix = sparse.csr_matrix((values.astype(np.float32), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    return matrix


def table(matrix: sparse.spmatrix) -> Table:
    """Return a matrix as a table."""
    rows = matrix.tocsr()
    rows.sort_indices()
    return Table(
        starts=rows.indptr.astype(np.int64),
        columns=rows.indices.astype(np.int32),
        values=rows.data.astype(np.float32),
        n_columns=rows.shape[1],
    )


def cosines(held: sparse.csr_matrix, *, neighbours: int) -> Table:
    """Return each column's most similar other columns by cosine over the rows of ones."""
    lengths = np.sqrt(np.asarray(held.sum(axis=0)).ravel())
    unit = (held @ sparse.diags(1 / np.maximum(lengths, 1))).tocsr().astype(np.float32)
    return table(without_diagonal(unit.T @ unit)).top(neighbours)


def without_diagonal(square: sparse.spmatrix) -> sparse.csr_matrix:
    """Return what a matrix says of pairs of different things."""
    cells = square.tocoo()
    kept = cells.row != cells.col
    return sums(cells.row[kept], cells.col[kept], cells.data[kept], cells.shape)
