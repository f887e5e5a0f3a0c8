"""How many products a list has in all and by filter, counted over the columns of the catalogue. Numbers only.

What a part holds is counted once: the brands and values of a department before any filter, and which rows have the
values of a filter. A question then counts the rows that pass, and those that one filter alone refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog.columns import NOTHING, Part, Rows
from catalog.narrowing import GONE, Narrowed


@dataclass(slots=True)
class Tally:
    """What one list holds in all; the counts of a filter leave that filter out."""

    total: int = 0
    price_low: int | None = None
    price_high: int | None = None
    in_stock: int = 0
    rated: dict[int, int] = field(default_factory=dict)
    """Hundredths of stars → products with as many or more."""
    brands: dict[int, int] = field(default_factory=dict)
    values: dict[int, int] = field(default_factory=dict)
    """Every brand and value of the scope is there, be it with 0."""


def tally(
    lists: Sequence[Narrowed], value_ids: Mapping[str, Sequence[int]], stars: Sequence[int]
) -> Tally:
    """Count a list over all parts; ``value_ids`` names all values of each filter in use."""
    total = Tally(rated=dict.fromkeys(stars, 0))
    for one in lists:
        part = one.part
        total.total += int(np.count_nonzero(one.passing))
        total.in_stock += int(
            np.count_nonzero(part.is_in_stock[one.scope] & one.all_but("in_stock"))
        )
        _add_prices(total, one)
        rating = part.stars[one.scope][one.all_but("rating")]
        for least in stars:
            total.rated[least] += int(np.count_nonzero(rating >= least))
        _add_brands(total, one)
        _add_values(total, one, value_ids)
    return total


def _add_prices(total: Tally, one: Narrowed) -> None:
    prices = one.price[one.all_but("price")]
    prices = prices[prices != NOTHING]
    if len(prices):
        low, high = int(prices.min()), int(prices.max())
        total.price_low = low if total.price_low is None else min(low, total.price_low)
        total.price_high = high if total.price_high is None else max(high, total.price_high)


def _add_brands(total: Tally, one: Narrowed) -> None:
    known, places = _brands_of(one.part)
    everything = _all_of_scope(
        one, "brands", lambda rows: np.bincount(places[rows], minlength=len(known))
    )
    counts = np.bincount(places[one.scope][one.all_but("brand")], minlength=len(known))
    there = np.flatnonzero(everything)
    for brand_id, products in zip(known[there].tolist(), counts[there].tolist(), strict=True):
        if brand_id:
            total.brands[brand_id] = total.brands.get(brand_id, 0) + products


def _brands_of(part: Part) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the brands of a part, and for each product which of them it has; worked out once."""
    found = part.kept.get("brands")
    if found is None:
        found = np.unique(part.brand, return_inverse=True)
        part.kept["brands"] = found
    return found  # type: ignore[return-value]


def _add_values(total: Tally, one: Narrowed, value_ids: Mapping[str, Sequence[int]]) -> None:
    part, size = one.part, len(one.part.value_ids)
    everything = _all_of_scope(
        one, "values", lambda rows: np.bincount(part.values_of(rows), minlength=size)
    )
    counts = everything
    if one.oks:
        counts = np.bincount(part.values_of(one.rows(one.passing)), minlength=size)
        for name, ids in value_ids.items():
            # Of a filter's own values those count too that it alone refuses.
            counts += _values_of_filter(one, name, tuple(ids))
    there = np.flatnonzero(everything)
    found = dict(zip(part.value_ids[there].tolist(), counts[there].tolist(), strict=True))
    for value_id, before in total.values.items():
        found[value_id] = found.get(value_id, 0) + before
    total.values = found


def _values_of_filter(one: Narrowed, name: str, ids: tuple[int, ...]) -> NDArray[np.int64]:
    """Return how many rows that only this filter refuses have each of its values."""
    rows, places = _filter_of(one.part, name, ids)
    alone = one.alone(name)
    if isinstance(one.scope, slice):
        first, last = np.searchsorted(rows, (one.scope.start, one.scope.stop))
        having = alone[rows[first:last] - one.scope.start]
        places = places[first:last]
    else:
        everywhere = np.zeros(len(one.part), np.bool_)
        everywhere[one.scope] = alone
        having = everywhere[rows]
    return np.bincount(places[having], minlength=len(one.part.value_ids))


def _filter_of(
    part: Part, name: str, ids: tuple[int, ...]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the rows of all values of a filter, ascending, and the place of the value beside each; worked out once."""
    kept = part.kept.get(("filter", name))
    if kept is None or kept[0] != ids:  # type: ignore[index]
        places = part.places_of(ids)
        rows = part.rows_at(places)
        order = np.argsort(rows, kind="stable")
        lengths = part.value_starts[places + 1] - part.value_starts[places]
        beside = np.repeat(places, lengths).astype(np.int32)
        kept = part.kept[("filter", name)] = (ids, (rows[order], beside[order]))
    return kept[1]  # type: ignore[index,no-any-return]


def _all_of_scope(
    one: Narrowed, name: str, count: Callable[[Rows], NDArray[np.int64]]
) -> NDArray[np.int64]:
    """Count every row of the list before any filter; a department is counted once, and less what is gone from it."""
    if not isinstance(one.scope, slice):
        return count(one.scope if not len(one.gone) else one.rows(one.fails < GONE))
    key = (name, one.scope.start, one.scope.stop)
    found = one.part.kept.get(key)
    if found is None:
        found = one.part.kept[key] = count(one.scope)
    return found - count(one.gone) if len(one.gone) else found  # type: ignore[operator,return-value]
