"""From the event log to a live version: read, train, write, judge, promote.

Killed at any point, the version that was live stays live: a folder appears in one rename, a version
goes live in one transaction, and the next run removes what was left half done.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.conf import settings

from recommendations.events import read
from recommendations.features.catalogue import visible_items
from recommendations.features.encoder import Encoder
from recommendations.features.item import Items, onto
from recommendations.registry import artefacts, promotion, updates
from recommendations.registry.artefacts import Artefact, Part
from recommendations.registry.models import ModelVersion
from recommendations.training import (
    calendar,
    encoder,
    fit,
    gate,
    judge,
    rankers,
    readiness,
    search_clicks,
    shelf_order,
)
from recommendations.training.fit import Progress, TrainingConfig, silent
from recommendations.training.lock import only_one
from recommendations.training.ranker import RankerConfig
from recommendations.training.readiness import Readiness
from recommendations.vocabulary import Interactions

logger = logging.getLogger(__name__)

VERSIONS_KEPT = 3
"""Idle versions whose files stay, beside the live and the previous one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    version: str
    is_live: bool
    findings: tuple[str, ...]
    metrics: dict[str, dict[str, float]]
    readiness: tuple[Readiness, ...] = ()


def train(
    *,
    now: datetime,
    progress: Progress = silent,
    config: TrainingConfig | None = None,
    compare_with_live: bool = True,
    judges: bool = False,
) -> Outcome:
    """Train every source on the shop's own events and make the result live if the gate lets it through.

    Without ``compare_with_live`` a version may know far less than the live one, as after a reset.
    With ``judges`` the recipe is also set against trivial baselines and against what serves, on the newest
    days (:mod:`recommendations.training.judge`).

    Raises:
        AlreadyTraining: another run is under way.
    """
    with only_one():
        root = Path(settings.ARTEFACTS_DIR)
        sweep(root)
        live = live_artefacts()
        trained, expected = _trained(root, live, now=now, progress=progress, config=config)
        found = gate.findings(
            artefacts.open_version(trained.path, digest=trained.digest),
            expected,
            live=live if compare_with_live else {},
        )
        if judges and live:
            found = (*found, *_judged(now=now, config=config))
        return _entered(trained, expected.readiness, found, now=now)


def sweep(root: Path) -> int:
    """Remove what killed runs left: hidden folders, and versions that never reached the registry."""
    removed = artefacts.sweep_unfinished(root)
    known = set(ModelVersion.objects.values_list("path", flat=True))
    for folder in root.iterdir() if root.is_dir() else ():
        if (folder / artefacts.MANIFEST).is_file() and folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def live_artefacts() -> dict[str, Artefact]:
    """Open the live version; a damaged or missing one is as good as none."""
    model = promotion.live_model()
    if model is None:
        return {}
    try:
        return artefacts.open_version(promotion.folder(model), digest=model.digest)
    except artefacts.BadArtefact:
        logger.warning("live_version_damaged", extra={"version": model.version})
        return {}


def newest_content(live: Mapping[str, Artefact]) -> Artefact | None:
    """Return the vectors as of the last update of the day, so that each text is encoded once; None without any."""
    if "content" not in live:
        return None
    root, version = Path(settings.ARTEFACTS_DIR), live["content"].info.version
    name = updates.newest(root, version)
    try:
        update = updates.opened(root, version, name) if name else {}
    except artefacts.BadArtefact:
        logger.warning("update_damaged", extra={"version": version, "update": name})
        update = {}
    return update.get("content", live["content"])


def _trained(
    root: Path,
    live: dict[str, Artefact],
    *,
    now: datetime,
    progress: Progress,
    config: TrainingConfig | None,
) -> tuple[artefacts.Written, gate.Expected]:
    """Read, train and write; return what was written and what it should know."""
    progress("reading", 0, 1)
    items = visible_items(now=now)
    interactions = read.interactions(until=now)
    config = config or TrainingConfig()
    sentences = _encoder(config.n_threads)
    written = artefacts.write(
        root,
        version=f"{now:%Y%m%d-%H%M%S-%f}",
        parts=chain(
            fit.parts(
                interactions,
                items,
                now=now.timestamp(),
                encoder=sentences,
                previous_content=newest_content(live),
                progress=progress,
                config=config,
            ),
            _rankers(interactions, items, now=now, progress=progress, config=config),
            _search_order(now=now, progress=progress, config=config),
        ),
        built_at=now,
    )
    expected = gate.Expected(
        n_items=len(items),
        n_interactions=len(interactions),
        has_texts=sentences is not None and bool(items.texts),
        readiness=readiness.measured(
            interactions,
            now=now.timestamp(),
            described=len(items) if sentences is not None and items.texts else 0,
        ),
    )
    return written, expected


def _entered(
    written: artefacts.Written,
    needs: tuple[Readiness, ...],
    findings: tuple[str, ...],
    *,
    now: datetime,
) -> Outcome:
    """Enter a version into the registry, and let it serve unless something was found against it."""
    version = written.path.name
    promotion.register(
        version=version,
        written=written,
        trained_at=now,
        findings=findings,
        readiness=[each.as_dict() for each in needs],
    )
    if findings:
        logger.warning("version_refused", extra={"version": version, "findings": findings})
    else:
        promotion.promote(version, now)
        _publish_popularity(written.path)
    promotion.retire(keep=VERSIONS_KEPT)
    return Outcome(
        version=version,
        is_live=not findings,
        findings=findings,
        metrics=written.metrics,
        readiness=needs,
    )


def _rankers(
    interactions: Interactions,
    items: Items,
    *,
    now: datetime,
    progress: Progress,
    config: TrainingConfig,
) -> Iterator[Part]:
    """Train the rankers; without one a row is ordered by the weighted blend, so a failure only costs that."""
    progress("rankers", 1, 2)
    known = onto(interactions, items.item_ids)
    try:
        yield from rankers.train(known, items.item_ids, now=now.timestamp(), config=config.rankers)
    except Exception:
        logger.exception("rankers_failed")


def _search_order(*, now: datetime, progress: Progress, config: TrainingConfig) -> Iterator[Part]:
    """Learn the order of searches; without one they keep the usual order, so a failure only costs that."""
    progress("search order", 1, 2)
    try:
        judged = Path(settings.SEARCH_JUDGEMENTS) if settings.SEARCH_JUDGEMENTS else None
        part = search_clicks.train(now=now, judgements=judged, config=config.search)
    except Exception:
        logger.exception("search_order_failed")
        return
    if part is not None:
        yield part


def _judged(*, now: datetime, config: TrainingConfig | None) -> tuple[str, ...]:
    """Return why the recipe may not replace what serves."""
    log = calendar.as_of_business(read.interactions(until=now), now=now.timestamp())
    return judge.judged(
        log, candidate=(config or TrainingConfig()).rankers.trees, live=_live_ranker()
    ).findings


def _live_ranker() -> RankerConfig | None:
    """Return the size of the trees that serve; None where none do, or where they were sized otherwise."""
    model = promotion.live_model()
    written = model.config.get("discover", {}).get("trees") if model else None
    known = {each.name for each in fields(RankerConfig)}
    return RankerConfig(**written) if written and set(written) == known else None


def _encoder(n_threads: int) -> Encoder | None:
    """Return the sentence encoder, or None where its weights are not installed."""
    try:
        return encoder.ready(Path(settings.VAR_DIR) / "encoder", n_threads=n_threads)
    except encoder.NoWeights as error:
        logger.warning("content_not_trained", extra={"reason": str(error)})
        return None


def _publish_popularity(version: Path) -> None:
    """Let the shelves follow the new popularity."""
    popularity = artefacts.open_folder(version / "popularity").arrays
    shelf_order.publish(popularity["item_ids"], popularity["scores"])
