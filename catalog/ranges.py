"""From and to: what a list asks of an attribute that is measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

FROM, TO = ".from", ".to"
"""What follows the name of the filter in the address; codes of attributes hold no dot."""
LONGEST = 40
MOST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that is asked for, both included; at least one of them."""

    low: Decimal | None = None
    high: Decimal | None = None

    @classmethod
    def read(cls, low: str, high: str) -> Bounds | None:
        """Read what was typed; nothing where neither is a number."""
        found = cls(number_of(low), number_of(high))
        return None if found == cls() else found

    def pairs(self, name: str) -> Iterator[tuple[str, str]]:
        """Return the parameters of an address that say so."""
        for end, number in ((FROM, self.low), (TO, self.high)):
            if number is not None:
                yield f"{name}{end}", written(number)

    def holding(self, numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which of some numbers ``(n,)`` lie between; what is no number does not."""
        between = ~np.isnan(numbers)
        if self.low is not None:
            between &= numbers >= float(self.low)
        if self.high is not None:
            between &= numbers <= float(self.high)
        return between


def number_of(text: str) -> Decimal | None:
    """Return the number that somebody typed, with a point or a comma; nothing where it is none."""
    try:
        number = Decimal(text.strip().replace(",", ".")) if len(text) <= LONGEST else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number) < MOST else None


def written(number: Decimal) -> str:
    """Write a number as addresses and fields do: 12.5, never 1.25E+1."""
    return f"{(number + 0).normalize():f}"


def measure(value: str) -> float:
    """Return what a value says; not a number for a word from before its attribute was measured."""
    try:
        return float(value)
    except ValueError:
        return math.nan


def in_order(value: str) -> tuple[bool, float]:
    """Return what values are sorted by: numbers by their size, words behind them."""
    number = measure(value)
    return math.isnan(number), number


@dataclass(frozen=True, slots=True)
class Range:
    """From and to of a facet whose values are measured; numbers as fields write them, empty where there is none."""

    low: str
    """The least that all other filters let through."""
    high: str
    unit: str
    start: str = ""
    """What is asked for."""
    end: str = ""
    words: str = ""
    """What is asked for, as people say it."""


def range_of(
    counts: Mapping[str, int], bounds: Bounds | None, *, unit: str, label: Callable[[str], str]
) -> Range:
    """Return from and to of a facet: the least and the most there is to find, and what is asked for."""
    there = [measure(value) for value, products in counts.items() if products]
    numbers = [number for number in there if math.isfinite(number)]
    low, high = (_as_field(min(numbers)), _as_field(max(numbers))) if numbers else ("", "")
    if bounds is None:
        return Range(low, high, unit)
    start, end = ("" if number is None else written(number) for number in (bounds.low, bounds.high))
    return Range(low, high, unit, start, end, said(bounds, label))


def said(bounds: Bounds, label: Callable[[str], str] = str) -> str:
    """Say from where to where as people do; ``label`` writes a number."""
    low, high = (
        None if number is None else label(written(number)) for number in (bounds.low, bounds.high)
    )
    return between(low, high)


def between(low: str | None, high: str | None) -> str:
    """Say from where to where, both as people write them; at least one of them is given."""
    if low is None:
        return _("Up to %(price)s") % {"price": high}
    return _("From %(price)s") % {"price": low} if high is None else f"{low} – {high}"


def _as_field(number: float) -> str:
    """Write a number as fields do; as it is where it is too large for one."""
    exact = number_of(repr(number))
    return repr(number) if exact is None else written(exact)
