"""The nightly contest: the page's rows and the two-stage method against ten trivial baselines, kept as rows.

What serves tonight knows the days it would be asked about. So what makes it is trained anew as of the cut: every
source, every ranker with its check, and the very code that answers a page, without rules and without texts.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import numpy as np

from recommendations.evaluation import contest, report, splits, standings, tasks
from recommendations.evaluation.baselines import BASELINES
from recommendations.evaluation.contest import Progress, silent
from recommendations.evaluation.splits import NothingToEvaluate
from recommendations.evaluation.systems import System
from recommendations.evaluation.tasks import Task
from recommendations.events import read
from recommendations.management.log_source import HORIZON_DAYS, KINDS
from recommendations.management.served import Page
from recommendations.registry.models import Leaderboard
from recommendations.training import calendar
from recommendations.training.two_stage import TwoStage
from recommendations.vocabulary import Interactions

logger = logging.getLogger(__name__)

METHOD, PAGE = "our two-stage", "our page"
NEXT: standings.Views = {
    "orders": {"all": "next purchases (method)"},
    "clicks": {"all": "next click (method)"},
}
"""What the method reaches where it may show everything, which no row of a page may."""
MOST_SHOPPERS = 2_000
"""Enough for intervals of two points, few enough for a night."""
SEED = 20_240_601
ROWS_KEPT = 180
"""A quarter of a year of two questions."""


def measure(*, now: datetime, progress: Progress = silent) -> list[Leaderboard]:
    """Hold one contest a question, keep its rows, and forget the oldest; a question without data has none."""
    log = calendar.as_of_business(read.interactions(until=now), now=now.timestamp())
    asked = [_question(log, task_name) for task_name in HORIZON_DAYS]
    held = [_kept(_held(task, progress=progress), now=now) for task in asked if task is not None]
    old = Leaderboard.objects.order_by("-measured_at", "-pk")[ROWS_KEPT:]
    Leaderboard.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return held


def _question(log: Interactions, task_name: str) -> Task | None:
    """Return the question about the newest horizon, or None where the log cannot answer it."""
    rows = splits.of_kinds(log, *KINDS[task_name])
    horizon_days = HORIZON_DAYS[task_name]
    ask = tasks.orders if task_name == "orders" else tasks.clicks
    try:
        split = splits.at(
            rows,
            cut=splits.default_cut(rows, horizon_days=horizon_days),
            horizon_days=horizon_days,
        )
        return ask(split, most_shoppers=MOST_SHOPPERS, rng=np.random.default_rng(SEED))
    except NothingToEvaluate as error:
        logger.info("contest_skipped", extra={"task": task_name, "reason": str(error)})
        return None


def _held(task: Task, *, progress: Progress) -> contest.Contest:
    ours: list[System] = [TwoStage(METHOD, task.name, HORIZON_DAYS[task.name]), Page(PAGE)]
    rng = np.random.default_rng(SEED)
    return contest.compete(task, BASELINES, ours, rng=rng, progress=progress)


def _kept(found: contest.Contest, *, now: datetime) -> Leaderboard:
    """Write the row; a second contest of the same moment replaces the first."""
    summary = report.as_dict(found)
    told = (
        *standings.standings(found, ours=PAGE, views=standings.PAGE),
        *standings.standings(found, ours=METHOD, views=NEXT),
    )
    row, _ = Leaderboard.objects.update_or_create(
        task=found.task.name,
        measured_at=now,
        defaults={
            "cut": datetime.fromtimestamp(found.task.now, UTC),
            "until": datetime.fromtimestamp(found.task.until, UTC),
            "shoppers": len(np.unique(found.task.unit)),
            "standings": [each.as_dict() for each in told],
            "report": summary,
        },
    )
    return row
