"""The shop's whole history: visits, page views, carts, orders and searches as one sorted log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from storefront.demo.catalogue import DAY, Catalogue
from storefront.demo.choosing import Positions, Shelves
from storefront.demo.purchases import Lines, make_lines
from storefront.demo.scales import Scale
from storefront.demo.searches import Searches, draw_searches
from storefront.demo.shoppers import Shoppers
from storefront.demo.visits import Visits, make_visits
from storefront.demo.walks import Views, make_views

VIEW, CART, UNCART, PURCHASE = range(4)
_WEIGHTS = np.array([1.0, 3.0, -1.0, 8.0])
"""What each kind of event adds to popularity."""
_HALF_LIFE_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class History:
    """Everything that happened, and the visits and lines it came from."""

    visits: Visits
    views: Views
    lines: Lines
    searches: Searches

    @property
    def n_orders(self) -> int:
        """How many orders were placed."""
        return int(self.lines.order.max(initial=-1)) + 1


@dataclass(frozen=True, slots=True)
class Log:
    """Events as parallel columns, sorted by time."""

    kind: NDArray[np.int8]
    happened_at: NDArray[np.float64]
    shopper: Positions
    product: Positions
    quantity: Positions
    visit: Positions
    order: Positions

    def __len__(self) -> int:
        return len(self.kind)


def make_history(
    catalogue: Catalogue,
    shoppers: Shoppers,
    scale: Scale,
    *,
    now: datetime,
    rng: np.random.Generator,
) -> History:
    """Let the shoppers shop."""
    shelves = Shelves(catalogue)
    visits = make_visits(shoppers, count=scale.n_sessions, now=now, rng=rng)
    views = make_views(catalogue, shelves, shoppers, visits, rng)
    lines = make_lines(catalogue, shelves, shoppers, visits, views, now=now, rng=rng)
    return History(visits, views, lines, draw_searches(visits, rng=rng))


def as_log(history: History) -> Log:
    """Write the history as events: every bought line was also put into the cart; others were taken out again, or left."""
    views, lines = history.views, history.lines
    bought = lines.order >= 0
    removed = ~bought & (np.arange(len(lines)) % 3 == 0)
    parts = (
        _part(VIEW, views.happened_at, history.visits.shopper[views.visit], views.product,
              np.ones(len(views), dtype=np.int64), views.visit, np.full(len(views), -1)),
        _part(CART, lines.happened_at, lines.shopper, lines.product, lines.quantity, lines.visit, lines.order),
        _part(UNCART, lines.happened_at[removed] + 75.0, lines.shopper[removed], lines.product[removed],
              lines.quantity[removed], lines.visit[removed], lines.order[removed]),
        _part(PURCHASE, lines.ordered_at[bought], lines.shopper[bought], lines.product[bought],
              lines.quantity[bought], lines.visit[bought], lines.order[bought]),
    )  # fmt: skip
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[1], kind="stable")
    kind, happened_at, shopper, product, quantity, visit, placed = (
        column[order] for column in columns
    )
    return Log(
        kind.astype(np.int8), happened_at, shopper.astype(np.int64), product.astype(np.int64),
        quantity.astype(np.int64), visit.astype(np.int64), placed.astype(np.int64),
    )  # fmt: skip


def popularity(log: Log, *, n_products: int, now: datetime) -> NDArray[np.float64]:
    """Return the decayed number of events of each product, ``(n_products,)``, purchases weighing most."""
    age_days = (now.timestamp() - log.happened_at) / DAY
    weight = _WEIGHTS[log.kind] * 0.5 ** (age_days / _HALF_LIFE_DAYS)
    return np.maximum(np.bincount(log.product, weight, n_products), 0.0)


def _part(
    kind: int,
    happened_at: NDArray[np.float64],
    shopper: Positions,
    product: Positions,
    quantity: Positions,
    visit: Positions,
    order: Positions,
) -> tuple[NDArray[np.float64], ...]:
    codes = np.full(len(happened_at), kind, dtype=np.float64)
    return tuple(np.asarray(column, dtype=np.float64) for column in
                 (codes, happened_at, shopper, product, quantity, visit, order))  # fmt: skip
