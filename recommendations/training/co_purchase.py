"""Trains ``co_purchase``: pairs of products that share orders more often than chance.

Significance: log-likelihood ratio (Dunning 1993, "Accurate methods for the statistics of surprise and
coincidence"). Lists are ranked by its signed root, which reads like a z-score, so the evidence of
several cart items may be added up. Lift and count are stored beside it for reasons and rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.registry.artefacts import Part
from recommendations.training import baskets, top_neighbours
from recommendations.training.touches import by_kind
from recommendations.vocabulary import EventKind, Interactions

_Number = TypeVar("_Number", np.int32, np.float32)
BLOCKS = 8
"""Each pair is looked at from one side only, up to the two sides of pairs within a block; and blocks share the cores."""


@dataclass(frozen=True, slots=True)
class CoPurchaseConfig:
    """What counts as evidence."""

    n_neighbours: int = 50
    least_together: int = 2
    """Orders that must hold both: once is an accident."""
    least_llr: float = 3.84
    """The 95 % point of chi-squared with one degree of freedom."""
    most_items: int = 100
    """Items of one order that count."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each unordered pair once, ``(n_pairs,)`` columns; ``left < right`` are item positions."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    together: NDArray[np.int32]
    """Orders with both."""
    lift: NDArray[np.float32]
    """P(both) / (P(left) P(right)); 1 is chance."""
    llr: NDArray[np.float32]

    @classmethod
    def joined(cls, parts: Sequence[Pairs]) -> Self:
        """Return the pairs of all parts, one after the other."""
        columns = (
            np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)
        )
        return cls(*columns)

    def kept(self, is_kept: NDArray[np.bool_]) -> Pairs:
        """Return only these pairs ``(n_pairs,)``."""
        return Pairs(*(getattr(self, each.name)[is_kept] for each in fields(self)))


def train(
    interactions: Interactions,
    config: CoPurchaseConfig = CoPurchaseConfig(),
    *,
    n_threads: int = 1,
) -> Part:
    """Count the order lines and list each product's strongest complements."""
    rows = by_kind(interactions, EventKind.PURCHASE)
    orders = baskets.distinct(interactions, rows, most_items=config.most_items)
    pairs = surely_together(orders, config, n_threads=n_threads)
    left_right = np.concatenate([pairs.left, pairs.right])
    right_left = np.concatenate([pairs.right, pairs.left])
    strength = np.sqrt(np.concatenate([pairs.llr, pairs.llr]))
    top, ranks = top_neighbours.places_of_top(left_right, strength, k=config.n_neighbours)
    shape = (len(interactions.items), config.n_neighbours)
    cell = (left_right[top], ranks)
    pair = top % max(len(pairs.left), 1)

    def laid_out(values: NDArray[_Number], padding: int = 0) -> NDArray[_Number]:
        filled = np.full(shape, padding, values.dtype)
        filled[cell] = values
        return filled

    neighbours = laid_out(right_left[top], top_neighbours.PADDING)
    return Part(
        name="co_purchase",
        arrays={
            "item_ids": interactions.items,
            "neighbours": neighbours,
            "scores": laid_out(strength[top]),
            "lift": laid_out(pairs.lift[pair]),
            "together": laid_out(pairs.together[pair]),
        },
        config=asdict(config),
        metrics={
            "rows": float(rows.sum()),
            "orders": float(orders.n_baskets),
            "pairs": float(len(pairs.left)),
            "covered": float(top_neighbours.covered(neighbours)),
        },
    )


def surely_together(
    orders: baskets.Baskets, config: CoPurchaseConfig, *, n_threads: int = 1
) -> Pairs:
    """Count every pair, a block of products with those behind it at a time; keep what is more than chance."""
    bought = orders.matrix()
    orders_of = bought.T.tocsr()
    totals = np.bincount(orders.item, minlength=orders.n_items).astype(np.float64)
    edges = np.linspace(0, orders.n_items, BLOCKS + 1).astype(int)

    def counted(block: int) -> Pairs:
        start, end = edges[block], edges[block + 1]
        shared = orders_of[start:end] @ bought[:, start:]
        pairs = _of_block(shared, totals[start:], orders.n_baskets, config)
        return replace(
            pairs, left=pairs.left + np.int32(start), right=pairs.right + np.int32(start)
        )

    with ThreadPoolExecutor(n_threads) as threads:
        return Pairs.joined(list(threads.map(counted, range(BLOCKS))))


def _of_block(
    shared: sparse.csr_matrix, totals: NDArray[np.float64], n_orders: int, config: CoPurchaseConfig
) -> Pairs:
    """Describe the pairs that share orders ``(block, n)``, products counted from the block's first, and keep the sure ones."""
    # Most pairs met once: they go before anything else is computed of them.
    often = np.flatnonzero(shared.data >= config.least_together)
    row = np.repeat(
        np.arange(shared.shape[0], dtype=np.int32), np.diff(np.searchsorted(often, shared.indptr))
    )
    column, together = shared.indices[often], shared.data[often]
    is_once = column > row
    left, right, both = row[is_once], column[is_once], together[is_once]
    in_left, in_right = totals[left], totals[right]
    pairs = Pairs(
        left=left.astype(np.int32),
        right=right.astype(np.int32),
        together=both.astype(np.int32),
        lift=(both * float(n_orders) / (in_left * in_right)).astype(np.float32),
        llr=log_likelihood_ratio(both, in_left, in_right, n_orders),
    )
    return pairs.kept((pairs.lift > 1) & (pairs.llr >= config.least_llr))


def log_likelihood_ratio(
    both: NDArray[np.int32], left: NDArray[np.float64], right: NDArray[np.float64], n: int
) -> NDArray[np.float32]:
    """Return 2 Σ k ln(k n / (row total × column total)) over the four cells of each pair's table."""
    k11 = both.astype(np.float64)
    k12, k21 = left - k11, right - k11
    k22 = n - left - right + k11
    total = (
        _k_ln(k11, left * right / n)
        + _k_ln(k12, left * (n - right) / n)
        + _k_ln(k21, (n - left) * right / n)
        + _k_ln(k22, (n - left) * (n - right) / n)
    )
    return np.maximum(2 * total, 0).astype(np.float32)


def _k_ln(seen: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return k ln(k / expected), which is 0 where nothing was seen."""
    ratio = np.divide(seen, expected, out=np.ones_like(seen), where=(seen > 0) & (expected > 0))
    result: NDArray[np.float64] = seen * np.log(ratio)
    return result
