"""A learned order of search results as serving holds it: trees that correct the usual order, and what was opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.ranking.scorer import INPUT, opened

NAME = "search_order"
"""The part of a version."""
TREES = "trees"
KEYS, RATES = "keys", "rates"
LEADING = ("usual_score", "terms_share")
"""The columns whose sum is the usual order: more of the words first, then words, meaning and demand."""


@dataclass(frozen=True, slots=True)
class ClickRates:
    """How often a product was opened where shoppers looked at it, by question and product."""

    keys: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """``(n,)`` ascending :func:`key_of` the pairs."""
    rates: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    """``(n,)`` 0 to 1."""

    @classmethod
    def of(cls, rates: Mapping[tuple[str, int], float]) -> Self:
        """Pack the rates of pairs."""
        keys = np.array([key_of(query, item_id) for query, item_id in rates], np.int64)
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], np.array(list(rates.values()), np.float32)[order])

    def click_rates(self, query: str, product_ids: Sequence[int]) -> list[float]:
        """Return the rates of products after a question; NaN where nothing is known."""
        if not len(self.keys):
            return [float("nan")] * len(product_ids)
        asked = np.array([key_of(query, product_id) for product_id in product_ids], np.int64)
        place = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        found: list[float] = np.where(self.keys[place] == asked, self.rates[place], np.nan).tolist()
        return found


@dataclass(frozen=True, slots=True)
class SearchOrder:
    """Scores the first products of an answer."""

    feature_names: tuple[str, ...]
    prior: float
    """How strongly the usual order holds: what one point of its score is worth in units of the trees."""
    clicks: ClickRates
    session: Any

    @classmethod
    def open(cls, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, object]) -> Self:
        """Stand on the arrays of one artefact."""
        names = tuple(map(str, config["feature_names"]))  # type: ignore[call-overload]
        clicks = ClickRates(arrays[KEYS], arrays[RATES])
        return cls(names, float(str(config["prior"])), clicks, opened(arrays[TREES].tobytes()))

    def click_rates(self, query: str, product_ids: Sequence[int]) -> list[float]:
        """Return how often products were opened after a question; NaN where nothing is known."""
        return self.clicks.click_rates(" ".join(query.lower().split()), product_ids)

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return one score a row ``(n,) float32``, higher is better."""
        rows = np.ascontiguousarray(features, np.float32)
        corrections = np.asarray(self.session.run(None, {INPUT: rows})[0], np.float32).reshape(-1)
        return corrections + usual(rows, self.feature_names, self.prior).astype(np.float32)


def usual(
    features: NDArray[np.float32], feature_names: Sequence[str], prior: float
) -> NDArray[np.float64]:
    """Return the score of the usual order, where the trees begin ``(n,)``."""
    leading = [list(feature_names).index(name) for name in LEADING]
    score: NDArray[np.float64] = prior * features[:, leading].sum(axis=1, dtype=np.float64)
    return score


def key_of(query: str, product_id: int) -> int:
    """Return 63 bits that stand for a question and a product."""
    text = f"{query}\x1f{product_id}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest()) >> 1
