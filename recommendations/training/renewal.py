"""What a renewal lays over the night, from values alone: visits, counts, and products that came or changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommendations.features.item import Items, onto
from recommendations.registry.artefacts import Part
from recommendations.training import als, content, popularity, session
from recommendations.training.als import AlsConfig
from recommendations.training.content import ContentConfig, TextEncoder
from recommendations.training.popularity import PopularityConfig
from recommendations.training.session import SessionConfig
from recommendations.training.touches import DAY_SECONDS
from recommendations.vocabulary import Interactions

Arrays = Mapping[str, NDArray[Any]]


def renewed(
    live: Mapping[str, Arrays],
    items: Items,
    interactions: Interactions,
    *,
    built_at: float,
    now: float,
    described: Arrays | None,
    encoder: TextEncoder | None,
) -> Iterator[Part]:
    """Yield each renewed part from values alone; moments are seconds since 1970.

    Items of the live version stay known, hidden ones are left to the shop. ``described`` is the newest
    content; where it is the night's own and no text changed since, texts and factors need no new files.
    """
    item_ids = np.union1d(items.item_ids, live["popularity"]["item_ids"])
    log = onto(interactions, item_ids)
    yield from _popularity(live["popularity"], log, items, item_ids, built_at=built_at, now=now)
    yield session.extended(live["session"], log, SessionConfig())
    if described is None or encoder is None or not items.texts:
        return
    told = content.extended(described, items, encoder, ContentConfig())
    is_as_at_night = described is live["content"] and not told.metrics["encoded"]
    if not is_as_at_night:
        yield told
        yield als.extended(live["als"], told.arrays, AlsConfig())


def _popularity(
    before: Arrays,
    log: Interactions,
    items: Items,
    item_ids: NDArray[np.int64],
    *,
    built_at: float,
    now: float,
) -> Iterator[Part]:
    """Fade the nightly counts by their age, add what happened since, rank again."""
    config = PopularityConfig()
    place = np.searchsorted(item_ids, before["item_ids"])
    age_days = (now - built_at) / DAY_SECONDS
    counts = np.zeros((len(item_ids), len(config.half_lives_days)), np.float32)
    counts[place] = before["faded"] * np.exp2(-age_days / before["half_lives_days"])
    counts += popularity.faded_counts(log, now=now, half_lives_days=config.half_lives_days)
    shelved = _shelved(items, item_ids)
    yield popularity.of_counts(counts, shelved, n_rows=len(log), config=config)
    yield popularity.trending_of_counts(counts, shelved, n_rows=len(log), config=config)


def _shelved(items: Items, item_ids: NDArray[np.int64]) -> Items:
    """Return the shelves of the visible items in the numbering of all items."""
    place = np.searchsorted(item_ids, items.item_ids)
    return Items(
        item_ids=item_ids,
        shelved_item=place[items.shelved_item].astype(np.int32),
        shelved_department=items.shelved_department,
    )
