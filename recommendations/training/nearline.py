"""What is learned anew during the day: visits, what sells and rises, and products that came or changed.

The nightly run is the foundation; here only what happened since is read and laid on top, which takes
seconds where a night takes minutes. Nothing that needs a gate is trained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from catalog.models import Product
from recommendations.events import read
from recommendations.features.catalogue import visible_items
from recommendations.registry import artefacts, promotion, updates
from recommendations.registry.artefacts import Artefact, BadArtefact, Part
from recommendations.training import encoder, pipeline, renewal
from recommendations.training.content import WAITING, TextEncoder
from recommendations.training.lock import UPDATE_LOCK, AlreadyTraining, only_one

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
    """Renew as soon as a product was saved since the last time, or while texts wait. One query where none was."""
    model = promotion.live_model()
    if model is None:
        return None
    name = updates.newest(Path(settings.ARTEFACTS_DIR), model.version)
    since = _moment_of(name) if name else model.trained_at
    changed = Product.objects.visible(now=now).filter(updated_at__gte=since - SLACK)
    if changed.exists() or (name and _texts_wait(model.version, name)):
        return refresh(now=now)
    return None


def _texts_wait(version: str, name: str) -> bool:
    """Return whether an update left texts to the next one; an update without texts left none."""
    try:
        figures = artefacts.measured(
            updates.folder(Path(settings.ARTEFACTS_DIR), version, name) / "content"
        )
    except BadArtefact:
        return False
    return figures.get(WAITING, 0.0) > 0


def _moment_of(name: str) -> datetime:
    return datetime.strptime(f"{name}+0000", "%Y%m%d-%H%M%S-%f%z")


def _parts(live: Mapping[str, Artefact], *, now: datetime) -> Iterator[Part]:
    """Read what happened since the night, and yield each renewed part."""
    built_at = datetime.fromisoformat(live["popularity"].info.built_at)
    described = pipeline.newest_content(live)
    yield from renewal.renewed(
        {name: artefact.arrays for name, artefact in live.items()},
        visible_items(now=now),
        read.interactions(since=built_at, until=now),
        built_at=built_at.timestamp(),
        now=now.timestamp(),
        described=described.arrays if described else None,
        encoder=_encoder(),
    )


def _encoder() -> TextEncoder | None:
    try:
        return encoder.ready(Path(settings.VAR_DIR) / "encoder", n_threads=1)
    except encoder.NoWeights:
        return None
