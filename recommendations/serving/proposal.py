"""What the sources of one version propose for one question, before the shop has had its say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommendations.blending.weighted import Blend, blend
from recommendations.candidates import Retrieved
from recommendations.candidates.base import NO_CAUSE
from recommendations.features.business_time import DAY_SECONDS
from recommendations.serving.budget import Budget, guarded
from recommendations.serving.bundle import Bundle
from recommendations.serving.ordering import order
from recommendations.serving.plan import MUCH_SPARE, SIZE, Plan
from recommendations.vocabulary import Context, ItemId, Purchase

DEPTH = 100
"""Items asked of each source."""
BLENDED = "blended"
"""The rung of an answer that a ranker should have ordered, had it been there and in order."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposed item as plain values: what is said of it wherever it is shown."""

    score: float
    parts: Mapping[str, float]
    """The share of each source that spoke for it."""
    source: str
    """The one that spoke loudest."""
    cause: ItemId | None


@dataclass(frozen=True)
class Proposal:
    """Ranked items with the share of each source, and how they came about; what is read of it again and again is kept."""

    ranked: Blend
    scores: NDArray[np.float32]
    """``(n,)`` what put the items in this order: the ranker's score, else the sum of the shares."""
    sources: tuple[str, ...]
    """The columns of ``ranked.parts``."""
    version: str
    ranker: str = ""
    """Who scored; empty for the weighted blend."""
    rung: str = "fresh"
    is_whole: bool = True
    """Whether every source was asked; half an answer is shown but not kept."""
    update: str = ""
    """The renewal that lay over the version."""
    made_at: float = 0.0
    """When the sources were asked, in seconds since 1970."""

    @cached_property
    def item_ids(self) -> tuple[ItemId, ...]:
        """The proposed items, best first."""
        return tuple(map(ItemId, self.ranked.item_ids.tolist()))

    @cached_property
    def rows(self) -> tuple[Proposed, ...]:
        """The proposed items with what is said of them, best first."""
        return tuple(
            _proposed(self.sources, score, parts, causes)
            for score, parts, causes in zip(
                self.scores.tolist(),
                self.ranked.parts.tolist(),
                self.ranked.causes.tolist(),
                strict=True,
            )
        )

    @classmethod
    @lru_cache(maxsize=8)
    def nothing(cls, version: str) -> Self:
        """Return a proposal without items."""
        return cls(
            ranked=blend([], []),
            scores=np.empty(0, np.float32),
            sources=(),
            version=version,
            rung="nothing",
        )

    def packed(self) -> str:
        """Return a text that :meth:`unpacked` reads; no pickle comes out of a cache."""
        return json.dumps(
            {
                "items": self.ranked.item_ids.tolist(),
                "parts": self.ranked.parts.tolist(),
                "causes": self.ranked.causes.tolist(),
                "scores": self.scores.tolist(),
                "ranker": self.ranker,
                "sources": self.sources,
                "version": self.version,
                "update": self.update,
                "made_at": self.made_at,
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
            scores=np.array(packed["scores"], np.float32).reshape(shape[0]),
            sources=sources,
            version=str(packed["version"]),
            ranker=str(packed["ranker"]),
            update=str(packed.get("update", "")),
            made_at=float(packed.get("made_at", 0.0)),
        )


def _proposed(
    sources: Sequence[str], score: float, parts: Sequence[float], causes: Sequence[int]
) -> Proposed:
    strongest = max(range(len(parts)), key=parts.__getitem__)
    cause = causes[strongest]
    return Proposed(
        score=score,
        parts={source: part for source, part in zip(sources, parts, strict=True) if part > 0},
        source=sources[strongest],
        cause=None if cause == NO_CAUSE else ItemId(cause),
    )


def propose(
    plan: Plan,
    context: Context,
    *,
    bundle: Bundle,
    budget: Budget,
    now: datetime,
    size: int = SIZE,
) -> Proposal:
    """Ask the plan's sources, unite what they found, and order it by worth and variety.

    A source that fails, rests or comes too late is left out; the answer then is not whole.
    """
    found: list[Retrieved] = []
    is_whole = True
    context = replace(context, bought=_dated(context, now=now))
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
    limit = int(size * (MUCH_SPARE if _refuses_groups(context) else plan.spare))
    mixed = mixed.take(np.flatnonzero(~np.isin(mixed.item_ids, unwanted)))
    ordered = order(plan, mixed, context, bundle=bundle, budget=budget, limit=limit, now=now)
    return Proposal(
        ranked=mixed.take(ordered.rows),
        scores=ordered.scores,
        sources=tuple(share.source for share in plan.shares),
        version=bundle.version,
        ranker=ordered.ranker,
        rung=BLENDED if plan.rankers and not ordered.ranker else "fresh",
        is_whole=is_whole and ordered.is_whole,
        update=bundle.update,
        made_at=now.timestamp(),
    )


def _dated(context: Context, *, now: datetime) -> tuple[Purchase, ...]:
    """Return the purchases by their age, for the source that knows when things run out."""
    moment = now.timestamp()
    return tuple(
        Purchase(act.item_id, (moment - act.happened_at) / DAY_SECONDS)
        for act in context.acts
        if act.is_purchase
    )


def _refuses_groups(context: Context) -> bool:
    """Return whether whole brands or departments will be left out of what is proposed."""
    return bool(context.refused_brands or context.refused_departments)


def _ask(name: str, context: Context, *, bundle: Bundle, budget: Budget) -> Retrieved | None:
    """Return what one source proposes; None if it could not be asked. What was never trained knows nothing."""
    source = bundle.sources.get(name)
    if source is None:
        return Retrieved.nothing()
    return guarded(
        lambda: source.retrieve(context, limit=DEPTH),
        kind="source",
        name=name,
        breaker=bundle.breakers[name],
        budget=budget,
    )


def never_shown(plan: Plan, context: Context) -> set[int]:
    """Return what this row must not show this shopper: asked about, had, or refused already."""
    unwanted: set[int] = {*context.subject, *context.in_cart, *context.dismissed}
    if plan.hides_bought:
        unwanted.update(context.purchased)
    if plan.hides_recent:
        unwanted.update(context.recent)
    return unwanted
