"""The two questions: what does a returning customer buy next, and what does a visit click next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommendations.evaluation.scopes import Scope, relevant
from recommendations.evaluation.splits import NothingToEvaluate, Split, sample
from recommendations.features import histories
from recommendations.features.histories import Histories
from recommendations.features.tables import Table
from recommendations.vocabulary import Interactions

FEW = 3
"""Shoppers with one to three events are a slice of their own."""
HEAD_SHARE = 0.2
"""The most popular fifth of the catalogue is the head, the rest the tail."""


@dataclass(frozen=True, slots=True)
class View:
    """One question about the same lists: within which scope, and what would have been right."""

    name: str
    scope: Scope
    truth: Table
    """``(n, n_items)``; shoppers without any true item do not count."""


@dataclass(frozen=True, slots=True)
class Task:
    """Shoppers at a moment, what was known of them and of everyone, and what they did next."""

    name: str
    past: Interactions
    """What systems learn from."""
    now: float
    until: float
    shoppers: Histories
    unit: NDArray[np.int32]
    """``(n,)`` what a bootstrap draws together: the person, or the visit of a click."""
    truth: Table
    """``(n, n_items)`` what each shopper did next, whatever the view."""
    views: tuple[View, ...]
    """The first one is the headline."""

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Every scope that some view needs."""
        return tuple(dict.fromkeys(view.scope for view in self.views))


def orders(split: Split, *, most_shoppers: int, rng: np.random.Generator) -> Task:
    """Ask what customers with an earlier order buy within the horizon; newcomers are a slice of their own.

    ``split`` holds purchases. Raises: NothingToEvaluate: if no customer bought on both sides of the cut.
    """
    past = histories.distinct_lines(split.past)
    future = histories.distinct_lines(histories.rows_of(split.log, split.is_asked))
    buyers = np.unique(future.person)
    returning = sample(np.intersect1d(past.person, buyers), most_shoppers, rng)
    if len(returning) == 0:
        raise NothingToEvaluate(
            "Nobody bought both before the cut and within the horizon after it: foretelling needs customers "
            "who come back. Give a longer history, or choose another --cut or --horizon-days."
        )
    newcomers = sample(np.setdiff1d(buyers, past.person), most_shoppers, rng)
    persons = np.concatenate([returning, newcomers])
    shoppers = histories.of_persons(past, persons, now=split.now)
    truth = ones(histories.of_persons(future, persons, now=split.until).table())
    return Task(
        name="orders",
        past=past,
        now=split.now,
        until=split.until,
        shoppers=shoppers,
        unit=persons.astype(np.int32),
        truth=truth,
        views=tuple(_order_views(past, shoppers, truth, n_returning=len(returning))),
    )


def _order_views(
    past: Interactions, shoppers: Histories, truth: Table, *, n_returning: int
) -> Iterator[View]:
    n_orders = np.zeros(len(shoppers), np.int64)
    np.maximum.at(n_orders, shoppers.owner, shoppers.basket + 1)
    bought = truth.kept(truth.rows < n_returning)
    yield View("all", Scope.ALL, bought)
    yield View("discover", Scope.NEW, relevant(bought, shoppers, Scope.NEW))
    yield View("repeat", Scope.OWNED, relevant(bought, shoppers, Scope.OWNED))
    yield View(f"1-{FEW} orders", Scope.ALL, bought.kept(n_orders[bought.rows] <= FEW))
    yield View(f"{FEW + 1}+ orders", Scope.ALL, bought.kept(n_orders[bought.rows] > FEW))
    yield View("newcomers", Scope.ALL, truth.kept(truth.rows >= n_returning))
    yield from _head_and_tail(past, bought, Scope.ALL)


def clicks(split: Split, *, most_shoppers: int, rng: np.random.Generator) -> Task:
    """Ask for the next click of every visit after the cut; the item looked at is hidden, as on its page.

    ``split`` holds looks. Raises: NothingToEvaluate: if no visit goes on after the cut.
    """
    log = split.log
    order = np.lexsort((np.arange(len(log)), log.happened_at, log.basket))
    goes_on = np.zeros(len(log), np.bool_)
    goes_on[order[1:]] = log.basket[order[1:]] == log.basket[order[:-1]]
    asked = np.flatnonzero(goes_on & split.is_asked & (log.basket >= 0))
    if len(asked) == 0:
        raise NothingToEvaluate(
            "No visit goes on after the cut: foretelling needs visits of at least two clicks. If the file "
            "tells visits apart in another column, name it with --map Theirs=session."
        )
    visits = sample(np.unique(log.basket[asked]), most_shoppers, rng)
    asked = asked[np.isin(log.basket[asked], visits)]
    asked = asked[np.lexsort((asked, log.happened_at[asked], log.basket[asked]))]
    shoppers = histories.of_visits(log, asked)
    n = len(asked)
    following = Table.of(np.arange(n), log.item[asked], np.ones(n), (n, shoppers.n_items))
    return Task(
        name="clicks",
        past=split.past,
        now=split.now,
        until=split.until,
        shoppers=shoppers,
        unit=log.basket[asked],
        truth=following,
        views=tuple(_click_views(split.past, shoppers, following, log.basket[asked])),
    )


def _click_views(
    past: Interactions,
    shoppers: Histories,
    following: Table,
    visit: NDArray[np.int32],
) -> Iterator[View]:
    after_this = relevant(following, shoppers, Scope.BUT_LAST)
    clicks_so_far = shoppers.sizes[after_this.rows]
    yield View("all", Scope.BUT_LAST, after_this)
    yield View("last allowed", Scope.ALL, following)
    yield View("discover", Scope.NEW, relevant(following, shoppers, Scope.NEW))
    yield View("repeat", Scope.OWNED, relevant(following, shoppers, Scope.OWNED))
    rest = relevant(_rest_of_visit(following, visit), shoppers, Scope.BUT_LAST)
    yield View("rest of visit", Scope.BUT_LAST, rest)
    yield View("1 click", Scope.BUT_LAST, after_this.kept(clicks_so_far == 1))
    is_few = (clicks_so_far > 1) & (clicks_so_far <= FEW)
    yield View(f"2-{FEW} clicks", Scope.BUT_LAST, after_this.kept(is_few))
    yield View(f"{FEW + 1}+ clicks", Scope.BUT_LAST, after_this.kept(clicks_so_far > FEW))
    yield from _head_and_tail(past, after_this, Scope.BUT_LAST)


def _rest_of_visit(following: Table, visit: NDArray[np.int32]) -> Table:
    """Return the distinct items of this and all later clicks of the visit; rows are grouped by visit, in time order."""
    n, clicked = len(visit), following.columns
    ends = np.searchsorted(visit, visit, side="right")
    counts = ends - np.arange(n)
    owner = np.repeat(np.arange(n), counts)
    later = owner + np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return ones(Table.of(owner, clicked[later], np.ones(len(owner)), (n, following.n_columns)))


def _head_and_tail(past: Interactions, truth: Table, scope: Scope) -> Iterator[View]:
    """Ask the headline question for popular and for rare items apart, and for those nobody touched before."""
    touched = np.bincount(past.item, minlength=truth.n_columns)
    known = np.flatnonzero(touched)
    by_popularity = known[np.argsort(-touched[known], kind="stable")]
    is_head = np.zeros(truth.n_columns, np.bool_)
    is_head[by_popularity[: round(HEAD_SHARE * len(known))]] = True
    yield View("head items", scope, truth.kept(is_head[truth.columns]))
    yield View("tail items", scope, truth.kept(~is_head[truth.columns]))
    yield View("cold items", scope, truth.kept(touched[truth.columns] == 0))


def ones(table: Table) -> Table:
    """Return the same cells, each worth 1."""
    return table.weighted(np.ones(len(table.columns)))
