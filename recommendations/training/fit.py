"""Trains every source from values alone: a log and a shelf of items in, artefacts out, no database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from numpy.typing import NDArray

from recommendations.candidates import SOURCES, Source
from recommendations.features.item import Items, onto
from recommendations.registry.artefacts import Artefact, Part
from recommendations.training import (
    als,
    calendar,
    co_purchase,
    content,
    ease,
    item_item,
    popularity,
    repeat,
    sequential_rules,
    session,
    user_knn,
)
from recommendations.training.als import AlsConfig
from recommendations.training.co_purchase import CoPurchaseConfig
from recommendations.training.content import ContentConfig
from recommendations.training.ease import EaseConfig
from recommendations.training.item_item import ItemItemConfig, SubstitutesConfig
from recommendations.training.popularity import PopularityConfig
from recommendations.training.rankers import RankersConfig
from recommendations.training.repeat import RepeatConfig
from recommendations.training.search_clicks import SearchClicksConfig
from recommendations.training.sequential_rules import SequentialRulesConfig
from recommendations.training.session import SessionConfig
from recommendations.training.user_knn import UserKnnConfig
from recommendations.vocabulary import Interactions


class Progress(Protocol):
    """Is told what is going on: the stage, and how many of how many stages are done."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take one report."""
        ...


def silent(stage: str, done: int, total: int) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Every hyper-parameter of a training run, one group a model."""

    popularity: PopularityConfig = field(default_factory=PopularityConfig)
    co_purchase: CoPurchaseConfig = field(default_factory=CoPurchaseConfig)
    item_item: ItemItemConfig = field(default_factory=ItemItemConfig)
    substitutes: SubstitutesConfig = field(default_factory=SubstitutesConfig)
    als: AlsConfig = field(default_factory=AlsConfig)
    ease: EaseConfig = field(default_factory=EaseConfig)
    user_knn: UserKnnConfig = field(default_factory=UserKnnConfig)
    repeat: RepeatConfig = field(default_factory=RepeatConfig)
    session: SessionConfig = field(default_factory=SessionConfig)
    sequential_rules: SequentialRulesConfig = field(default_factory=SequentialRulesConfig)
    content: ContentConfig = field(default_factory=ContentConfig)
    rankers: RankersConfig = field(default_factory=RankersConfig)
    search: SearchClicksConfig = field(default_factory=SearchClicksConfig)
    n_threads: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))


@dataclass(frozen=True, slots=True)
class Run:
    """What the stages of one training run share."""

    log: Interactions
    items: Items
    now: float
    config: TrainingConfig
    encoder: content.TextEncoder | None
    previous_content: Mapping[str, NDArray[Any]]
    encoded: Callable[[int, int], None]
    """Is told how many of how many texts are encoded."""
    kept: dict[str, Mapping[str, NDArray[Any]]]
    """Arrays of earlier stages that a later one reads."""


def _described(run: Run) -> Part:
    """Train ``content``; called only where there are texts and an encoder."""
    if run.encoder is None:
        raise ValueError("content needs an encoder")
    return content.train(
        run.items,
        run.encoder,
        previous=run.previous_content,
        progress=run.encoded,
        config=run.config.content,
    )


STAGES: dict[str, Callable[[Run], Part]] = {
    "popularity": lambda run: popularity.train(
        run.log, run.items, now=run.now, config=run.config.popularity
    ),
    "trending": lambda run: popularity.train_trending(
        run.log, run.items, now=run.now, config=run.config.popularity
    ),
    "session": lambda run: session.train(run.log, run.config.session),
    "sequential_rules": lambda run: sequential_rules.train(run.log, run.config.sequential_rules),
    "repeat": lambda run: repeat.train(run.log, now=run.now, config=run.config.repeat),
    "co_purchase": lambda run: co_purchase.train(
        run.log, run.config.co_purchase, n_threads=run.config.n_threads
    ),
    "substitutes": lambda run: item_item.train_substitutes(
        run.log,
        run.kept["co_purchase"],
        n_threads=run.config.n_threads,
        config=run.config.substitutes,
    ),
    "item_item": lambda run: item_item.train(
        run.log, now=run.now, n_threads=run.config.n_threads, config=run.config.item_item
    ),
    "user_knn": lambda run: user_knn.train(run.log, now=run.now, config=run.config.user_knn),
    "ease": lambda run: ease.train(run.log, now=run.now, config=run.config.ease),
    "content": _described,
    "als": lambda run: als.train(
        run.log,
        now=run.now,
        n_threads=run.config.n_threads,
        content=run.kept.get("content", {}).get("vectors"),
        config=run.config.als,
    ),
}
"""How each part is trained, in this order; a new source is one line here and one in SOURCES."""

NEEDED_LATER = frozenset({"co_purchase", "content"})
"""Parts that a later stage reads; the others are let go as soon as they are written."""


def parts(
    interactions: Interactions,
    items: Items,
    *,
    now: float,
    encoder: content.TextEncoder | None = None,
    previous_content: Artefact | None = None,
    progress: Progress = silent,
    config: TrainingConfig | None = None,
) -> Iterator[Part]:
    """Yield one trained part after the other; ``now`` (seconds since 1970) is when recency is measured from.

    Without texts or without an encoder there is no ``content``, and items without history stay unknown.
    """
    names = [name for name in STAGES if name != "content" or (encoder and items.texts)]
    run = Run(
        log=calendar.as_of_business(onto(interactions, items.item_ids), now=now),
        items=items,
        now=now,
        config=config or TrainingConfig(),
        encoder=encoder,
        previous_content=previous_content.arrays if previous_content else {},
        encoded=lambda done, total: progress(
            f"content {done:,} of {total:,}", names.index("content"), len(names)
        ),
        kept={},
    )
    for number, name in enumerate(names):
        progress(name, number, len(names))
        part = STAGES[name](run)
        if name in NEEDED_LATER:
            run.kept[name] = part.arrays
        yield part
    progress("trained", len(names), len(names))


def opened(trained: Iterable[Part | Artefact]) -> Mapping[str, Source]:
    """Open sources straight from trained parts, as evaluation does, or from a version's artefacts."""
    by_name = {
        part.name if isinstance(part, Part) else part.info.name: (
            part.arrays,
            part.config if isinstance(part, Part) else part.info.config,
        )
        for part in trained
    }
    return {
        source.name: source.open(*by_name[source.name])
        for source in SOURCES
        if source.name in by_name
    }
