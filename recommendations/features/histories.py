"""What shoppers did up to a moment, many at once: the one input of every feature and every batch score.

A page asks for one shopper, training and evaluation ask for thousands; both get the same arrays, so a
figure cannot differ between them. Nothing that happened at or after a shopper's moment is in here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.features.tables import Table, ranges
from recommendations.vocabulary import Interactions

DAY_SECONDS = 86_400.0
UNKNOWN_PERSON = -1


@dataclass(frozen=True, slots=True)
class Histories:
    """One row per shopper and act, newest first within a shopper. Items are positions into ``Interactions.items``."""

    starts: NDArray[np.int64]
    """``(n + 1,)`` where each shopper's acts begin."""
    item: NDArray[np.int32]
    """``(m,)``"""
    age_days: NDArray[np.float64]
    """``(m,)`` days between the act and the shopper's moment, at least 0."""
    basket: NDArray[np.int32]
    """``(m,)`` 0 for the shopper's newest order or visit, 1 for the one before, and so on."""
    quantity: NDArray[np.float32]
    """``(m,)``"""
    person: NDArray[np.int32]
    """``(n,)`` position into ``Interactions.persons``, :data:`UNKNOWN_PERSON` for a stranger."""
    n_items: int

    def __len__(self) -> int:
        return len(self.person)

    @property
    def owner(self) -> NDArray[np.int64]:
        """The shopper of each act ``(m,)``."""
        return np.repeat(np.arange(len(self)), self.sizes)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Acts of each shopper ``(n,)``."""
        sizes: NDArray[np.int64] = self.starts[1:] - self.starts[:-1]
        return sizes

    @property
    def place(self) -> NDArray[np.int64]:
        """How many acts of the same shopper are newer ``(m,)``."""
        return np.arange(len(self.item)) - np.repeat(self.starts[:-1], self.sizes)

    @property
    def is_newest(self) -> NDArray[np.bool_]:
        """Which acts belong to the shopper's newest moment ``(m,)``: one click, or all lines of an order."""
        newest = np.zeros(len(self))
        has_any = self.sizes > 0
        newest[has_any] = self.age_days[self.starts[:-1][has_any]]
        is_newest: NDArray[np.bool_] = self.age_days == newest[self.owner]
        return is_newest

    def take(self, rows: NDArray[np.intp] | slice) -> Histories:
        """Return these shoppers in this order."""
        chosen = np.arange(len(self))[rows]
        acts, _ = ranges(self.starts, chosen)
        sizes = self.starts[chosen + 1] - self.starts[chosen]
        return Histories(
            starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            item=self.item[acts],
            age_days=self.age_days[acts],
            basket=self.basket[acts],
            quantity=self.quantity[acts],
            person=self.person[chosen],
            n_items=self.n_items,
        )

    def table(self, weights: NDArray[np.floating] | None = None) -> Table:
        """Add up weights ``(m,)`` by shopper and item, ``(n, n_items)``; without weights, count the acts."""
        values = np.ones(len(self.item), np.float32) if weights is None else weights
        return Table.of(self.owner, self.item, values, (len(self), self.n_items))

    def faded(self, half_life_days: float) -> Table:
        """Count the acts, each halved every half-life: Σ 0.5 ** (age / half-life)."""
        return self.table(np.exp2(-self.age_days / half_life_days))

    def item_before(self, steps: int = 0) -> NDArray[np.int64]:
        """Return the item of the newest act ``(n,)``, or of one ``steps`` earlier; -1 where there is none."""
        found = np.full(len(self), -1, np.int64)
        has_it = self.sizes > steps
        found[has_it] = self.item[self.starts[:-1][has_it] + steps]
        return found


def distinct_lines(log: Interactions) -> Interactions:
    """Merge the lines of one item in one basket: the first stays, quantities add up; the order is kept."""
    is_alone = log.basket < 0
    keys = log.basket.astype(np.int64) * max(len(log.items), 1) + log.item
    keys[is_alone] = -1 - np.flatnonzero(is_alone)
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    quantity = np.zeros(len(log), np.float32)
    quantity[first] = np.bincount(place, weights=log.quantity)
    return rows_of(log, np.sort(first), quantity=quantity)


def rows_of(
    log: Interactions,
    rows: NDArray[np.bool_] | NDArray[np.intp],
    *,
    quantity: NDArray[np.float32] | None = None,
) -> Interactions:
    """Return these rows of a log, numbered as before."""
    return Interactions(
        person=log.person[rows],
        item=log.item[rows],
        kind=log.kind[rows],
        happened_at=log.happened_at[rows],
        quantity=(log.quantity if quantity is None else quantity)[rows],
        basket=log.basket[rows],
        persons=log.persons,
        items=log.items,
    )


def before(log: Interactions, moment: float) -> Interactions:
    """Return what happened before a moment (seconds since 1970)."""
    return rows_of(log, log.happened_at < moment)


def of_persons(log: Interactions, persons: NDArray[np.integer], *, now: float) -> Histories:
    """Gather what these persons did before ``now``."""
    rows = np.flatnonzero(log.happened_at < now)
    rows = rows[np.lexsort((-rows, -log.happened_at[rows], log.person[rows]))]
    starts = np.searchsorted(log.person[rows], np.arange(len(log.persons) + 1))
    chosen, owner = ranges(starts.astype(np.int64), np.asarray(persons))
    rows = rows[chosen]
    sizes = np.bincount(owner, minlength=len(persons))
    return Histories(
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        item=log.item[rows],
        age_days=(now - log.happened_at[rows]) / DAY_SECONDS,
        basket=_baskets_back(log.basket[rows], owner),
        quantity=log.quantity[rows],
        person=np.asarray(persons, np.int32),
        n_items=len(log.items),
    )


def of_visits(log: Interactions, rows: NDArray[np.integer]) -> Histories:
    """Gather, for each asked row of the log, what came before it in the same basket; ages count from the newest act.

    This is what a page knew when the act of that row was still to come.
    """
    order = np.lexsort((np.arange(len(log)), log.happened_at, log.basket))
    position = np.empty(len(log), np.int64)
    position[order] = np.arange(len(log))
    basket = log.basket[order]
    begins = np.searchsorted(basket, basket, side="left")
    ends = position[rows]
    sizes = ends - begins[ends]
    owner = np.repeat(np.arange(len(rows)), sizes)
    back = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    acts = order[ends[owner] - 1 - back]
    moment = log.happened_at[order[np.maximum(ends - 1, 0)]]
    return Histories(
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        item=log.item[acts],
        age_days=(moment[owner] - log.happened_at[acts]) / DAY_SECONDS,
        basket=np.zeros(len(acts), np.int32),
        quantity=log.quantity[acts],
        person=np.full(len(rows), UNKNOWN_PERSON, np.int32),
        n_items=len(log.items),
    )


def _baskets_back(basket: NDArray[np.int32], owner: NDArray[np.int64]) -> NDArray[np.int32]:
    """Number each shopper's baskets from the newest ``(m,)``; rows are grouped by shopper, newest first.

    Baskets of one shopper may interleave; each counts from its newest row.
    """
    n_baskets = int(basket.max(initial=0)) + 2
    keys = owner * n_baskets + basket + 1
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    # A basket's number among all, by its newest row; minus the number of its shopper's newest basket.
    by_newest = np.argsort(first, kind="stable")
    number = np.empty(len(first), np.int64)
    number[by_newest] = np.arange(len(first))
    of_row = number[place]
    is_first_row = np.diff(owner, prepend=-1) != 0
    base = np.zeros(int(owner[-1]) + 1 if len(owner) else 0, np.int64)
    base[owner[is_first_row]] = of_row[is_first_row]
    return (of_row - base[owner]).astype(np.int32)
