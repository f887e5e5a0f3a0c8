"""Prices as shops write them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from catalog.money import exponent

LEVEL_FACTORS = np.array([0.62, 1.0, 1.5, 2.2])
"""What a brand's level (0 plain … 3 dear) makes of the ordinary price."""

_PER_EURO = {0: 150.0, 2: 1.0, 3: 0.34}
"""Major units for one euro of price, by the currency's number of decimals: yen-like, euro-like, dinar-like."""


def draw_prices(
    medians: NDArray[np.float64], levels: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw log-normal prices in euros around each product's median, ``(n,)``."""
    spread = rng.normal(0.0, 0.24, len(medians))
    return np.asarray(medians * LEVEL_FACTORS[levels] * np.exp(spread), dtype=np.float64)


def tidy(euros: float, currency: str) -> int:
    """Return the price in minor units with the ending a shop would choose: 7.90, 34.00, 129, 1,490.

    Currencies without decimals end in a zero, those with three decimals in 500 or 000.
    """
    decimals = exponent(currency)
    major = euros * _PER_EURO.get(decimals, 1.0)
    if decimals == 0:
        return max(10, round(major / 10) * 10)
    if decimals == 3:
        return max(500, round(major * 2) * 500)
    return max(90, round(_tidy_major(major) * float(10**decimals)))


def _tidy_major(major: float) -> float:
    if major < 10:
        return math.floor(major * 2) / 2 + 0.40
    if major < 40:
        return math.floor(major) + 0.90
    if major < 120:
        return round(major, 0)
    if major < 400:
        return round(major / 10) * 10 - 1.0
    return round(major / 10) * 10.0
