"""Questions with graded pages to learn the order of searches from: what shoppers opened, and what people judged.

The older half of the answers says how often products were opened (a feature), the newer half what they are worth (the
grade), so that no model is taught to repeat the very clicks it is judged by. Features are as the shop computes them now.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from catalog.imports.files import UnreadableFile
from catalog.search import learned
from catalog.search.answer import usual_page
from recommendations.events.searches import Answer
from recommendations.ranking.search_order import ClickRates
from recommendations.training import click_model, judgements
from recommendations.training.click_model import ClickModelConfig
from recommendations.training.search_order import NOT_JUDGED, Asked

logger = logging.getLogger(__name__)

HIGHEST_GRADE = 4
JUDGED_WEIGHT = 3.0
"""A judged question weighs as much as one with twenty clicks (ln 21)."""
NO_CLICKS = ClickRates()


@dataclass(frozen=True, slots=True)
class ExamplesConfig:
    """How clicks become grades."""

    most_questions: int = 2_000
    """Those with the most clicks; each one is asked of the shop once more."""
    clear_share: float = 0.99
    """The attraction that this share of pairs stays below earns the highest grade."""
    clicks: ClickModelConfig = field(default_factory=ClickModelConfig)


def of_clicks(answers: Sequence[Answer], *, now: datetime, config: ExamplesConfig) -> list[Asked]:
    """Ask the shop the questions whose answers were clicked on, and grade what was shown. Some queries a question."""
    older, newer = answers[: len(answers) // 2], answers[len(answers) // 2 :]
    clicks = Counter[str]()
    for answer in newer:
        clicks[answer.query] += len(answer.opened)
    rates = ClickRates.of(click_model.fitted(older, config.clicks).attraction)
    grades = _grades(click_model.fitted(newer, config.clicks).attraction, config)
    found = []
    for query, count in clicks.most_common(config.most_questions):
        asked = page_of(query, grades.get(query, {}), rates, now=now) if count else None
        if asked is not None and asked.grades.max() > 0:
            found.append(replace(asked, weight=math.log1p(count)))
    return found


def of_judgements(path: Path, *, now: datetime) -> list[Asked]:
    """Ask the shop the judged questions that have a relevant product; an unreadable file is logged and teaches nothing."""
    try:
        judged = judgements.read(path)
    except (UnreadableFile, OSError) as error:
        logger.warning("judgements_unreadable", extra={"file": str(path), "reason": str(error)})
        return []
    known = {name: product_id for product_id, name in judgements.names().items()}
    found = []
    for query in judged.answerable:
        grades = {
            known[name]: round(grade)
            for name, grade in judged.by_query[query].items()
            if name in known
        }
        asked = page_of(query, grades, NO_CLICKS, now=now)
        if asked is not None and any(grades.values()):
            ideal = np.array(list(grades.values()), np.int64)
            found.append(replace(asked, ideal=ideal, weight=JUDGED_WEIGHT))
    return found


def page_of(
    query: str, grades: Mapping[int, int], rates: ClickRates, *, now: datetime
) -> Asked | None:
    """Describe and grade the first products of a question; nothing where there is nothing to order. Some queries."""
    question, page = usual_page(query, now=now)
    if len(page) < 2 or not question.terms:
        return None
    ids = [one.product_id for one in page]
    features = learned.features_of(page, question, rates.click_rates(query, ids), now=now)
    graded = [grades.get(item_id, NOT_JUDGED) for item_id in ids]
    return Asked(query, features, np.array(graded, np.int64))


def _grades(
    attraction: Mapping[tuple[str, int], float], config: ExamplesConfig
) -> dict[str, dict[int, int]]:
    """Return the grade of each product of each question, 0 to :data:`HIGHEST_GRADE`."""
    if not attraction:
        return {}
    clear = float(np.quantile(list(attraction.values()), config.clear_share))
    found: dict[str, dict[int, int]] = {}
    for (query, item_id), worth in attraction.items():
        share = min(worth / clear, 1.0) if clear else 0.0
        found.setdefault(query, {})[item_id] = round(HIGHEST_GRADE * share)
    return found
