"""Orders and sessions as sets of items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommendations.vocabulary import Interactions


@dataclass(frozen=True, slots=True)
class Baskets:
    """Distinct items of each basket; the two columns are sorted by basket, then item."""

    basket: NDArray[np.int32]
    """``(m,)`` renumbered 0 to n_baskets - 1, in the order of the numbers in the log."""
    item: NDArray[np.int32]
    """``(m,)``"""
    n_baskets: int
    n_items: int

    def matrix(self) -> sparse.csr_matrix:
        """Return ``(n_baskets, n_items) int32`` of ones."""
        starts = np.zeros(self.n_baskets + 1, np.int32)
        np.cumsum(np.bincount(self.basket, minlength=self.n_baskets), out=starts[1:])
        ones = np.ones(len(self.item), np.int32)
        return sparse.csr_matrix(
            (ones, self.item, starts), shape=(self.n_baskets, self.n_items), copy=False
        )


def distinct(
    interactions: Interactions, rows: NDArray[np.bool_], *, most_items: int, seed: int = 0
) -> Baskets:
    """Gather the distinct items of each basket among ``rows``; of a huge basket a random ``most_items`` stay.

    A basket of 500 lines would add 125,000 pairs and say little about any of them.
    """
    chosen = np.flatnonzero(rows & (interactions.basket >= 0))
    n_items = len(interactions.items)
    keys = (
        interactions.basket[chosen].astype(np.int64) * max(n_items, 1) + interactions.item[chosen]
    )
    keys.sort()  # np.unique would hash, at eight times the cost
    keys = keys[np.diff(keys, prepend=-1) != 0]
    outside, item = np.divmod(keys, max(n_items, 1))
    begins = np.flatnonzero(np.diff(outside, prepend=-1))
    sizes = np.diff(begins, append=len(outside))
    basket = np.repeat(np.arange(len(begins), dtype=np.int32), sizes)
    if len(sizes) and sizes.max() > most_items:
        kept = _sampled(basket, sizes, most_items=most_items, seed=seed)
        basket, item = basket[kept], item[kept]
    return Baskets(
        basket=basket, item=item.astype(np.int32), n_baskets=len(begins), n_items=n_items
    )


def _sampled(
    basket: NDArray[np.int32], sizes: NDArray[np.intp], *, most_items: int, seed: int
) -> NDArray[np.bool_]:
    """Return which rows stay when each basket keeps a random ``most_items``."""
    kept = sizes[basket] <= most_items
    crowded = np.flatnonzero(~kept)
    of_basket = basket[crowded]
    shuffled = np.lexsort((np.random.default_rng(seed).random(len(crowded)), of_basket))
    place = np.arange(len(crowded)) - np.searchsorted(of_basket, of_basket)
    kept[crowded[shuffled[place < most_items]]] = True
    return kept
