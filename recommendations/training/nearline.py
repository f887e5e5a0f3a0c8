"""What is learned anew during the day: visits, what sells and rises, and products that came or changed.

The nightly run is the foundation; here only what happened since is read and laid on top, which takes
seconds where a night takes minutes. Nothing that needs a gate is trained.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from catalog.models import Product
from recommendations.events import read
from recommendations.features.catalogue import visible_items
from recommendations.features.item import Items, onto
from recommendations.registry import promotion, updates
from recommendations.registry.artefacts import Artefact, BadArtefact, Part
from recommendations.training import als, content, encoder, pipeline, popularity, session
from recommendations.training.als import AlsConfig
from recommendations.training.content import ContentConfig, TextEncoder
from recommendations.training.lock import UPDATE_LOCK, AlreadyTraining, only_one
from recommendations.training.popularity import PopularityConfig
from recommendations.training.session import SessionConfig
from recommendations.vocabulary import Interactions

logger = logging.getLogger(__name__)
SLACK = timedelta(seconds=5)
"""A transaction that began before the last look may have committed after it."""


def refresh(*, now: datetime) -> str | None:
    """Renew what is near the surface of the live version; return the update's name, None if nothing is live.

    While another renewal is under way there is nothing to do.
    """
    try:
        with only_one(UPDATE_LOCK):
            model = promotion.live_model()
            live = pipeline.live_artefacts()
            if model is None or not live:
                return None
            return updates.write(
                Path(settings.ARTEFACTS_DIR),
                version=model.version,
                parts=_parts(live, now=now),
                now=now,
            )
    except AlreadyTraining:
        return None


def refresh_if_products_changed(*, now: datetime) -> str | None:
    """Renew as soon as a product was saved since the last time. One query where none was."""
    model = promotion.live_model()
    if model is None:
        return None
    name = updates.newest(Path(settings.ARTEFACTS_DIR), model.version)
    since = _moment_of(name) if name else model.trained_at
    changed = Product.objects.visible(now=now).filter(updated_at__gte=since - SLACK)
    return refresh(now=now) if changed.exists() else None


def _moment_of(name: str) -> datetime:
    return datetime.strptime(f"{name}+0000", "%Y%m%d-%H%M%S-%f%z")


def _parts(live: Mapping[str, Artefact], *, now: datetime) -> Iterator[Part]:
    """Yield each renewed part; items of the live version stay known, hidden ones are left to the shop."""
    items = visible_items(now=now)
    item_ids = np.union1d(items.item_ids, live["popularity"].arrays["item_ids"])
    built_at = datetime.fromisoformat(live["popularity"].info.built_at)
    log = onto(read.interactions(since=built_at, until=now), item_ids)
    age_days = (now - built_at).total_seconds() / 86_400
    yield from _popularity(live, log, items, item_ids, age_days=age_days, now=now)
    yield session.extended(live["session"].arrays, log, SessionConfig())
    described = _content(live, items)
    if described is not None:
        yield described
        yield als.extended(live["als"].arrays, described.arrays, AlsConfig())


def _popularity(
    live: Mapping[str, Artefact],
    log: Interactions,
    items: Items,
    item_ids: NDArray[np.int64],
    *,
    age_days: float,
    now: datetime,
) -> Iterator[Part]:
    """Fade the nightly counts by their age, add what happened since, rank again."""
    before = live["popularity"].arrays
    config = PopularityConfig()
    place = np.searchsorted(item_ids, before["item_ids"])
    counts = np.zeros((len(item_ids), len(config.half_lives_days)), np.float32)
    counts[place] = before["faded"] * np.exp2(-age_days / before["half_lives_days"])
    counts += popularity.faded_counts(
        log, now=now.timestamp(), half_lives_days=config.half_lives_days
    )
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


def _content(live: Mapping[str, Artefact], items: Items) -> Part | None:
    """Encode the products that are new or read differently; None if there are none or no encoder."""
    if "content" not in live or not items.texts:
        return None
    before = _newest_content(live)
    sentences = _encoder()
    if sentences is None:
        return None
    return content.extended(before, items, sentences, ContentConfig())


def _newest_content(live: Mapping[str, Artefact]) -> Mapping[str, NDArray[Any]]:
    """Return the vectors as of the last update, so that each text is encoded once a day."""
    version = live["content"].info.version
    root = Path(settings.ARTEFACTS_DIR)
    name = updates.newest(root, version)
    try:
        update = updates.opened(root, version, name) if name else {}
    except BadArtefact:
        logger.warning("update_damaged", extra={"version": version, "update": name})
        update = {}
    return update.get("content", live["content"]).arrays


def _encoder() -> TextEncoder | None:
    try:
        return encoder.ready(Path(settings.VAR_DIR) / "encoder", n_threads=1)
    except encoder.NoWeights:
        return None
