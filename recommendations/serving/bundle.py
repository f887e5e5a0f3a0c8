"""The live version, opened once a process, memory-mapped, and exchanged while pages are being served."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from django.conf import settings
from django.db import DatabaseError, connection

from recommendations import metrics
from recommendations.candidates import SOURCES, Retrieved
from recommendations.candidates.content import Content
from recommendations.events.breaker import Breaker
from recommendations.ranking import search_order
from recommendations.ranking.ranker import Ranker
from recommendations.ranking.search_order import SearchOrder
from recommendations.registry import artefacts, promotion, updates
from recommendations.registry.artefacts import Artefact
from recommendations.registry.models import ModelVersion
from recommendations.serving.plan import PLANS
from recommendations.serving.shop_sources import Bestsellers, Bought, Newest, Recent
from recommendations.vocabulary import Act, Context, ItemId, PersonKey

logger = logging.getLogger(__name__)


class Proposer(Protocol):
    """What serving asks of a source, trained or not."""

    @property
    def name(self) -> str: ...

    @property
    def kind_of_reason(self) -> str: ...

    def retrieve(self, context: Context, *, limit: int) -> Retrieved: ...


UNTRAINED: tuple[Proposer, ...] = (Bestsellers(), Newest(), Recent(), Bought())
SOURCE_REST_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 60.0
"""Files of a version may arrive after its row, on a shared disk; so a refusal is not for ever."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The sources of one version, by name, with those that need no training."""

    version: str
    sources: Mapping[str, Proposer]
    rankers: Mapping[str, Ranker] = field(default_factory=dict)
    """The learned ones, by name; a row whose ranker is not here is ordered by the weighted blend."""
    breakers: Mapping[str, Breaker] = field(default_factory=dict)
    """A source or ranker that fails or is too slow twice in a row rests; one that is hopelessly slow, after the first time."""
    search_order: SearchOrder | None = None
    """The learned order of searches, where there is one."""
    update: str = ""
    """The renewal that lies over the version, if one does."""

    @property
    def state(self) -> str:
        """The version and the renewal that lies over it, in one word."""
        return f"{self.version}/{self.update}"

    def renewed(self, name: str) -> Bundle:
        """Return these sources with an update of the version laid over them.

        Raises:
            BadArtefact, OSError: if the update is damaged or gone.
        """
        parts = updates.opened(Path(settings.ARTEFACTS_DIR), self.version, name)
        return replace(self, sources={**self.sources, **_sources(parts)}, update=name)

    @property
    def content(self) -> Content | None:
        """The source that knows what is alike, if it was trained."""
        found = self.sources.get(Content.name)
        return found if isinstance(found, Content) else None

    @classmethod
    def of(
        cls,
        version: str,
        trained: Mapping[str, Proposer],
        rankers: Mapping[str, Ranker] | None = None,
    ) -> Bundle:
        """Put trained and untrained sources, and the rankers, under their names."""
        sources = {**{source.name: source for source in UNTRAINED}, **trained}
        learned = dict(rankers or {})
        breakers = {
            name: Breaker(rest_seconds=SOURCE_REST_SECONDS) for name in (*sources, *learned)
        }
        return cls(version, sources, learned, breakers)


NOTHING_TRAINED = Bundle.of("", {})


class Bundles:
    """Holds the bundle that answers now; another thread looks for a newer version."""

    def __init__(self) -> None:
        self._held = NOTHING_TRAINED
        self._refused = ("", 0.0)
        self._updated = ("", "")
        self._watched_by = 0
        self._lock = threading.Lock()

    def live(self) -> Bundle:
        """Return the bundle that answers now. No query, no waiting."""
        if self._watched_by != os.getpid():
            self.watch()
        return self._held

    def watch(self) -> None:
        """Begin to follow the registry, once in each process; workers forked later begin anew."""
        with self._lock:
            if self._watched_by == os.getpid():
                return
            self._watched_by = os.getpid()
        if settings.RECOMMENDATION_POLL_SECONDS > 0:
            threading.Thread(target=self._follow, name="bundles", daemon=True).start()

    def refresh(self) -> Bundle:
        """Open the live version if it is not open yet; a broken one leaves the bundle in place. One query."""
        model = promotion.live_model()
        if model is None:
            self._held = NOTHING_TRAINED
        elif model.version != self._held.version and not self._was_refused(model.version):
            self._open(model)
        if self._held.version:
            self._update()
        return self._held

    def _update(self) -> None:
        """Lay the newest update of the version over it, once; a broken one is passed over."""
        root, version = Path(settings.ARTEFACTS_DIR), self._held.version
        name = updates.newest(root, version)
        if name is None or (version, name) == self._updated:
            return
        self._updated = (version, name)
        try:
            self._held = self._held.renewed(name)
        except Exception:
            metrics.failures.labels(step="update").inc()
            logger.exception("update_refused", extra={"version": version, "update": name})
            return
        logger.info("update_opened", extra={"version": version, "update": name})

    def _open(self, model: ModelVersion) -> None:
        try:
            bundle = opened(model)
            _warm(bundle)
        except Exception:
            # Whatever is wrong with the files, the shop keeps what it has.
            self._refused = (model.version, time.monotonic())
            metrics.failures.labels(step="bundle").inc()
            logger.exception("bundle_refused", extra={"version": model.version})
            return
        # A version that comes back begins without its updates, as any other.
        self._held, self._updated = bundle, ("", "")
        logger.info(
            "bundle_opened", extra={"version": model.version, "sources": sorted(bundle.sources)}
        )

    def _was_refused(self, version: str) -> bool:
        refused, refused_at = self._refused
        return version == refused and time.monotonic() - refused_at < LOOK_AGAIN_SECONDS

    def _follow(self) -> None:
        pause = threading.Event()
        while True:
            self._look()
            pause.wait(settings.RECOMMENDATION_POLL_SECONDS)

    def _look(self) -> None:
        """Look for a newer version; whatever goes wrong is counted, and the next look may go well."""
        try:
            self.refresh()
        except DatabaseError:
            metrics.failures.labels(step="bundle_watch").inc()
            logger.warning("registry_unreachable")
        except Exception:
            metrics.failures.labels(step="bundle_watch").inc()
            logger.exception("bundles_not_watched")
        finally:
            connection.close()


def opened(model: ModelVersion) -> Bundle:
    """Open the artefacts of one version, as the gate let it through.

    Raises:
        BadArtefact: if a file is missing or damaged.
    """
    parts = artefacts.open_version(promotion.folder(model), digest=model.digest)
    return of_artefacts(model.version, parts)


def of_artefacts(version: str, parts: Mapping[str, Artefact]) -> Bundle:
    """Open every source and ranker among the parts of a version."""
    bundle = Bundle.of(version, _sources(parts), _rankers(parts))
    return replace(bundle, search_order=_search_order(parts))


def _sources(parts: Mapping[str, Artefact]) -> dict[str, Proposer]:
    return {
        source.name: source.open(parts[source.name].arrays, parts[source.name].info.config)
        for source in SOURCES
        if source.name in parts
    }


def _rankers(opened: Mapping[str, Artefact]) -> dict[str, Ranker]:
    """Open the rankers of a version; one that does not open is left out, and its row blended."""
    rankers = {}
    wanted = {name for plan in PLANS.values() for name in plan.rankers}
    for name in wanted & opened.keys():
        try:
            rankers[name] = Ranker.open(name, opened[name].arrays, opened[name].info.config)
        except Exception:
            metrics.failures.labels(step="ranker_refused").inc()
            logger.exception("ranker_refused", extra={"ranker": name})
    return rankers


def _search_order(opened: Mapping[str, Artefact]) -> SearchOrder | None:
    """Open the learned order of searches; without one, or where it does not open, searches keep the usual order."""
    part = opened.get(search_order.NAME)
    if part is None or search_order.TREES not in part.arrays:
        return None
    try:
        return SearchOrder.open(part.arrays, part.info.config)
    except Exception:
        metrics.failures.labels(step="search_order_refused").inc()
        logger.exception("search_order_refused")
        return None


def _warm(bundle: Bundle) -> None:
    """Ask every trained source once, so that no shopper waits for first touches of memory and libraries."""
    trained = [source for source in bundle.sources.values() if source not in UNTRAINED]
    somebody = Context(person=PersonKey(""))
    for source in trained:
        found = source.retrieve(somebody, limit=5)
        if not somebody.recent:
            somebody = replace(somebody, recent=tuple(map(ItemId, found.item_ids.tolist())))
    now = time.time()
    acts = tuple(
        Act(item_id, now, is_purchase)
        for item_id in somebody.recent
        for is_purchase in (False, True)
    )
    for ranker in bundle.rankers.values():
        ranker.scores(replace(somebody, acts=acts), np.array(somebody.recent, np.int64), now=now)


bundles = Bundles()
