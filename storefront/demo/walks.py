"""What shoppers look at: a walk from the product they came for to its likes, neighbours and complements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storefront.demo.catalogue import Catalogue
from storefront.demo.choosing import Positions, Shelves, draw_rows
from storefront.demo.shoppers import Shoppers
from storefront.demo.visits import Visits, intents

MOST_VIEWS = 14
_STOP = 0.24
"""Chance to leave after each page: four pages a visit on average."""

# Where the next page comes from; what is left over starts again from the shopper's taste.
_SAME_LOOK, _SAME_KIND, _MAKER, _COMPLEMENT = 0.46, 0.66, 0.74, 0.84


@dataclass(frozen=True, slots=True)
class Views:
    """Product pages opened, sorted by visit and time within it."""

    visit: Positions
    product: Positions
    happened_at: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.visit)


def make_views(
    catalogue: Catalogue,
    shelves: Shelves,
    shoppers: Shoppers,
    visits: Visits,
    rng: np.random.Generator,
) -> Views:
    """Walk every visit at once, page by page."""
    n = len(visits)
    at = visits.started_at.copy()
    current = _first_pages(shelves, shoppers, visits, rng)
    seen: list[tuple[Positions, Positions, NDArray[np.float64]]] = []
    alive = np.flatnonzero(current >= 0)
    for _ in range(MOST_VIEWS):
        seen.append((alive, current[alive], at[alive].copy()))
        alive = alive[rng.random(len(alive)) >= _STOP]
        if not len(alive):
            break
        at[alive] += 8.0 + rng.lognormal(3.4, 0.8, len(alive))
        following = _next_pages(catalogue, shelves, shoppers, visits, alive, current[alive], rng)
        stays = ~shelves.on_sale(following, at[alive])
        current[alive] = np.where(stays, current[alive], following)
    visit, product, moment = (np.concatenate(column) for column in zip(*seen, strict=True))
    return _once_per_visit(visit, product, moment, n)


def _first_pages(
    shelves: Shelves, shoppers: Shoppers, visits: Visits, rng: np.random.Generator
) -> Positions:
    """Open a product of the wanted kind in one's taste; a favourite maker's in one case of five."""
    first = by_taste(shelves, shoppers, visits.shopper, visits.kind, rng)
    favourite = shoppers.brands[visits.shopper, rng.integers(0, 2, len(visits))].astype(np.int64)
    loyal = shelves.of_maker(visits.kind, favourite, rng)
    first = np.where((rng.random(len(visits)) < 0.2) & (loyal >= 0), loyal, first)
    for _ in range(4):
        missing = np.flatnonzero(~shelves.on_sale(first, visits.started_at))
        first[missing] = shelves.of_kind(visits.kind[missing], rng)
    return np.where(shelves.on_sale(first, visits.started_at), first, -1)


def by_taste(
    shelves: Shelves,
    shoppers: Shoppers,
    shopper: Positions,
    kind: Positions,
    rng: np.random.Generator,
) -> Positions:
    """Draw a product of each kind in the style and price band of the shopper."""
    style = draw_rows(shoppers.style_taste[shopper], rng)
    band = draw_rows(shoppers.band_taste[shopper], rng)
    return shelves.in_taste(kind, style, band, rng)


def _next_pages(
    catalogue: Catalogue,
    shelves: Shelves,
    shoppers: Shoppers,
    visits: Visits,
    alive: Positions,
    current: Positions,
    rng: np.random.Generator,
) -> Positions:
    shopper = visits.shopper[alive]
    kind = shelves.kind_of[current]
    roll = rng.random(len(alive))
    following = shelves.in_look_of(current, rng)
    same_kind = by_taste(shelves, shoppers, shopper, kind, rng)
    following = np.where(roll < _SAME_LOOK, following, same_kind)
    maker = shelves.of_maker(kind, catalogue.brand[current].astype(np.int64), rng)
    following = np.where((roll >= _SAME_KIND) & (roll < _MAKER), maker, following)
    complement = catalogue.pairs[current, rng.integers(0, catalogue.pairs.shape[1], len(alive))]
    following = np.where((roll >= _MAKER) & (roll < _COMPLEMENT), complement, following)
    elsewhere = np.flatnonzero(roll >= _COMPLEMENT)
    wanted = intents(shoppers, shopper[elsewhere], visits.month[alive[elsewhere]], rng)
    following[elsewhere] = by_taste(shelves, shoppers, shopper[elsewhere], wanted, rng)
    return following


def _once_per_visit(
    visit: Positions, product: Positions, moment: NDArray[np.float64], n_visits: int
) -> Views:
    """Keep the first view of each product in a visit, in the order of visits and time."""
    order = np.lexsort((moment, product, visit))
    visit, product, moment = visit[order], product[order], moment[order]
    repeated = np.zeros(len(visit), dtype=bool)
    repeated[1:] = (visit[1:] == visit[:-1]) & (product[1:] == product[:-1])
    visit, product, moment = visit[~repeated], product[~repeated], moment[~repeated]
    order = np.lexsort((moment, visit))
    return Views(visit[order], product[order], moment[order])
