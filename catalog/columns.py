"""The published catalogue as columns of numbers, held by every process: what lists, filters and search count and sort.

A table of products answers "which ones" well and "how many of each" badly: counting a department of thirty thousand
products reads them all. Here each property is one numpy array, so a count is a pass over a few kilobytes. The columns
are as true as a query: before every use one query asks which products changed since they were read
(``catalog_productchange``, written by triggers), and those are read anew into a small part of their own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.snapshots import Snapshot
from catalog.statements import Statement

Rows = slice | NDArray[np.int64]
"""Rows of one part, ascending."""
NOTHING = -1
"""Stands for no price and no rating."""
MOST_CHANGED = 2_000
"""Changes read beside the columns; with more of them the columns are read anew."""
REST_SECONDS = 20.0
"""How far apart the columns are read anew at least: while an import runs, lists lag so much behind it."""
HELD_SECONDS = 2_400.0
"""Changes are forgotten after six hours (:func:`forget_changes`), so columns must be younger."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some products; every array has one entry a product, in the order of the department tree."""

    ids: NDArray[np.int64]
    department: NDArray[np.int64]
    """0 for none, as with brands."""
    brand: NDArray[np.int64]
    price_minor: NDArray[np.int64]
    stars: NDArray[np.int64]
    """Hundredths."""
    rating_count: NDArray[np.int64]
    is_in_stock: NDArray[np.bool_]
    published_at: NDArray[np.float64]
    """Seconds since 1970."""
    popularity: NDArray[np.float64]
    starts: NDArray[np.int64]
    """Where the filter values of each product begin in ``values``, one entry more than products."""
    values: NDArray[np.int32]
    """Places in ``value_ids``."""
    value_ids: NDArray[np.int64]
    """Numbers of filter values, ascending."""
    rows_by_value: NDArray[np.int32]
    value_starts: NDArray[np.int64]
    """Where the products of each value begin in ``rows_by_value``."""
    id_order: NDArray[np.int64]
    """Rows by ascending id."""
    alive: NDArray[np.bool_] | None = None
    """Rows that are still as they were read; nothing where all of them are."""
    listed: Mapping[int, NDArray[np.int64]] = field(default_factory=dict)
    """Price list → lowest prices on it."""
    is_change: bool = False
    kept: dict[object, object] = field(default_factory=dict)
    """What was worked out from these products and holds as long as they do."""

    def __len__(self) -> int:
        """Return how many products."""
        return len(self.ids)

    def rows_of(self, product_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of those of the products that are here, in the order of the products."""
        if not len(self.ids):
            return np.empty(0, np.int64)
        places = np.searchsorted(self.ids, product_ids, sorter=self.id_order)
        rows: NDArray[np.int64] = self.id_order[np.minimum(places, len(self.ids) - 1)]
        here: NDArray[np.int64] = rows[self.ids[rows] == product_ids]
        return here

    def in_departments(self, department_ids: Sequence[int]) -> Rows:
        """Return the rows of some departments; a subtree is one stretch."""
        key = ("department", tuple(department_ids))
        found = self.kept.get(key)
        if found is None:
            rows = np.flatnonzero(np.isin(self.department, department_ids))
            is_stretch = len(rows) > 0 and rows[-1] - rows[0] + 1 == len(rows)
            found = slice(int(rows[0]), int(rows[-1]) + 1) if is_stretch else rows
            self.kept[key] = found
        return found  # type: ignore[return-value]

    def places_of(self, value_ids: Sequence[int]) -> NDArray[np.int64]:
        """Return the places in ``value_ids`` of those of the filter values that products here have."""
        wanted = np.array(value_ids, np.int64)
        if not len(self.value_ids):
            return np.empty(0, np.int64)
        places = np.minimum(np.searchsorted(self.value_ids, wanted), len(self.value_ids) - 1)
        here: NDArray[np.int64] = places[self.value_ids[places] == wanted]
        return here

    def with_value(self, value_id: int) -> NDArray[np.int32]:
        """Return the rows that have a filter value, ascending."""
        place = int(np.searchsorted(self.value_ids, value_id))
        if place == len(self.value_ids) or self.value_ids[place] != value_id:
            return np.empty(0, np.int32)
        rows: NDArray[np.int32] = self.rows_by_value[
            self.value_starts[place] : self.value_starts[place + 1]
        ]
        return rows

    def rows_at(self, places: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the rows of values at these places of ``value_ids``, those of each value one after the other."""
        first = self.value_starts[places]
        rows: NDArray[np.int32] = self.rows_by_value[
            _stretches(first, self.value_starts[places + 1] - first)
        ]
        return rows

    def values_of(self, rows: Rows) -> NDArray[np.int32]:
        """Return the filter values of rows one after the other, as places in ``value_ids``."""
        if isinstance(rows, slice):
            return self.values[self.starts[rows.start] : self.starts[rows.stop]]
        first = self.starts[rows]
        values: NDArray[np.int32] = self.values[_stretches(first, self.starts[rows + 1] - first)]
        return values


def _stretches(first: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of stretches one after the other, each given by where it begins and how long it is."""
    before = np.cumsum(lengths) - lengths
    places: NDArray[np.int64] = np.repeat(first - before, lengths) + np.arange(lengths.sum())
    return places


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The whole published catalogue: what was read at once, and what changed since."""

    parts: tuple[Part, ...]

    def __len__(self) -> int:
        """Return how many products."""
        return sum(
            len(part) if part.alive is None else int(part.alive.sum()) for part in self.parts
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """What this process keeps."""

    snapshot: str
    """What of PostgreSQL's transactions was seen (``pg_snapshot``)."""
    read_at: float
    base: Part
    changed: tuple[tuple[int, str], ...]
    """The changes that ``columns`` knows: products and transactions."""
    columns: Columns


_lock = Lock()
_held: list[_Held] = []
"""One, or none before the first question."""


def current() -> Columns:
    """Return the catalogue as this transaction sees it. One query; one more after a change or on first use."""
    held = _held[0] if _held else None
    if held is None or time.monotonic() - held.read_at > HELD_SECONDS:
        return _read_whole(held)
    changed = _changes_since(held.snapshot)
    if changed == held.changed:
        return held.columns
    if len(changed) > MOST_CHANGED:
        is_early = time.monotonic() - held.read_at < REST_SECONDS
        return held.columns if is_early or _lock.locked() else _read_whole(held)
    ids = sorted({product_id for product_id, _ in changed})
    columns = Columns((_without(held.base, ids), *_changed_part(ids)))
    _held[:] = [_Held(held.snapshot, held.read_at, held.base, changed, columns)]
    return columns


def forget() -> None:
    """Read everything anew at the next question."""
    _held.clear()


Snapshot.forgotten_too.append(forget)
opening = Snapshot(current, ttl_seconds=0)
"""Lets a new process read the columns before its first shopper comes."""


def forget_changes() -> int:
    """Delete changes that every process has read; return how many. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM catalog_productchange WHERE changed_at < now() - interval '6 hours'"
        )
        return int(cursor.rowcount)


def _read_whole(known: _Held | None) -> Columns:
    with _lock:
        if not _held or _held[0] is known:
            part, snapshot, is_writing = _read(None)
            columns = Columns((part,))
            if not is_writing:  # what is not committed may never have been
                _held[:] = [_Held(snapshot, time.monotonic(), part, (), columns)]
            return columns
    return current()  # another thread was quicker


def _changes_since(snapshot: str) -> tuple[tuple[int, str], ...]:
    return tuple(_CHANGES.rows(seen=snapshot, limit=MOST_CHANGED + 1))


_CHANGES = Statement("""
SELECT product_id, xact::text FROM catalog_productchange
WHERE xact >= pg_snapshot_xmin(%(seen)s::pg_snapshot) AND NOT pg_visible_in_snapshot(xact, %(seen)s::pg_snapshot)
ORDER BY product_id, xact LIMIT %(limit)s
""")


def _without(base: Part, ids: Sequence[int]) -> Part:
    """Return the part with changed products marked; everything else of it is shared."""
    alive = np.ones(len(base), np.bool_)
    alive[base.rows_of(np.array(ids, np.int64))] = False
    return replace(base, alive=alive)


def _changed_part(ids: Sequence[int]) -> tuple[Part, ...]:
    if not ids:
        return ()
    part, _, _ = _read(ids)
    return (part,) if len(part) else ()


def _read(ids: Sequence[int] | None) -> tuple[Part, str, bool]:
    """Read products into columns: some, or all; with the snapshot, and whether this transaction has written. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"ids": ids if ids is None else list(ids)})
        snapshot, is_writing, *columns = cursor.fetchone()
    whole = [np.frombuffer(column or b"", ">i8").astype(np.int64) for column in columns]
    (product_ids, department, brand, price, stars, rated, stock, published, wanted) = whole[:9]
    lengths, numbers, list_ids, list_products, list_prices = whole[9:]
    value_ids, values = np.unique(numbers, return_inverse=True)
    is_small = len(value_ids) < 2**16
    by_value = np.argsort(values.astype(np.uint16) if is_small else values, kind="stable")
    owner = np.repeat(np.arange(len(product_ids)), lengths)
    part = Part(
        product_ids,
        department,
        brand,
        price,
        stars,
        rated,
        stock.astype(np.bool_),
        published.astype(np.float64) / 1e6,
        wanted.view(np.float64),
        np.concatenate(([0], np.cumsum(lengths))),
        values.astype(np.int32),
        value_ids,
        owner[by_value].astype(np.int32),
        np.concatenate(([0], np.cumsum(np.bincount(values, minlength=len(value_ids))))),
        np.argsort(product_ids),
        is_change=ids is not None,
    )
    return _with_lists(part, list_ids, list_products, list_prices), snapshot, is_writing


def _with_lists(
    part: Part,
    list_ids: NDArray[np.int64],
    product_ids: NDArray[np.int64],
    prices: NDArray[np.int64],
) -> Part:
    listed: dict[int, NDArray[np.int64]] = {}
    for list_id in np.unique(list_ids).tolist():
        here = list_ids == list_id
        column = np.full(len(part), NOTHING, np.int64)
        column[part.rows_of(product_ids[here])] = prices[here]
        listed[list_id] = column
    return replace(part, listed=listed)


# Columns travel as bytes: parsing a million numbers one by one would take seconds. A float is sent as its eight bytes.
_READ = """
WITH rows AS MATERIALIZED (
    SELECT product.id, coalesce(department_id, 0) AS department, coalesce(brand_id, 0) AS brand,
           coalesce(price_minor, -1) AS price, coalesce((rating_average * 100)::bigint, -1) AS stars, rating_count,
           is_in_stock::int AS stock, (extract(epoch FROM published_at) * 1000000)::bigint AS published,
           popularity, facet_value_ids
    FROM catalog_product AS product LEFT JOIN catalog_department AS shelf ON shelf.id = department_id
    WHERE status = 'published' AND published_at IS NOT NULL
      AND (%(ids)s::bigint[] IS NULL OR product.id = ANY(%(ids)s::bigint[]))
    ORDER BY shelf.path COLLATE "C", product.id
), listed AS MATERIALIZED (
    SELECT price_list_id, product_id, price_minor FROM catalog_productprice
    WHERE product_id IN (SELECT id FROM rows)
    ORDER BY price_list_id, product_id
)
SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NOT NULL,
    (SELECT string_agg(int8send(id), '') FROM rows),
    (SELECT string_agg(int8send(department), '') FROM rows),
    (SELECT string_agg(int8send(brand), '') FROM rows),
    (SELECT string_agg(int8send(price), '') FROM rows),
    (SELECT string_agg(int8send(stars), '') FROM rows),
    (SELECT string_agg(int8send(rating_count), '') FROM rows),
    (SELECT string_agg(int8send(stock), '') FROM rows),
    (SELECT string_agg(int8send(published), '') FROM rows),
    (SELECT string_agg(float8send(popularity), '') FROM rows),
    (SELECT string_agg(int8send(cardinality(facet_value_ids)), '') FROM rows),
    (SELECT string_agg(int8send(number), '') FROM rows, unnest(facet_value_ids) AS number),
    (SELECT string_agg(int8send(price_list_id), '') FROM listed),
    (SELECT string_agg(int8send(product_id), '') FROM listed),
    (SELECT string_agg(int8send(price_minor), '') FROM listed)
"""
