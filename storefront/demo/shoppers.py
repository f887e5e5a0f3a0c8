"""Who shops here: tastes, budgets, favourite makers, how often they come and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from storefront.demo.archetypes import ARCHETYPES, POSITION
from storefront.demo.brands import BRANDS
from storefront.demo.catalogue import DAY, DEPARTMENT_OF, HISTORY_DAYS, N_BANDS
from storefront.demo.scales import Scale
from storefront.demo.styles import STYLES
from storefront.demo.taxonomy import TOP

SHOWN = 0
"""The shopper whose account visitors of the demo may use."""

_SHOWN_DEPARTMENTS = {"kitchen": 0.5, "stationery": 0.25, "lighting": 0.15}
_SHOWN_KINDS = ("coffee-beans", "mug", "french-press", "notebook", "desk-lamp", "fountain-pen")


@dataclass(frozen=True, slots=True)
class Shoppers:
    """Shoppers as parallel columns, ``(n, …)``; taste rows sum to 1."""

    kind_taste: NDArray[np.float32]
    """``(n, n_archetypes)``: which kinds of products they come for."""
    style_taste: NDArray[np.float32]
    """``(n, n_styles)``."""
    band_taste: NDArray[np.float32]
    """``(n, 4)``: which price bands they buy from; a budget."""
    brands: NDArray[np.int16]
    """``(n, 2)`` favourite makers."""
    activity: NDArray[np.float64]
    """Share of all visits; heavy-tailed."""
    first_seen_at: NDArray[np.float64]
    has_account: NDArray[np.bool_]
    is_gifting: NDArray[np.float32]
    """How strongly December shows, around 1."""

    def __len__(self) -> int:
        return len(self.activity)


def make_shoppers(scale: Scale, *, now: datetime, rng: np.random.Generator) -> Shoppers:
    """Draw the shoppers; two of three have an account, the first is the one shown to visitors of the demo."""
    n = scale.n_shoppers
    has_account = rng.random(n) < 0.67
    activity = np.minimum(rng.pareto(1.9, n) + 0.25, 25.0)
    activity = np.where(has_account, activity, activity * 0.45)
    days_ago = HISTORY_DAYS * np.where(rng.random(n) < 0.3, 1.0, rng.random(n) ** 0.8)
    style_taste = rng.dirichlet(np.full(len(STYLES), 0.3), n).astype(np.float32)
    kind_taste = _kind_taste(n, rng)
    band_taste = _band_taste(rng.beta(2.0, 2.0, n) * (N_BANDS - 1), n)
    has_account[SHOWN] = True
    activity[SHOWN] = np.quantile(activity, 0.985)
    days_ago[SHOWN] = HISTORY_DAYS * 0.9
    kind_taste[SHOWN] = _shown_taste()
    style_taste[SHOWN] = [0.6 if style.code == "nordic" else 0.4 / 7 for style in STYLES]
    return Shoppers(
        kind_taste=kind_taste,
        style_taste=style_taste,
        band_taste=band_taste,
        brands=_favourite_brands(kind_taste, style_taste, rng),
        activity=activity / activity.sum(),
        first_seen_at=now.timestamp() - days_ago * DAY,
        has_account=has_account,
        is_gifting=rng.lognormal(0.0, 0.5, n).astype(np.float32),
    )


def _kind_taste(n: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Favour a few departments, and within them a few kinds."""
    departments = rng.dirichlet(np.full(len(TOP), 0.28), n).astype(np.float32)
    demand = np.array([kind.demand for kind in ARCHETYPES], dtype=np.float32)
    within = demand * np.exp(rng.normal(0.0, 0.8, (n, len(ARCHETYPES))).astype(np.float32))
    taste = (departments[:, DEPARTMENT_OF] + 0.004) * within
    return np.asarray(taste / taste.sum(axis=1, keepdims=True), dtype=np.float32)


def _shown_taste() -> NDArray[np.float32]:
    taste = np.full(len(ARCHETYPES), 0.02, dtype=np.float32)
    for slug, share in _SHOWN_DEPARTMENTS.items():
        here = np.equal(DEPARTMENT_OF, TOP.index(slug))
        taste[here] += share / here.sum() * 4
    taste[[POSITION[code] for code in _SHOWN_KINDS]] *= 4.0
    return np.asarray(taste / taste.sum(), dtype=np.float32)


def _band_taste(budget: NDArray[np.float64], n: int) -> NDArray[np.float32]:
    distance = np.abs(np.arange(N_BANDS)[None, :] - budget[:, None])
    weight = np.exp(-(distance**2) / 0.9)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True), dtype=np.float32)


def _favourite_brands(
    kind_taste: NDArray[np.float32], style_taste: NDArray[np.float32], rng: np.random.Generator
) -> NDArray[np.int16]:
    """Choose two makers each that work for the favourite department, in a liked style if possible."""
    codes = [style.code for style in STYLES]
    styles = np.array([codes.index(brand.style) for brand in BRANDS])
    works = np.array(
        [[slug in brand.departments for brand in BRANDS] for slug in TOP], dtype=np.float32
    )
    shares = np.stack(
        [kind_taste[:, np.equal(DEPARTMENT_OF, at)].sum(axis=1) for at in range(len(TOP))], axis=1
    )
    weight = (shares @ works) * (style_taste[:, styles] + 0.05)
    draw = np.log(weight + 1e-9) + rng.gumbel(size=weight.shape)
    return np.argsort(-draw, axis=1)[:, :2].astype(np.int16)
