"""Decides whether a trained version may serve. Every finding is a sentence that staff can read."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from recommendations.candidates import SOURCES
from recommendations.ranking import search_order
from recommendations.ranking.ranker import MODEL, Ranker
from recommendations.registry.artefacts import Artefact
from recommendations.training.fit import opened
from recommendations.training.readiness import Readiness
from recommendations.vocabulary import Act, Context, ItemId, PersonKey

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GateConfig:
    """What a version must reach."""

    least_similar_coverage: float = 0.95
    """Share of items that some source of alternatives knows neighbours of, once texts are known."""
    least_of_live: float = 0.5
    """Rows and covered items of each part, against the live version: less means a torn log."""
    most_seconds: float = 0.25
    """Of CPU time, for one answer of one source."""
    n_probes: int = 5
    most_onnx_difference: float = 1e-5
    """Between a ranker as trained and as served."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the version was trained from."""

    n_items: int
    n_interactions: int
    has_texts: bool
    readiness: tuple[Readiness, ...] = ()


def findings(
    version: Mapping[str, Artefact],
    expected: Expected,
    *,
    live: Mapping[str, Artefact],
    config: GateConfig = GateConfig(),
) -> tuple[str, ...]:
    """Return why this version may not serve; an empty tuple lets it through."""
    wanted = {source.name for source in SOURCES} - (set() if expected.has_texts else {"content"})
    missing = sorted(wanted - set(version))
    if missing:
        return tuple(f"{name}: was not trained" for name in missing)
    found = [
        *(
            finding
            for artefact in version.values()
            if artefact.info.name != search_order.NAME  # was judged when it was learned
            for finding in (
                _unfit(artefact, expected, config)
                if MODEL in artefact.arrays
                else _malformed(artefact, expected)
            )
        ),
        *_too_little(version, expected, config),
        *_shrunk(version, live, config),
    ]
    return tuple(found) or tuple(_wrong_answers(version, config))


def _malformed(artefact: Artefact, expected: Expected) -> Iterator[str]:
    """Find what no reader could survive: other items, numbers that are none, places that do not exist."""
    name, arrays = artefact.info.name, artefact.arrays
    item_ids = arrays["item_ids"]
    if len(item_ids) != expected.n_items:
        yield f"{name}: knows {len(item_ids)} items instead of {expected.n_items}"
    if (np.diff(item_ids) <= 0).any():
        yield f"{name}: item_ids are not ascending"
    for key, array in arrays.items():
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            yield f"{name}: {key} holds numbers that are not finite"
    neighbours = arrays.get("neighbours")
    if neighbours is None or not neighbours.size:
        return
    if neighbours.min() < -1 or neighbours.max() >= len(item_ids):
        yield f"{name}: a neighbour is no item"
    if (neighbours == np.arange(len(neighbours))[:, None]).any():
        yield f"{name}: an item is its own neighbour"
    if ((np.diff(arrays["scores"], axis=1) > 0) & (neighbours[:, 1:] >= 0)).any():
        yield f"{name}: neighbours are not in the order of their scores"


def _unfit(artefact: Artefact, expected: Expected, config: GateConfig) -> Iterator[str]:
    """Find rankers that cannot be opened, answer nonsense, too slowly, or otherwise than they were trained."""
    name, arrays = artefact.info.name, artefact.arrays
    if len(arrays["item_ids"]) != expected.n_items:
        yield f"{name}: knows {len(arrays['item_ids'])} items instead of {expected.n_items}"
        return
    try:
        ranker = Ranker.open(name, arrays, artefact.info.config)
    except Exception as error:
        logger.exception("ranker_does_not_open", extra={"ranker": name})
        yield f"{name}: does not open: {error}"
        return
    difference = artefact.info.metrics["onnx_difference"]
    if not difference <= config.most_onnx_difference:
        yield f"{name}: the exported trees differ by {difference:g}"
    probes = arrays["item_ids"][:300]
    acts = tuple(Act(ItemId(item), 0.0, is_purchase=True) for item in probes[:20].tolist())
    asked_at = time.process_time()
    scores = ranker.scores(Context(person=PersonKey(""), acts=acts), probes, now=1.0)
    seconds = time.process_time() - asked_at
    if not np.isfinite(scores).all() or (scores < 0).any() or (scores > 1).any():
        yield f"{name}: answers with scores that are no probabilities"
    if seconds > config.most_seconds:
        yield f"{name}: took {seconds:.2f} s for one shopper"


def _too_little(
    version: Mapping[str, Artefact], expected: Expected, config: GateConfig
) -> Iterator[str]:
    """Find sources that learned nothing although there was something to learn."""
    if expected.n_items == 0:
        yield "There is no visible product to recommend."
        return
    if expected.n_interactions and version["popularity"].info.metrics["covered"] == 0:
        yield f"popularity: empty after {expected.n_interactions:,} events"
    if expected.has_texts:
        tables = [version[name].arrays["neighbours"] for name in ("content", "substitutes")]
        known = np.any([table[:, 0] >= 0 for table in tables], axis=0)
        share = float(known.mean())
        if share < config.least_similar_coverage and expected.n_items > 1:
            yield f"similar products for only {share:.0%} of the items"


def _shrunk(
    version: Mapping[str, Artefact], live: Mapping[str, Artefact], config: GateConfig
) -> Iterator[str]:
    """Find parts that know far less than the version they would replace."""
    for name, artefact in version.items():
        before = live[name].info.metrics if name in live else {}
        for figure in ("rows", "covered"):
            now, then = artefact.info.metrics.get(figure, 0.0), before.get(figure, 0.0)
            if now < config.least_of_live * then:
                yield f"{name}: {figure} fell from {then:,.0f} to {now:,.0f}"


def _wrong_answers(version: Mapping[str, Artefact], config: GateConfig) -> Iterator[str]:
    """Ask every source about a few items, as serving will, and look at what comes back."""
    item_ids = version["popularity"].arrays["item_ids"]
    probes = item_ids[np.argsort(-version["popularity"].arrays["scores"], kind="stable")]
    for name, source in opened(version.values()).items():
        for probe in probes[: config.n_probes].tolist():
            item = ItemId(probe)
            for context in (
                Context(person=PersonKey(""), subject=(item,)),
                Context(person=PersonKey(""), recent=(item,)),
            ):
                asked_at = time.process_time()
                answer = source.retrieve(context, limit=20)
                seconds = time.process_time() - asked_at
                if not np.isin(answer.item_ids, item_ids).all():
                    yield f"{name}: proposes items that do not exist"
                if item in context.subject and item in answer.item_ids:
                    yield f"{name}: proposes the very item it was asked about"
                if not np.isfinite(answer.scores).all():
                    yield f"{name}: answers with scores that are not finite"
                if seconds > config.most_seconds:
                    yield f"{name}: took {seconds:.2f} s for one answer"
