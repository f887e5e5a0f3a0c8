"""Logs as scipy matrices, for the baselines that are matrix products."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.features.histories import Histories
from recommendations.features.tables import Table
from recommendations.vocabulary import Interactions


def indicator(
    rows: NDArray[np.integer], columns: NDArray[np.integer], shape: tuple[int, int]
) -> sparse.csr_matrix:
    """Return a ``float32`` matrix with 1 where a row and a column meet at least once; negative rows are left out."""
    kept = rows >= 0
    ones = np.ones(int(kept.sum()), np.float32)
    matrix = sparse.csr_matrix((ones, (rows[kept], columns[kept])), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def persons(log: Interactions) -> sparse.csr_matrix:
    """Return who touched what ``(n_persons, n_items)``."""
    return indicator(log.person, log.item, (len(log.persons), len(log.items)))


def baskets(log: Interactions) -> sparse.csr_matrix:
    """Return what each basket holds ``(n_baskets, n_items)``."""
    return indicator(log.basket, log.item, (int(log.basket.max(initial=-1)) + 1, len(log.items)))


def touched(histories: Histories) -> sparse.csr_matrix:
    """Return what each shopper touched ``(n, n_items)``."""
    return indicator(histories.owner, histories.item, (len(histories), histories.n_items))


def matrix(table: Table) -> sparse.csr_matrix:
    """Return a table as a scipy matrix."""
    return sparse.csr_matrix(
        (table.values, table.columns, table.starts), shape=(table.n_rows, table.n_columns)
    )


def scaled_rows(rows: sparse.csr_matrix, factors: NDArray[np.floating]) -> sparse.csr_matrix:
    """Multiply each row by its factor ``(n_rows,)``."""
    return sparse.diags(factors.astype(np.float32)).dot(rows).tocsr()
