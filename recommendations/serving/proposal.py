"""What the sources of one version propose for one question, before the shop has had its say."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommendations import metrics
from recommendations.blending import mmr
from recommendations.blending.weighted import Blend, blend
from recommendations.candidates import Retrieved
from recommendations.serving.bundle import Bundle
from recommendations.serving.plan import MUCH_SPARE, SIZE, SPARE, Plan
from recommendations.vocabulary import Context

logger = logging.getLogger(__name__)

DEPTH = 100
"""Items asked of each source."""
POOL = 2
"""MMR chooses among so many times what is proposed: the blend's best."""


class Budget:
    """How long the sources may take for all rows of one page; waiting for Redis is another matter."""

    def __init__(self, milliseconds: float) -> None:
        self.seconds = milliseconds / 1000
        self.spent_seconds = 0.0

    @property
    def is_spent(self) -> bool:
        """Whether no further source should be asked."""
        return self.spent_seconds >= self.seconds


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


def propose(
    plan: Plan, context: Context, *, bundle: Bundle, budget: Budget, size: int = SIZE
) -> Proposal:
    """Ask the plan's sources, blend what they found, and order it by worth and variety.

    A source that fails, rests or comes too late is left out; the answer then is not whole.
    """
    found: list[Retrieved] = []
    is_whole = True
    for share in plan.shares:
        answer = _ask(share.source, context, bundle=bundle, budget=budget)
        is_whole = is_whole and answer is not None
        found.append(answer if answer is not None else Retrieved.nothing())
    mixed = blend(
        found,
        [share.weight for share in plan.shares],
        [share.voice for share in plan.shares],
    )
    unwanted = list(never_shown(plan, context))
    limit = int(size * (MUCH_SPARE if _refuses_groups(context) else SPARE))
    mixed = mixed.take(np.flatnonzero(~np.isin(mixed.item_ids, unwanted))[: POOL * limit])
    return Proposal(
        ranked=mixed.take(_order(plan, mixed, bundle, limit=limit)),
        sources=tuple(share.source for share in plan.shares),
        version=bundle.version,
        is_whole=is_whole,
    )


def _refuses_groups(context: Context) -> bool:
    """Return whether whole brands or departments will be left out of what is proposed."""
    return bool(context.refused_brands or context.refused_departments)


def _ask(name: str, context: Context, *, bundle: Bundle, budget: Budget) -> Retrieved | None:
    """Return what one source proposes; None if it could not be asked. What was never trained knows nothing."""
    source = bundle.sources.get(name)
    if source is None:
        return Retrieved.nothing()
    breaker = bundle.breakers[name]
    if budget.is_spent or not breaker.allows():
        metrics.failures.labels(step="skipped_source").inc()
        return None
    began = time.perf_counter()
    try:
        found = source.retrieve(context, limit=DEPTH)
    except Exception:
        breaker.failed()
        metrics.failures.labels(step="broken_source").inc()
        logger.exception("source_failed", extra={"source": name})
        return None
    seconds = time.perf_counter() - began
    budget.spent_seconds += seconds
    if seconds > budget.seconds:
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


def _order(plan: Plan, mixed: Blend, bundle: Bundle, *, limit: int) -> NDArray[np.intp]:
    content = bundle.content
    if plan.sameness_weight <= 0 or content is None:
        return np.arange(min(limit, len(mixed)))
    return mmr.select(
        mixed.scores,
        content.vectors_of(mixed.item_ids),
        sameness_weight=plan.sameness_weight,
        limit=limit,
    )
