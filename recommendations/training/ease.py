"""Trains ``ease``: the best linear item-to-item weights, in closed form, for the head of the catalogue.

Steck 2019, "Embarrassingly shallow autoencoders for sparse data": with P = (XᵀX + λI)⁻¹ the weights are
B = I - P / diag(P), the least-squares answer under a zero diagonal. The tail is left to other sources:
memory grows with the square of the items (10,000 items take 0.4 GiB), and rare items gain nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import lapack

from recommendations.registry.artefacts import Part
from recommendations.training import top_neighbours, touches
from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class EaseConfig:
    """Size and strength of the regression."""

    n_head: int = 10_000
    """Items with the most people; the rest has no row."""
    n_neighbours: int = 100
    half_life_days: float = 60.0
    regularization: float = 300.0
    """λ in people who touched an item at average strength (times the mean square of the entries)."""
    least_people: int = 2
    block_items: int = 1_000


def train(
    interactions: Interactions,
    *,
    now: float,
    config: EaseConfig = EaseConfig(),
) -> Part:
    """Solve the regression over the head and keep each item's largest weights, negative ones included."""
    touched = touches.strengths(interactions, now=now, half_life_days=config.half_life_days)
    head = busiest(touched, config)
    n_items = len(interactions.items)
    neighbours = np.full((n_items, config.n_neighbours), top_neighbours.PADDING, np.int32)
    scores = np.zeros((n_items, config.n_neighbours), np.float32)
    for rows, found, weights in strongest(touched, head, config):
        neighbours[rows, : found.shape[1]] = found
        scores[rows, : found.shape[1]] = weights
    return Part(
        name="ease",
        arrays={"item_ids": interactions.items, "neighbours": neighbours, "scores": scores},
        config=asdict(config),
        metrics={
            "rows": float(touched.nnz),
            "covered": float(top_neighbours.covered(neighbours)),
        },
    )


def strongest(
    touched: sparse.csr_matrix, head: NDArray[np.intp], config: EaseConfig
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]]:
    """Yield, a block of head items at a time, their positions ``(b,)`` and largest weights to others ``(b, k)``."""
    if len(head) < 2:
        return
    entries = touched[:, head]
    penalty = config.regularization * float(np.mean(np.square(entries.data)))
    precision = inverse(_gram(entries, penalty, config.block_items))
    listed = min(config.n_neighbours, len(head) - 1)
    for start in range(0, len(head), config.block_items):
        rows = np.arange(start, min(start + config.block_items, len(head)))
        found, weights = _largest(precision, rows, listed)
        yield head[rows], head[found], weights


def inverse(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Invert a symmetric positive definite matrix in place, by Cholesky in float32; returns both triangles.

    Raises:
        ArithmeticError: the matrix is not positive definite.
    """
    factor, failed = lapack.spotrf(matrix, lower=1, overwrite_a=1)
    inverted, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ArithmeticError("the co-occurrence matrix cannot be inverted; raise regularization")
    for column in range(1, len(inverted)):
        inverted[:column, column] = inverted[column, :column]
    result: NDArray[np.float32] = inverted
    return result


def busiest(touched: sparse.csr_matrix, config: EaseConfig) -> NDArray[np.intp]:
    """Return the positions of the items with the most people, ascending."""
    people = np.bincount(touched.indices, minlength=touched.shape[1])
    most = np.argsort(-people, kind="stable")[: config.n_head]
    return np.sort(most[people[most] >= config.least_people])


def _gram(entries: sparse.csr_matrix, penalty: float, block_items: int) -> NDArray[np.float32]:
    """Return XᵀX + λI ``(n_head, n_head) float32`` in Fortran order, filled a block of columns at a time."""
    n = entries.shape[1]
    gram = np.empty((n, n), np.float32, order="F")
    by_item = entries.tocsc()
    flipped = by_item.T.tocsr()
    for start in range(0, n, block_items):
        columns = slice(start, min(start + block_items, n))
        gram[:, columns] = (flipped @ by_item[:, columns]).toarray()
    gram[np.diag_indices(n)] += penalty
    return gram


def _largest(
    precision: NDArray[np.float32], rows: NDArray[np.intp], k: int
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the k weights of largest size from each of these items to others, highest first.

    B[j, i] = -P[j, i] / P[i, i] is what touching j adds to the score of i.
    """
    weights = (-precision[rows] / np.diag(precision)).astype(np.float32)
    size = np.abs(weights)
    size[np.arange(len(rows)), rows] = -1  # nothing is its own neighbour
    found = np.argpartition(-size, k - 1, axis=1)[:, :k]
    values = np.take_along_axis(weights, found, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1), np.take_along_axis(values, order, axis=1)
