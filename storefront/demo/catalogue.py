"""The assortment as columns: which products there are, who makes them, when they came, how much they appeal.

Texts are made later, product by product (:mod:`storefront.demo.sheets`), so that a large shop needs
little memory and shoppers' behaviour can be drawn without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from storefront.demo.archetypes import ARCHETYPES, POSITION
from storefront.demo.brands import BRANDS
from storefront.demo.prices import draw_prices
from storefront.demo.scales import Scale
from storefront.demo.styles import STYLES
from storefront.demo.taxonomy import TOP, TOP_OF

DAY = 86_400.0
HISTORY_DAYS = 540
"""How far back the shop's history reaches."""
NEW_DAYS = 10
"""Arrivals of the last days have no history at all."""
N_BANDS = 4
"""Price bands within one kind of product."""
LOOK_SIZE = 7
"""Products that look and cost alike; shoppers compare them in one visit."""
N_PAIRS = 2
"""Planted complements of one product."""

DEPARTMENT_OF = np.array(
    [TOP.index(TOP_OF[archetype.shelf]) for archetype in ARCHETYPES], dtype=np.int64
)
"""Archetype to position in :data:`taxonomy.TOP`, ``(n_archetypes,)``."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Products as parallel columns, ``(n,)`` each, sorted so that products of one look stand together.

    The order is archetype, style, price band: each of these, and each look, is a contiguous run.
    """

    archetype: NDArray[np.int16]
    brand: NDArray[np.int16]
    style: NDArray[np.int8]
    band: NDArray[np.int8]
    look: NDArray[np.int32]
    euros: NDArray[np.float64]
    quality: NDArray[np.float32]
    """How good it is, mean 0; reviews and demand follow it."""
    appeal: NDArray[np.float32]
    """How often it is chosen among its kind; 0 for drafts and arrivals without history."""
    published_at: NDArray[np.float64]
    """Seconds since 1970-01-01 UTC."""
    is_draft: NDArray[np.bool_]
    is_new: NDArray[np.bool_]
    dice: NDArray[np.uint64]
    """Where each product's own choices (texts, variants, picture) start."""
    pairs: NDArray[np.int32]
    """``(n, 2)`` planted complements, -1 where there is none."""

    def __len__(self) -> int:
        return len(self.archetype)


def make_catalogue(scale: Scale, *, now: datetime, rng: np.random.Generator) -> Catalogue:
    """Draw the assortment."""
    archetype = _draw_archetypes(scale.n_products, rng)
    brand = _draw_brands(archetype, rng)
    style = _draw_styles(brand, rng)
    levels = np.array([made.level for made in BRANDS])[brand]
    medians = np.array([kind.price for kind in ARCHETYPES])[archetype]
    euros = draw_prices(medians, levels, rng)
    band = _price_bands(archetype, euros)
    order = np.lexsort((rng.random(len(archetype)), band, style, archetype))
    archetype, brand, style = archetype[order], brand[order], style[order]
    band, euros = band[order], euros[order]
    published_at, is_new = _draw_dates(len(order), now, rng)
    is_draft = (rng.random(len(order)) < 0.015) & ~is_new
    quality = rng.normal(0.0, 1.0, len(order)).astype(np.float32)
    appeal = np.exp(rng.normal(0.0, 0.85, len(order)) + 0.35 * quality).astype(np.float32)
    appeal[is_draft | is_new] = 0.0
    return Catalogue(
        archetype=archetype.astype(np.int16),
        brand=brand.astype(np.int16),
        style=style.astype(np.int8),
        band=band.astype(np.int8),
        look=_looks(archetype),
        euros=euros,
        quality=quality,
        appeal=appeal,
        published_at=published_at,
        is_draft=is_draft,
        is_new=is_new,
        dice=rng.integers(0, 2**63, len(order), dtype=np.uint64),
        pairs=_plant_pairs(archetype, style, appeal, rng),
    )


def _draw_archetypes(n_products: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Give every kind at least one product and share the rest by weight."""
    weights = np.array([kind.weight for kind in ARCHETYPES])
    counts = 1 + rng.multinomial(n_products - len(ARCHETYPES), weights / weights.sum())
    return np.repeat(np.arange(len(ARCHETYPES)), counts)


def _draw_brands(archetype: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    brand = np.zeros(len(archetype), dtype=np.int64)
    for department, slug in enumerate(TOP):
        makers = np.array([at for at, made in enumerate(BRANDS) if slug in made.departments])
        share = rng.dirichlet(np.full(len(makers), 2.0))
        here = DEPARTMENT_OF[archetype] == department
        brand[here] = rng.choice(makers, int(here.sum()), p=share)
    return brand


def _draw_styles(brand: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Four products of five are in the style of their brand."""
    codes = [style.code for style in STYLES]
    own = np.array([codes.index(made.style) for made in BRANDS])[brand]
    return np.where(rng.random(len(brand)) < 0.8, own, rng.integers(0, len(STYLES), len(brand)))


def _price_bands(archetype: NDArray[np.int64], euros: NDArray[np.float64]) -> NDArray[np.int64]:
    """Cut the prices of each kind into equal quarters."""
    order = np.lexsort((euros, archetype))
    starts = np.searchsorted(archetype[order], archetype[order], side="left")
    sizes = np.bincount(archetype, minlength=len(ARCHETYPES))[archetype[order]]
    rank = np.arange(len(order)) - starts
    band = np.empty(len(order), dtype=np.int64)
    band[order] = rank * N_BANDS // sizes
    return band


def _looks(archetype: NDArray[np.int64]) -> NDArray[np.int32]:
    """Number runs of at most :data:`LOOK_SIZE` neighbours of one kind; style and price change slowly along the order."""
    rank = np.arange(len(archetype)) - np.searchsorted(archetype, archetype, side="left")
    starts_look = rank % LOOK_SIZE == 0
    return (np.cumsum(starts_look) - 1).astype(np.int32)


def _draw_dates(
    n_products: int, now: datetime, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Open with half the assortment, add the rest over 18 months, four of a hundred in the last days."""
    end = now.timestamp()
    days_ago = np.where(
        rng.random(n_products) < 0.5,
        HISTORY_DAYS + rng.random(n_products) * 6,
        NEW_DAYS + 15 + rng.random(n_products) * (HISTORY_DAYS - NEW_DAYS - 15),
    )
    is_new = rng.random(n_products) < 0.04
    days_ago = np.where(is_new, 0.2 + rng.random(n_products) * (NEW_DAYS - 0.4), days_ago)
    return np.floor(end - days_ago * DAY), is_new


def _plant_pairs(
    archetype: NDArray[np.int64],
    style: NDArray[np.int64],
    appeal: NDArray[np.float32],
    rng: np.random.Generator,
) -> NDArray[np.int32]:
    """Give three products of five one or two complements of the kinds that go with theirs, in their style if possible."""
    pairs = np.full((len(archetype), N_PAIRS), -1, dtype=np.int32)
    has_pairs = (rng.random(len(archetype)) < 0.6) & (appeal > 0)
    starts = np.searchsorted(archetype, np.arange(len(ARCHETYPES) + 1))
    for at, kind in enumerate(ARCHETYPES):
        mine = np.arange(starts[at], starts[at + 1])[has_pairs[starts[at] : starts[at + 1]]]
        others = [code for code in kind.complements if code != kind.code][:N_PAIRS]
        for column, code in enumerate(others):
            other = POSITION[code]
            pool = np.arange(starts[other], starts[other + 1])
            pairs[mine, column] = _choose_matching(mine, pool, style, appeal, rng)
    second = rng.random(len(archetype)) < 0.45
    pairs[~second, 1] = -1
    return pairs


def _choose_matching(
    mine: NDArray[np.int64],
    pool: NDArray[np.int64],
    style: NDArray[np.int64],
    appeal: NDArray[np.float32],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Choose one of the pool for each, the same style first, more appealing ones more often; -1 if none can be sold."""
    chosen = np.full(len(mine), -1, dtype=np.int64)
    pool = pool[appeal[pool] > 0]
    if not len(pool):
        return chosen
    for look in range(len(STYLES)):
        rows = np.flatnonzero(style[mine] == look)
        matching = pool[style[pool] == look]
        candidates = matching if len(matching) else pool
        weights = np.sqrt(appeal[candidates].astype(np.float64))
        chosen[rows] = rng.choice(candidates, len(rows), p=weights / weights.sum())
    return chosen
