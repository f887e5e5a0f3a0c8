"""What shoppers buy: what they viewed and liked, what goes with it, and what is used up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from storefront.demo.archetypes import ARCHETYPES, POSITION
from storefront.demo.catalogue import DAY, Catalogue
from storefront.demo.choosing import Positions, Shelves
from storefront.demo.shoppers import Shoppers
from storefront.demo.visits import Visits
from storefront.demo.walks import Views

PAIR_CHANCE = 0.42
"""How often a planted complement is bought with its product."""
_KIND_CHANCE = 0.09
"""How often any product of a complementary kind is added."""
_REBUY_CHANCE = 0.68
_MOST_REBUYS = 14

_REBUY_DAYS = np.array([kind.rebuy_days for kind in ARCHETYPES], dtype=np.float64)
_SEVERAL = np.array([kind.several for kind in ARCHETYPES])
_COMPLEMENT_KINDS = [
    np.array([POSITION[code] for code in kind.complements], dtype=np.int64) for kind in ARCHETYPES
]


@dataclass(frozen=True, slots=True)
class Lines:
    """Things put into the cart, sorted by order and time; ``order`` is -1 where nothing was bought."""

    visit: Positions
    """The visit, or -1 for a re-order without browsing."""
    order: Positions
    shopper: Positions
    product: Positions
    quantity: Positions
    happened_at: NDArray[np.float64]
    ordered_at: NDArray[np.float64]
    """When the order was placed; nan where nothing was bought."""

    def __len__(self) -> int:
        return len(self.visit)


def make_lines(
    catalogue: Catalogue,
    shelves: Shelves,
    shoppers: Shoppers,
    visits: Visits,
    views: Views,
    *,
    now: datetime,
    rng: np.random.Generator,
) -> Lines:
    """Fill carts from views, place the orders, and let consumables be bought again."""
    chosen = _carted_views(catalogue, shoppers, visits, views, rng)
    visit, product, at = views.visit[chosen], views.product[chosen], views.happened_at[chosen] + 6.0
    extra_visit, extra, extra_at = _complements(catalogue, shelves, visit, product, at, rng)
    visit, product = np.concatenate([visit, extra_visit]), np.concatenate([product, extra])
    at = np.concatenate([at, extra_at])
    visit, product, at = _once(visit, product, at)
    buys = (rng.random(len(visits)) < 0.6)[visit]
    keeps = buys & (rng.random(len(visit)) < 0.93)
    last = np.zeros(len(visits))
    np.maximum.at(last, visit, at)
    ordered_at = np.where(
        keeps, last[visit] + 90.0 + rng.random(len(visits))[visit] * 240.0, np.nan
    )
    first = Lines(
        visit=visit,
        order=np.where(keeps, visit, -1),
        shopper=visits.shopper[visit],
        product=product,
        quantity=_quantities(shelves.kind_of[product], rng),
        happened_at=at,
        ordered_at=ordered_at,
    )
    return _numbered(_with_rebuys(first, shelves, len(visits), now.timestamp(), rng))


def _carted_views(
    catalogue: Catalogue, shoppers: Shoppers, visits: Visits, views: Views, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Decide by how well a product fits taste and budget; what was viewed for long is liked more."""
    shopper = visits.shopper[views.visit]
    style = shoppers.style_taste[shopper, catalogue.style[views.product]]
    band = shoppers.band_taste[shopper, catalogue.band[views.product]]
    fit = 0.35 + 1.1 * style + 0.9 * band + 0.08 * catalogue.quality[views.product]
    dear = np.clip(60.0 / (catalogue.euros[views.product] + 25.0), 0.25, 1.15)
    return np.asarray(rng.random(len(views)) < 0.3 * fit * dear**0.5)


def _complements(
    catalogue: Catalogue,
    shelves: Shelves,
    visit: Positions,
    product: Positions,
    at: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[Positions, Positions, NDArray[np.float64]]:
    """Add planted complements often and other products of complementary kinds now and then."""
    visits, products, moments = [], [], []
    for column in range(catalogue.pairs.shape[1]):
        pair = catalogue.pairs[product, column].astype(np.int64)
        rows = np.flatnonzero((rng.random(len(product)) < PAIR_CHANCE) & shelves.on_sale(pair, at))
        visits.append(visit[rows])
        products.append(pair[rows])
        moments.append(at[rows] + 20.0 + rng.random(len(rows)) * 60.0)
    rows = np.flatnonzero(rng.random(len(product)) < _KIND_CHANCE)
    kinds = shelves.kind_of[product[rows]]
    wanted = np.array(
        [_COMPLEMENT_KINDS[kind][pick % len(_COMPLEMENT_KINDS[kind])] for kind, pick in
         zip(kinds, rng.integers(0, 60, len(rows)), strict=True)], dtype=np.int64,
    )  # fmt: skip
    other = shelves.of_kind(wanted, rng)
    fine = shelves.on_sale(other, at[rows])
    visits.append(visit[rows][fine])
    products.append(other[fine])
    moments.append(at[rows][fine] + 40.0)
    return np.concatenate(visits), np.concatenate(products), np.concatenate(moments)


def _once(
    visit: Positions, product: Positions, at: NDArray[np.float64]
) -> tuple[Positions, Positions, NDArray[np.float64]]:
    """Keep each product once a visit."""
    order = np.lexsort((at, product, visit))
    visit, product, at = visit[order], product[order], at[order]
    keep = np.ones(len(visit), dtype=bool)
    keep[1:] = (visit[1:] != visit[:-1]) | (product[1:] != product[:-1])
    return visit[keep], product[keep], at[keep]


def _quantities(kind: Positions, rng: np.random.Generator) -> Positions:
    several = rng.choice(
        np.array([1, 1, 2, 2, 4, 6]), len(kind), p=[0.3, 0.2, 0.2, 0.15, 0.1, 0.05]
    )
    return np.where(_SEVERAL[kind], several, 1).astype(np.int64)


def _with_rebuys(
    lines: Lines, shelves: Shelves, n_visits: int, end: float, rng: np.random.Generator
) -> Lines:
    """Let what is used up be bought again around its interval, round after round, each as an order of its own."""
    rounds = [lines]
    latest = _bought(lines, np.ones(len(lines), dtype=bool))
    next_order = n_visits
    for _ in range(_MOST_REBUYS):
        days = _REBUY_DAYS[shelves.kind_of[latest.product]]
        again = (days > 0) & (rng.random(len(latest)) < _REBUY_CHANCE)
        at = latest.ordered_at + days * DAY * rng.lognormal(0.0, 0.22, len(latest))
        again &= at < end - 2 * 3_600.0
        if not again.any():
            break
        count = int(again.sum())
        latest = Lines(
            visit=np.full(count, -1, dtype=np.int64),
            order=next_order + np.arange(count),
            shopper=latest.shopper[again],
            product=latest.product[again],
            quantity=latest.quantity[again],
            happened_at=at[again] - 150.0,
            ordered_at=at[again],
        )
        next_order += count
        rounds.append(latest)
    return _joined(rounds)


def _bought(lines: Lines, rows: NDArray[np.bool_]) -> Lines:
    return _taken(lines, rows & (lines.order >= 0))


def _taken(lines: Lines, rows: NDArray[np.bool_] | Positions) -> Lines:
    return Lines(
        lines.visit[rows], lines.order[rows], lines.shopper[rows], lines.product[rows],
        lines.quantity[rows], lines.happened_at[rows], lines.ordered_at[rows],
    )  # fmt: skip


def _joined(parts: list[Lines]) -> Lines:
    return Lines(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Lines.__slots__)
    )


def _numbered(lines: Lines) -> Lines:
    """Number the orders from 0 in the order of their time; lines sorted by order, then time."""
    bought = lines.order >= 0
    old, first = np.unique(lines.order[bought], return_index=True)
    rank = np.empty(len(old), dtype=np.int64)
    rank[np.argsort(lines.ordered_at[bought][first], kind="stable")] = np.arange(len(old))
    order = np.full(len(lines), -1, dtype=np.int64)
    order[bought] = rank[np.searchsorted(old, lines.order[bought])]
    renumbered = Lines(
        lines.visit,
        order,
        lines.shopper,
        lines.product,
        lines.quantity,
        lines.happened_at,
        lines.ordered_at,
    )
    return _taken(renumbered, np.lexsort((lines.happened_at, order)))
