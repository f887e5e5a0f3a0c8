"""Draws products the way shoppers pick them: more appealing ones more often, within a shelf they look at."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray

from storefront.demo.archetypes import ARCHETYPES
from storefront.demo.brands import BRANDS
from storefront.demo.catalogue import N_BANDS, Catalogue
from storefront.demo.styles import STYLES

Positions = NDArray[np.int64]
_N_CELLS = len(ARCHETYPES) * len(STYLES) * N_BANDS


class Run:
    """Contiguous groups of one ordering of the products, drawn from in proportion to appeal."""

    def __init__(
        self, order: Positions, group: Positions, n_groups: int, appeal: NDArray[np.float64]
    ) -> None:
        self._order = order
        self._running = np.concatenate([[0.0], np.cumsum(appeal[order])])
        self._bounds = np.searchsorted(group[order], np.arange(n_groups + 1))

    def draw(self, groups: Positions, rng: np.random.Generator) -> Positions:
        """Return one product of each group, -1 where a group has nothing that sells."""
        low = self._running[self._bounds[groups]]
        high = self._running[self._bounds[groups + 1]]
        at = (
            np.searchsorted(
                self._running, low + rng.random(len(groups)) * (high - low), side="right"
            )
            - 1
        )
        chosen = self._order[np.clip(at, 0, len(self._order) - 1)]
        return np.where(high > low, chosen, -1)


class Shelves:
    """The products grouped as shoppers look at them: by look, by style and price, by kind, by maker."""

    def __init__(self, catalogue: Catalogue) -> None:
        n = len(catalogue)
        appeal = catalogue.appeal.astype(np.float64)
        as_is = np.arange(n)
        self.kind_of = catalogue.archetype.astype(np.int64)
        self.style_of = catalogue.style.astype(np.int64)
        self.band_of = catalogue.band.astype(np.int64)
        self.look_of = catalogue.look.astype(np.int64)
        self.published_at = catalogue.published_at
        cell = self.cell(self.kind_of, self.style_of, self.band_of)
        maker = self.kind_of * len(BRANDS) + catalogue.brand
        self._look = Run(as_is, self.look_of, int(self.look_of[-1]) + 1, appeal)
        self._cell = Run(as_is, cell, _N_CELLS, appeal)
        self._style = Run(as_is, cell // N_BANDS, _N_CELLS // N_BANDS, appeal)
        self._kind = Run(as_is, self.kind_of, len(ARCHETYPES), appeal)
        self._maker = Run(
            np.argsort(maker, kind="stable"), maker, len(ARCHETYPES) * len(BRANDS), appeal
        )

    @classmethod
    def of(cls, catalogue: Catalogue) -> Self:
        """Group a catalogue."""
        return cls(catalogue)

    @staticmethod
    def cell(kind: Positions, style: Positions, band: Positions) -> Positions:
        """Number the shelf of one kind, style and price band."""
        return (kind * len(STYLES) + style) * N_BANDS + band

    def in_look_of(self, products: Positions, rng: np.random.Generator) -> Positions:
        """Draw a product that looks like each of these."""
        return self._look.draw(self.look_of[products], rng)

    def in_taste(
        self, kind: Positions, style: Positions, band: Positions, rng: np.random.Generator
    ) -> Positions:
        """Draw by kind, style and band; where that shelf is bare by kind and style, then by kind alone."""
        cell = self.cell(kind, style, band)
        chosen = self._cell.draw(cell, rng)
        chosen = np.where(chosen < 0, self._style.draw(cell // N_BANDS, rng), chosen)
        return np.where(chosen < 0, self._kind.draw(kind, rng), chosen)

    def of_kind(self, kind: Positions, rng: np.random.Generator) -> Positions:
        """Draw any product of a kind."""
        return self._kind.draw(kind, rng)

    def of_maker(self, kind: Positions, brand: Positions, rng: np.random.Generator) -> Positions:
        """Draw a product of a kind by one maker, -1 where there is none."""
        return self._maker.draw(kind * len(BRANDS) + brand, rng)

    def on_sale(self, products: Positions, at: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether each product existed in the shop at that moment."""
        return (products >= 0) & (self.published_at[np.maximum(products, 0)] <= at)


def draw_rows(weights: NDArray[np.float32], rng: np.random.Generator) -> Positions:
    """Draw one column per row of ``(n, m)`` weights, in proportion; rows need not sum to 1."""
    running = np.cumsum(weights, axis=1)
    threshold = rng.random((len(weights), 1)).astype(np.float32) * running[:, -1:]
    return np.asarray(np.minimum((running <= threshold).sum(axis=1), weights.shape[1] - 1))
