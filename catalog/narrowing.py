"""What the filters of a list let through, put in order over the columns of the catalogue. Numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from catalog.columns import NOTHING, Columns, Part, Rows

Mask = NDArray[np.bool_]
GONE = 10_000
"""More than an address can hold filters."""
MANY = 30
"""Values of one filter, as a range of numbers has them, from which all are looked up at once."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Narrowed:
    """The rows of one part that a list is about, with what each filter says of them."""

    part: Part
    scope: Rows
    """Every row; all arrays below have one entry for each."""
    price: NDArray[np.int64]
    """On the price list in use; ``NOTHING`` for none."""
    oks: Mapping[str, Mask]
    """Filter in use → which rows it lets through."""
    fails: NDArray[np.int16]
    """How many filters refuse each row; ``GONE`` or more for rows that the list is not about."""
    gone: NDArray[np.int64]
    """Those rows."""
    passing: Mask
    """What all filters let through."""

    def all_but(self, name: str) -> Mask:
        """Return what every filter but one lets through."""
        return self.passing | self.alone(name) if name in self.oks else self.passing

    def alone(self, name: str) -> Mask:
        """Return what one filter refuses and no other does."""
        alone: Mask = (self.fails == 1) & ~self.oks[name]
        return alone

    def rows(self, mask: Mask) -> NDArray[np.int64]:
        """Return the rows of a mask, ascending."""
        rows: NDArray[np.int64]
        if isinstance(self.scope, slice):
            rows = np.flatnonzero(mask) + self.scope.start
        else:
            rows = self.scope[mask]
        return rows


def narrowed(columns: Columns, scope: Scope, wishes: Wishes, *, now: datetime) -> list[Narrowed]:
    """Return what may be seen of a scope at that moment, part by part, and which filters let it through."""
    return [_narrowed(part, scope.rows(part), wishes, now=now) for part in columns.parts]


def _narrowed(part: Part, scope: Rows, wishes: Wishes, *, now: datetime) -> Narrowed:
    price = part.price_minor
    if wishes.price_list is not None:
        price = part.listed.get(wishes.price_list, np.full(len(part), NOTHING, np.int64))
    price = price[scope]
    oks = _oks(part, scope, price, wishes)
    fails = np.zeros(len(price), np.int16)
    for ok in oks.values():
        fails += ~ok
    gone = _gone(part, scope, price, wishes, now=now)
    fails[gone] += GONE
    rows = scope.start + gone if isinstance(scope, slice) else scope[gone]
    return Narrowed(part, scope, price, oks, fails, rows, fails == 0)


def _gone(
    part: Part, scope: Rows, price: NDArray[np.int64], wishes: Wishes, *, now: datetime
) -> NDArray[np.int64]:
    """Return which of the rows were read anew since, are not on the price list, or are not to be seen yet."""
    masks = [] if part.alive is None else [~part.alive[scope]]
    if wishes.price_list is not None:
        masks.append(price == NOTHING)
    if _latest(part) > now.timestamp():
        masks.append(part.published_at[scope] > now.timestamp())
    if not masks:
        return np.empty(0, np.int64)
    return np.flatnonzero(np.logical_or.reduce(masks))


def _latest(part: Part) -> float:
    return float(part.kept.setdefault("latest", part.published_at.max(initial=0.0)))  # type: ignore[arg-type]


def _oks(part: Part, scope: Rows, price: NDArray[np.int64], wishes: Wishes) -> dict[str, Mask]:
    """Return what each filter in use lets through."""
    found: dict[str, Mask] = {}
    if wishes.brands is not None:
        found["brand"] = np.isin(part.brand[scope], wishes.brands)
    if wishes.has_price:
        found["price"] = price != NOTHING
        if wishes.price_from is not None:
            found["price"] &= price >= wishes.price_from
        if wishes.price_to is not None:
            found["price"] &= price <= wishes.price_to
    if wishes.least_stars is not None:
        found["rating"] = part.stars[scope] >= wishes.least_stars
    if wishes.in_stock:
        found["in_stock"] = part.is_in_stock[scope]
    for name, value_ids in wishes.values.items():
        having = np.zeros(len(part), np.bool_)
        if len(value_ids) > MANY:
            having[part.rows_at(part.places_of(value_ids))] = True
        else:
            for value_id in value_ids:
                having[_within(part.with_value(value_id), scope)] = True
        found[name] = having[scope]
    return found


def _within(rows: NDArray[np.int32], scope: Rows) -> NDArray[np.int32]:
    """Return ascending rows without those that a stretch leaves out."""
    if not isinstance(scope, slice):
        return rows
    first, last = np.searchsorted(rows, (scope.start, scope.stop))
    return rows[first:last]


def page(
    lists: Sequence[Narrowed], sort: str, *, start: int, size: int, ids_first: Sequence[int] = ()
) -> tuple[int, ...]:
    """Return the ids of one page of what all filters let through; ``ids_first`` come before the order of ``sort``."""
    passing = [(one, one.rows(one.passing)) for one in lists]
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
    scope = one.scope
    places = rows - scope.start if isinstance(scope, slice) else np.searchsorted(scope, rows)
    prices = one.price[places].astype(np.float64)
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
