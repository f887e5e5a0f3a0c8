"""Puts the candidates of a row into order: a learned ranker where there is one, else the weighted blend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from recommendations.blending import mmr
from recommendations.blending.weighted import Blend
from recommendations.serving.budget import Budget, guarded
from recommendations.serving.bundle import Bundle
from recommendations.serving.plan import Plan
from recommendations.vocabulary import Context

POOL = 2
"""MMR chooses among so many times what is proposed: the best of the order."""


@dataclass(frozen=True, slots=True)
class Order:
    """Rows of a blend, best first, and what each is worth."""

    rows: NDArray[np.intp]
    scores: NDArray[np.float32]
    """``(len(rows),)`` the ranker's chance of a hit, or the sum of the blend's shares."""
    ranker: str
    """Which ranker scored, empty for the weighted blend."""
    is_whole: bool
    """Whether the ranker that the plan names was asked, if there is one."""


def order(
    plan: Plan,
    mixed: Blend,
    context: Context,
    *,
    bundle: Bundle,
    budget: Budget,
    limit: int,
    now: datetime,
) -> Order:
    """Return the best ``limit`` rows by worth and variety."""
    learned = _learned(plan, mixed, context, bundle=bundle, budget=budget, now=now)
    worth = mixed.scores if learned is None else learned
    best = np.argsort(-worth, kind="stable")[: POOL * limit]
    rows = best[_varied(plan, mixed.take(best), worth[best], bundle, limit=limit)]
    return Order(
        rows=rows,
        scores=worth[rows],
        ranker=plan.ranker if learned is not None else "",
        is_whole=learned is not None or plan.ranker not in bundle.rankers or not context.acts,
    )


def _learned(
    plan: Plan,
    mixed: Blend,
    context: Context,
    *,
    bundle: Bundle,
    budget: Budget,
    now: datetime,
) -> NDArray[np.float32] | None:
    """Return the ranker's scores ``(n,)``; None where there is none, or it rests, fails, or would be late.

    A history without dates, as a program may tell it, is none that a ranker has learned to read.
    """
    ranker = bundle.rankers.get(plan.ranker)
    if ranker is None or not context.acts or not len(mixed):
        return None
    return guarded(
        lambda: ranker.scores(context, mixed.item_ids, now=now.timestamp()),
        kind="ranker",
        name=plan.ranker,
        breaker=bundle.breakers[plan.ranker],
        budget=budget,
    )


def _varied(
    plan: Plan, mixed: Blend, worth: NDArray[np.float32], bundle: Bundle, *, limit: int
) -> NDArray[np.intp]:
    """Return the places to show, by maximal marginal relevance where the plan asks for variety.

    The weight of sameness is a part of the best item's worth, so that it means the same for
    probabilities of a few percent and for a blend that adds up to one.
    """
    content = bundle.content
    if plan.sameness_weight <= 0 or content is None or not len(mixed):
        return np.arange(min(limit, len(mixed)))
    highest = float(worth.max())
    return mmr.select(
        worth / np.float32(highest) if highest > 0 else worth,
        content.vectors_of(mixed.item_ids),
        sameness_weight=plan.sameness_weight,
        limit=limit,
    )
