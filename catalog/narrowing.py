"""What the filters of a list let through, counted and put in order over the columns of the catalogue. Numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from catalog.columns import NOTHING, Columns, Part, Rows

Mask = NDArray[np.bool_]


class Scope(Protocol):
    """Which products a list is about, before any filter."""

    def rows(self, part: Part) -> Rows:
        """Return their rows of one part, ascending."""
        ...


@dataclass(frozen=True, slots=True)
class Everything:
    """The whole shop."""

    def rows(self, part: Part) -> Rows:
        """Return every row."""
        return slice(0, len(part))


@dataclass(frozen=True, slots=True)
class Shelves:
    """What stands in some departments."""

    department_ids: tuple[int, ...]

    def rows(self, part: Part) -> Rows:
        """Return the rows of the departments."""
        return part.in_departments(self.department_ids)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the filters of a list ask for, as numbers."""

    brands: tuple[int, ...] | None = None
    """Nothing: any brand."""
    price_from: int | None = None
    price_to: int | None = None
    least_stars: int | None = None
    """Hundredths."""
    in_stock: bool = False
    values: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Filter → numbers of its chosen values."""
    price_list: int | None = None

    @property
    def has_price(self) -> bool:
        """Whether the price matters."""
        return self.price_from is not None or self.price_to is not None


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


@dataclass(frozen=True, slots=True, eq=False)
class Narrowed:
    """The rows of one part that a list is about, with what each filter says of them."""

    part: Part
    stretch: slice | None
    """The same rows, where they are all of a stretch."""
    rows: NDArray[np.int64]
    price: NDArray[np.int64]
    """On the price list in use; ``NOTHING`` for none."""
    oks: Mapping[str, Mask]
    """Filter in use → which rows it lets through."""
    fails: NDArray[np.int64]
    """How many filters refuse each row."""

    def all_but(self, name: str) -> Mask:
        """Return the rows that every filter but one lets through."""
        passing: Mask = self.fails == 0
        if name in self.oks:
            passing |= (self.fails == 1) & ~self.oks[name]
        return passing


def narrowed(columns: Columns, scope: Scope, wishes: Wishes, *, now: datetime) -> list[Narrowed]:
    """Return what may be seen of a scope at that moment, part by part, and which filters let it through."""
    return [_narrowed(part, scope.rows(part), wishes, now=now) for part in columns.parts]


def _narrowed(part: Part, scope: Rows, wishes: Wishes, *, now: datetime) -> Narrowed:
    rows: NDArray[np.int64] = (
        np.arange(scope.start, scope.stop) if isinstance(scope, slice) else scope
    )
    price = part.price_minor
    if wishes.price_list is not None:
        price = part.listed.get(wishes.price_list, np.full(len(part), NOTHING, np.int64))
        rows = rows[price[rows] != NOTHING]
    if part.alive is not None:
        rows = rows[part.alive[rows]]
    if _latest(part) > now.timestamp():
        rows = rows[part.published_at[rows] <= now.timestamp()]
    oks = _oks(part, rows, price[rows], wishes)
    fails = np.zeros(len(rows), np.int64)
    for ok in oks.values():
        fails += ~ok
    stretch = scope if isinstance(scope, slice) and len(rows) == scope.stop - scope.start else None
    return Narrowed(part, stretch, rows, price[rows], oks, fails)


def _latest(part: Part) -> float:
    return float(part.kept.setdefault("latest", part.published_at.max(initial=0.0)))  # type: ignore[arg-type]


def _oks(
    part: Part, rows: NDArray[np.int64], price: NDArray[np.int64], wishes: Wishes
) -> dict[str, Mask]:
    """Return what each filter in use lets through."""
    found: dict[str, Mask] = {}
    if wishes.brands is not None:
        found["brand"] = np.isin(part.brand[rows], wishes.brands)
    if wishes.has_price:
        found["price"] = price != NOTHING
        if wishes.price_from is not None:
            found["price"] &= price >= wishes.price_from
        if wishes.price_to is not None:
            found["price"] &= price <= wishes.price_to
    if wishes.least_stars is not None:
        found["rating"] = part.stars[rows] >= wishes.least_stars
    if wishes.in_stock:
        found["in_stock"] = part.is_in_stock[rows]
    for name, value_ids in wishes.values.items():
        having = np.zeros(len(part), np.bool_)
        for value_id in value_ids:
            having[part.with_value(value_id)] = True
        found[name] = having[rows]
    return found


def tally(
    lists: Sequence[Narrowed], value_ids: Mapping[str, Sequence[int]], stars: Sequence[int]
) -> Tally:
    """Count a list over all parts; ``value_ids`` names all values of each filter in use."""
    total = Tally(rated=dict.fromkeys(stars, 0))
    for one in lists:
        part, passing = one.part, one.fails == 0
        total.total += int(passing.sum())
        total.in_stock += int((part.is_in_stock[one.rows] & one.all_but("in_stock")).sum())
        _add_prices(total, one)
        rating = part.stars[one.rows][one.all_but("rating")]
        for least in stars:
            total.rated[least] += int((rating >= least).sum())
        _add_brands(total, one)
        _add_values(total, one, value_ids)
    return total


def _add_prices(total: Tally, one: Narrowed) -> None:
    prices = one.price[one.all_but("price") & (one.price != NOTHING)]
    if len(prices):
        low, high = int(prices.min()), int(prices.max())
        total.price_low = low if total.price_low is None else min(low, total.price_low)
        total.price_high = high if total.price_high is None else max(high, total.price_high)


def _add_brands(total: Tally, one: Narrowed) -> None:
    known, places = _brands_of(one.part)
    here = places[one.rows]
    counts = np.bincount(here[one.all_but("brand")], minlength=len(known))
    for place in np.flatnonzero(np.bincount(here, minlength=len(known))).tolist():
        if brand_id := int(known[place]):
            total.brands[brand_id] = total.brands.get(brand_id, 0) + int(counts[place])


def _brands_of(part: Part) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the brands of a part, and for each product which of them it has; worked out once."""
    found = part.kept.get("brands")
    if found is None:
        found = np.unique(part.brand, return_inverse=True)
        part.kept["brands"] = found
    return found  # type: ignore[return-value]


def _add_values(total: Tally, one: Narrowed, value_ids: Mapping[str, Sequence[int]]) -> None:
    part, size = one.part, len(one.part.value_ids)
    everything = _values_of_scope(one)
    counts = everything
    if one.oks:
        counts = np.bincount(part.values_of(one.rows[one.fails == 0]), minlength=size)
        for name, ids in value_ids.items():
            # Of a filter's own values those count too that it alone refuses.
            alone = np.zeros(len(part), np.bool_)
            alone[one.rows[(one.fails == 1) & ~one.oks[name]]] = True
            for place in part.places_of(ids).tolist():
                having = part.rows_by_value[part.value_starts[place] : part.value_starts[place + 1]]
                counts[place] += np.count_nonzero(alone[having])
    there = np.flatnonzero(everything)
    found = dict(zip(part.value_ids[there].tolist(), counts[there].tolist(), strict=True))
    for value_id, before in total.values.items():
        found[value_id] = found.get(value_id, 0) + before
    total.values = found


def _values_of_scope(one: Narrowed) -> NDArray[np.int64]:
    """Return how many rows have each value before any filter; worked out once for a department."""
    part, scope = one.part, one.stretch
    key = None if scope is None else ("values", scope.start, scope.stop)
    found = part.kept.get(key)
    if found is None:
        values = part.values_of(one.rows if scope is None else scope)
        found = np.bincount(values, minlength=len(part.value_ids))
        if key is not None:
            part.kept[key] = found
    return found  # type: ignore[return-value]


def page(
    lists: Sequence[Narrowed], sort: str, *, start: int, size: int, ids_first: Sequence[int] = ()
) -> tuple[int, ...]:
    """Return the ids of one page of what all filters let through; ``ids_first`` come before the order of ``sort``."""
    passing = [(one, one.rows[one.fails == 0]) for one in lists]
    if ids_first:
        there = _present(passing, ids_first)
        if start + size <= len(there):
            return tuple(there[start : start + size])
        taken = np.array(there, np.int64)
        rest = page_of(passing, sort, size=start + size + len(there), without=taken)
        return tuple([*there, *rest][start : start + size])
    return tuple(page_of(passing, sort, size=start + size)[start:])


def _present(
    passing: Sequence[tuple[Narrowed, NDArray[np.int64]]], ids: Sequence[int]
) -> list[int]:
    """Return those of some ids that are let through, in their order."""
    wanted = np.array(ids, np.int64)
    there: set[int] = set()
    for one, rows in passing:
        passes = np.zeros(len(one.part), np.bool_)
        passes[rows] = True
        found = one.part.rows_of(wanted)
        there.update(one.part.ids[found[passes[found]]].tolist())
    return [id_ for id_ in ids if id_ in there]


def page_of(
    passing: Sequence[tuple[Narrowed, NDArray[np.int64]]],
    sort: str,
    *,
    size: int,
    without: NDArray[np.int64] | None = None,
) -> list[int]:
    """Return the first ids by an order, those of ``without`` left out."""
    ids, keys = list[NDArray[np.int64]](), list[tuple[NDArray[np.float64], ...]]()
    for one, rows in passing:
        first = _first(one, rows, sort, size=size)
        ids.append(one.part.ids[first])
        keys.append(_keys(one.part, sort, _prices(one, first))(first))
    if not ids:
        return []
    all_ids = np.concatenate(ids)
    columns = [np.concatenate(column) for column in zip(*keys, strict=True)]
    order = np.lexsort((all_ids, *reversed(columns)))
    if without is not None:
        order = order[~np.isin(all_ids[order], without)]
    return [int(id_) for id_ in all_ids[order[:size]]]


def _prices(one: Narrowed, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the prices of some of its rows."""
    prices = one.price[np.searchsorted(one.rows, rows)].astype(np.float64)
    return np.where(prices == NOTHING, np.inf, prices)


def _first(one: Narrowed, rows: NDArray[np.int64], sort: str, *, size: int) -> NDArray[np.int64]:
    """Return the rows that may stand on the first ``size`` places, in no order."""
    if len(rows) <= size:
        return rows
    if sort in {"price", "price-down"}:
        lowest = _prices(one, rows)
        key = lowest if sort == "price" else np.where(np.isinf(lowest), np.inf, -lowest)
        edge = np.partition(key, size - 1)[size - 1]
        cheap: NDArray[np.int64] = rows[key <= edge]
        return cheap
    rank = _rank(one.part, sort)[rows]
    first: NDArray[np.int64] = rows[np.argpartition(rank, size - 1)[:size]]
    return first


def _rank(part: Part, sort: str) -> NDArray[np.int64]:
    """Return the place of every row by an order that does not hang on the price list; worked out once."""
    found = part.kept.get(("rank", sort))
    if found is None:
        everything = np.arange(len(part))
        keys = _keys(part, sort, np.zeros(len(part)))(everything)
        found = np.empty(len(part), np.int64)
        found[np.lexsort((part.ids, *reversed(keys)))] = everything
        part.kept[("rank", sort)] = found
    return found  # type: ignore[return-value]


class _Keys(Protocol):
    def __call__(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]: ...


def _keys(part: Part, sort: str, prices: NDArray[np.float64]) -> _Keys:
    """Return what gives the sort keys of rows, first key first, ascending; the id decides in the end."""
    missing_last = np.where(np.isinf(prices), np.inf, -prices)
    orders: dict[str, _Keys] = {
        "popular": lambda rows: (-part.popularity[rows],),
        "newest": lambda rows: (-part.published_at[rows],),
        "rating": lambda rows: (
            (-part.stars[rows]).astype(np.float64),
            (-part.rating_count[rows]).astype(np.float64),
        ),
        "price": lambda rows: (prices,),
        "price-down": lambda rows: (missing_last,),
    }
    return orders[sort]
