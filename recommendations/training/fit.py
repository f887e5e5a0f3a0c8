"""Trains every source from values alone: a log and a shelf of items in, artefacts out, no database."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

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
    session,
    user_knn,
)
from recommendations.training.als import AlsConfig
from recommendations.training.co_purchase import CoPurchaseConfig
from recommendations.training.content import ContentConfig
from recommendations.training.ease import EaseConfig
from recommendations.training.item_item import ItemItemConfig, SubstitutesConfig
from recommendations.training.popularity import PopularityConfig
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
    session: SessionConfig = field(default_factory=SessionConfig)
    content: ContentConfig = field(default_factory=ContentConfig)
    n_threads: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))


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
    config = config or TrainingConfig()
    total = len(SOURCES)
    log = calendar.as_of_business(onto(interactions, items.item_ids), now=now)
    threads = config.n_threads
    progress("popularity", 0, total)
    yield popularity.train(log, items, now=now, config=config.popularity)
    yield popularity.train_trending(log, items, now=now, config=config.popularity)
    progress("session", 2, total)
    yield session.train(log, config.session)
    progress("co_purchase", 3, total)
    complements = co_purchase.train(log, config.co_purchase)
    yield complements
    progress("substitutes", 4, total)
    yield item_item.train_substitutes(
        log, complements.arrays, n_threads=threads, config=config.substitutes
    )
    progress("item_item", 5, total)
    yield item_item.train(log, now=now, n_threads=threads, config=config.item_item)
    progress("user_knn", 6, total)
    yield user_knn.train(log, now=now, config=config.user_knn)
    progress("ease", 7, total)
    yield ease.train(log, now=now, config=config.ease)
    vectors = None
    if encoder is not None and items.texts:
        described = content.train(
            items,
            encoder,
            previous=previous_content.arrays if previous_content else None,
            progress=lambda done, of: progress(f"content {done:,} of {of:,}", 8, total),
            config=config.content,
        )
        vectors = described.arrays["vectors"]
        yield described
    progress("als", 9, total)
    yield als.train(log, now=now, n_threads=threads, content=vectors, config=config.als)
    progress("als", total, total)


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
