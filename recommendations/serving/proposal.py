"""What the sources of one version propose for one question, before the shop has had its say."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from recommendations import metrics
from recommendations.blending import mmr
from recommendations.blending.weighted import Blend, blend
from recommendations.candidates import Retrieved
from recommendations.serving.bundle import Bundle
from recommendations.serving.plan import SIZE, SPARE, Plan
from recommendations.vocabulary import Context

DEPTH = 100
"""Items asked of each source."""
POOL = 3 * SIZE
"""Of the blend's best so many, MMR chooses."""


class TooLate(Exception):
    """The page's time for recommendations was over before any source had answered."""


class Deadline:
    """How long one page may spend on all its rows."""

    def __init__(self, budget_ms: float) -> None:
        self.started_at = time.perf_counter()
        self.ends_at = self.started_at + budget_ms / 1000
        self.budget_seconds = budget_ms / 1000

    @property
    def is_over(self) -> bool:
        """Whether the time is spent."""
        return time.perf_counter() >= self.ends_at


@dataclass(frozen=True, slots=True)
class Proposal:
    """Ranked items with the share of each source, and how they came about."""

    ranked: Blend
    sources: tuple[str, ...]
    """The columns of ``ranked.parts``."""
    version: str
    rung: str = "fresh"
    is_whole: bool = True
    """Whether every source was asked; half an answer is shown but not kept."""

    @property
    def item_ids(self) -> list[int]:
        """The proposed items, best first."""
        found: list[int] = self.ranked.item_ids.tolist()
        return found

    @classmethod
    def nothing(cls, version: str) -> Self:
        """Return a proposal without items."""
        return cls(ranked=blend([], []), sources=(), version=version, rung="nothing")

    def packed(self) -> str:
        """Return a text that :meth:`unpacked` reads; no pickle comes out of a cache."""
        return json.dumps(
            {
                "items": self.ranked.item_ids.tolist(),
                "parts": self.ranked.parts.tolist(),
                "causes": self.ranked.causes.tolist(),
                "sources": self.sources,
                "version": self.version,
            }
        )

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Self:
        """Return the proposal of a packed text, parsed.

        Raises:
            KeyError, ValueError, TypeError: if it is none.
        """
        sources = tuple(map(str, packed["sources"]))
        shape = (len(packed["items"]), len(sources))
        return cls(
            ranked=Blend(
                np.array(packed["items"], np.int64),
                np.array(packed["parts"], np.float32).reshape(shape),
                np.array(packed["causes"], np.int64).reshape(shape),
            ),
            sources=sources,
            version=str(packed["version"]),
        )


def propose(plan: Plan, context: Context, *, bundle: Bundle, deadline: Deadline) -> Proposal:
    """Ask the plan's sources, blend what they found, and order it by worth and variety.

    Raises:
        TooLate: if no source could be asked in time.
    """
    found: list[Retrieved] = []
    asked = 0
    for share in plan.shares:
        if deadline.is_over:
            break
        found.append(_ask(share.source, context, bundle=bundle, deadline=deadline))
        asked += 1
    if not asked:
        metrics.failures.labels(step="deadline").inc()
        raise TooLate
    shares = plan.shares[:asked]
    mixed = blend(found, [share.weight for share in shares])
    mixed = mixed.take(
        np.flatnonzero(~np.isin(mixed.item_ids, list(never_shown(plan, context))))[:POOL]
    )
    return Proposal(
        ranked=mixed.take(_order(plan, mixed, bundle)),
        sources=tuple(share.source for share in shares),
        version=bundle.version,
        is_whole=asked == len(plan.shares),
    )


def _ask(name: str, context: Context, *, bundle: Bundle, deadline: Deadline) -> Retrieved:
    """Return what one source proposes; one that is missing, resting or broken proposes nothing."""
    source = bundle.sources.get(name)
    if source is None:
        return Retrieved.nothing()
    breaker = bundle.breakers[name]
    if not breaker.allows():
        return Retrieved.nothing()
    began = time.perf_counter()
    try:
        found = source.retrieve(context, limit=DEPTH)
    except Exception:
        breaker.failed()
        raise
    if time.perf_counter() - began > deadline.budget_seconds:
        breaker.failed()
        metrics.failures.labels(step="slow_source").inc()
    else:
        breaker.succeeded()
    return found


def never_shown(plan: Plan, context: Context) -> set[int]:
    """Return what this row must not show this shopper: asked about, had, or refused already."""
    unwanted: set[int] = {*context.subject, *context.in_cart, *context.dismissed}
    if plan.hides_bought:
        unwanted.update(context.purchased)
    if plan.hides_recent:
        unwanted.update(context.recent)
    return unwanted


def _order(plan: Plan, mixed: Blend, bundle: Bundle) -> np.ndarray[Any, np.dtype[np.intp]]:
    content = bundle.content
    limit = SIZE * SPARE
    if plan.sameness_weight <= 0 or content is None:
        return np.arange(min(limit, len(mixed)))
    return mmr.select(
        mixed.scores,
        content.vectors_of(mixed.item_ids),
        sameness_weight=plan.sameness_weight,
        limit=limit,
    )
