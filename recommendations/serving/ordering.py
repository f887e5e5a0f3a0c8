"""Puts the candidates of a row into order: a learned ranker where there is one, else the weighted blend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from recommendations.blending import mmr
from recommendations.blending.weighted import Blend
from recommendations.ranking.ranker import Ranker
from recommendations.serving.budget import Budget, guarded
from recommendations.serving.bundle import Bundle
from recommendations.serving.plan import Plan
from recommendations.vocabulary import Context

RANKED = 250
"""So many candidates are put in order, the best of the blend; a row has never been seen to need the others."""
NEIGHBOURS = 10
"""So many known candidates around a product that the ranker never saw say what it may be worth."""
POOL = 2
"""MMR chooses among so many times what is proposed: the best of the order."""


@dataclass(frozen=True, slots=True)
class Order:
    """Rows of a blend, best first, and what each is worth."""

    rows: NDArray[np.intp]
    scores: NDArray[np.float32]
    """``(len(rows),)`` the ranker's chance of a hit, or the sum of the blend's shares; what the ranker
    never saw has the mean chance of those beside it in the blend."""
    ranker: str
    """Which ranker scored, empty for the weighted blend."""
    is_whole: bool
    """Whether the ranker whose turn it is was asked, if there is one."""


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
    mixed = mixed.take(np.arange(min(len(mixed), RANKED)))
    ranker = _ranker_for(plan, context, bundle=bundle, now=now) if len(mixed) else None
    learned = (
        _learned(ranker, mixed, context, bundle=bundle, budget=budget, now=now) if ranker else None
    )
    worth = mixed.scores if learned is None else learned
    best = np.argsort(-worth, kind="stable")[: POOL * limit]
    rows = best[_varied(plan, mixed.take(best), worth[best], bundle, limit=limit)]
    return Order(
        rows=rows,
        scores=worth[rows],
        ranker=ranker.name if ranker and learned is not None else "",
        is_whole=learned is not None or ranker is None,
    )


def _ranker_for(plan: Plan, context: Context, *, bundle: Bundle, now: datetime) -> Ranker | None:
    """Return the first of the plan's rankers that knows something of the shopper.

    A history without dates, as a program may tell it, is none that a ranker has learned to read.
    """
    if not context.acts:
        return None
    known = (bundle.rankers[name] for name in plan.rankers if name in bundle.rankers)
    return next((ranker for ranker in known if ranker.has_read(context, now=now.timestamp())), None)


def _learned(
    ranker: Ranker,
    mixed: Blend,
    context: Context,
    *,
    bundle: Bundle,
    budget: Budget,
    now: datetime,
) -> NDArray[np.float32] | None:
    """Return the ranker's scores ``(n,)``; None where it rests, fails, or would be late."""
    scores = guarded(
        lambda: ranker.scores(context, mixed.item_ids, now=now.timestamp()),
        kind="ranker",
        name=ranker.name,
        breaker=bundle.breakers[ranker.name],
        budget=budget,
    )
    return None if scores is None else _completed(scores)


def _completed(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give what the ranker never saw (NaN) a score by its place; ``scores (n,)`` stand in the order of the blend.

    A product that came since the night is known to the sources, not to the ranker. What the ranker makes of
    those whom the sources rate alike, the nearest :data:`NEIGHBOURS` before and behind, is the best guess there is.
    """
    is_known = ~np.isnan(scores)
    if is_known.all():
        return scores
    known, unknown = scores[is_known], np.flatnonzero(~is_known)
    if not len(known):
        return np.zeros_like(scores)
    n_asked = min(NEIGHBOURS, len(known))
    n_before = np.cumsum(is_known)[unknown]
    first = np.clip(n_before - n_asked // 2, 0, len(known) - n_asked)
    completed = scores.copy()
    completed[unknown] = known[first[:, None] + np.arange(n_asked)].mean(axis=1)
    return completed


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
