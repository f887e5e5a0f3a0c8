"""Trains the order of searches on the shop's own log, and on judgements where staff have some; and lets it serve or not."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.search.features import NAMES
from recommendations.events import searches
from recommendations.ranking.search_order import (
    KEYS,
    NAME,
    RATES,
    TREES,
    ClickRates,
    SearchOrder,
)
from recommendations.registry.artefacts import Part
from recommendations.training import click_model, search_examples, search_order
from recommendations.training.search_examples import ExamplesConfig
from recommendations.training.search_order import Asked, SearchOrderConfig

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SearchClicksConfig:
    """What is read of the log."""

    days: int = 60
    most_lines: int = 400_000
    most_onnx_difference: float = 1e-4
    examples: ExamplesConfig = field(default_factory=ExamplesConfig)
    order: SearchOrderConfig = field(default_factory=SearchOrderConfig)


def train(
    *,
    now: datetime,
    judgements: Path | None = None,
    config: SearchClicksConfig = SearchClicksConfig(),
) -> Part | None:
    """Return the learned order with its figures, without its trees where it may not serve; nothing where nobody clicked
    and nobody judged.
    """
    answers = searches.answers(since=now - timedelta(days=config.days), most=config.most_lines)
    clicked = search_examples.of_clicks(answers, now=now, config=config.examples)
    judged = search_examples.of_judgements(judgements, now=now) if judgements else []
    known = {asked.query for asked in judged}
    questions = [*judged, *(asked for asked in clicked if asked.query not in known)]
    if not questions:
        return None
    rates = click_model.fitted(answers, config.examples.clicks).attraction
    figures = {
        "answers": float(len(answers)),
        "questions": float(len(questions)),
        "judged_questions": float(len(judged)),
    }
    if len(questions) < config.order.folds:
        return _part({}, figures, (f"{len(questions)} questions are too few",), config)
    verdict = search_order.judged(questions, NAMES, config.order)
    figures |= {
        "ndcg": verdict.learned,
        "ndcg_of_usual_order": verdict.usual,
        "gain": verdict.difference.mean,
        "gain_low": verdict.difference.low,
        "gain_high": verdict.difference.high,
    }
    findings = verdict.findings(config.order)
    if findings:
        return _part({}, figures, findings, config)
    return _learned(questions, ClickRates.of(rates), figures, config)


def _learned(
    questions: Sequence[Asked],
    clicks: ClickRates,
    figures: Mapping[str, float],
    config: SearchClicksConfig,
) -> Part:
    """Fit on every question, export, and compare the export with the original."""
    booster = search_order.learn(questions, NAMES, config.order)
    arrays: dict[str, NDArray[Any]] = {
        TREES: np.frombuffer(search_order.exported(booster), np.uint8),
        KEYS: clicks.keys,
        RATES: clicks.rates,
    }
    features = np.concatenate([asked.features for asked in questions])
    served = SearchOrder.open(arrays, _config(config)).scores(features)
    native = search_order.scores(booster, features, NAMES, config.order)
    difference = float(np.abs(served - native).max())
    measured = {**figures, "onnx_difference": difference}
    if not difference <= config.most_onnx_difference:
        return _part({}, measured, (f"the exported trees differ by {difference:g}",), config)
    return _part(arrays, measured, (), config)


def _part(
    arrays: Mapping[str, NDArray[Any]],
    figures: Mapping[str, float],
    findings: Sequence[str],
    config: SearchClicksConfig,
) -> Part:
    for finding in findings:
        logger.warning("search_order_refused", extra={"reason": finding})
    return Part(
        name=NAME,
        arrays=arrays,
        config={**_config(config), "refused": list(findings)},
        metrics={**figures, "serves": float(not findings)},
    )


def _config(config: SearchClicksConfig) -> dict[str, object]:
    return {"feature_names": list(NAMES), "prior": config.order.prior, **asdict(config)}
