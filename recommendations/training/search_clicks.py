"""Trains the order of searches on the shop's own log: clicks freed from places, features as the shop computes them.

The older half of the answers says how often products were opened (a feature), the newer half what they are worth (the
label), so that no model is taught to repeat the very clicks it is judged by.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.search import learned
from catalog.search.answer import usual_page
from catalog.search.features import NAMES
from recommendations.events import searches
from recommendations.events.searches import Answer
from recommendations.ranking.search_order import (
    KEYS,
    NAME,
    RATES,
    TREES,
    ClickRates,
    SearchOrder,
)
from recommendations.registry.artefacts import Part
from recommendations.training import click_model, search_order
from recommendations.training.click_model import ClickModelConfig
from recommendations.training.search_order import NOT_JUDGED, Asked, SearchOrderConfig

logger = logging.getLogger(__name__)
HIGHEST_GRADE = 4


@dataclass(frozen=True, slots=True)
class SearchClicksConfig:
    """What is read of the log."""

    days: int = 60
    most_lines: int = 400_000
    most_questions: int = 2_000
    """Those with the most clicks; each one is asked of the shop once more."""
    clear_share: float = 0.99
    """The attraction that this share of pairs stays below earns the highest grade."""
    most_onnx_difference: float = 1e-4
    clicks: ClickModelConfig = field(default_factory=ClickModelConfig)
    order: SearchOrderConfig = field(default_factory=SearchOrderConfig)


def train(*, now: datetime, config: SearchClicksConfig = SearchClicksConfig()) -> Part | None:
    """Return the learned order with its figures, without its trees where it may not serve; nothing where nobody clicked."""
    answers = searches.answers(since=now - timedelta(days=config.days), most=config.most_lines)
    if not any(answer.opened for answer in answers):
        return None
    questions = examples(answers, now=now, config=config)
    rates = click_model.fitted(answers, config.clicks).attraction
    figures = {"answers": float(len(answers)), "questions": float(len(questions))}
    if len(questions) < config.order.folds:
        return _part({}, figures, (f"{len(questions)} questions with clicks are too few",), config)
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


def examples(
    answers: Sequence[Answer], *, now: datetime, config: SearchClicksConfig
) -> list[Asked]:
    """Ask the shop the questions whose answers were clicked on, and grade what was shown. Some queries a question."""
    older, newer = answers[: len(answers) // 2], answers[len(answers) // 2 :]
    rates = ClickRates.of(click_model.fitted(older, config.clicks).attraction)
    worth = click_model.fitted(newer, config.clicks).attraction
    clear = float(np.quantile(list(worth.values()), config.clear_share)) if worth else 1.0
    clicks = Counter({answer.query: 0 for answer in newer})
    for answer in newer:
        clicks[answer.query] += len(answer.opened)
    found = []
    for query, count in clicks.most_common(config.most_questions):
        if count == 0:
            break
        asked = _asked(query, rates, worth, clear, now=now)
        if asked is not None:
            found.append(replace(asked, weight=math.log1p(count)))
    return found


def _asked(
    query: str,
    rates: ClickRates,
    worth: Mapping[tuple[str, int], float],
    clear: float,
    *,
    now: datetime,
) -> Asked | None:
    """Describe and grade a question's page; nothing where the shop has nothing to order."""
    question, page = usual_page(query, now=now)
    if len(page) < 2 or not question.terms:
        return None
    ids = [one.product_id for one in page]
    grades = [
        NOT_JUDGED
        if (query, item_id) not in worth
        else round(HIGHEST_GRADE * min(worth[query, item_id] / clear, 1.0))
        for item_id in ids
    ]
    if max(grades) <= 0:
        return None
    clicked = rates.click_rates(query, ids)
    features = learned.features_of(page, question, clicked, now=now)
    return Asked(query, features, np.array(grades, np.int64))


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
