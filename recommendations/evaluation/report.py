"""A contest as plain values: what ``evaluate --json`` prints and the registry may keep."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

import numpy as np

from recommendations.evaluation.contest import Contest, Result
from recommendations.evaluation.intervals import DRAWS, LEVEL, Interval
from recommendations.features.histories import DAY_SECONDS

FORMAT = 1
"""Raised whenever a reader of the JSON would have to change."""


def as_dict(contest: Contest) -> dict[str, object]:
    """Return the report as JSON values; what cannot be measured is null.

    ``views[].lists`` says on how many lists a view is measured; ``systems[].figures[view][figure]`` is
    ``{mean, low, high}``; ``systems[].against_best_baseline`` is the paired difference to the best
    baseline of that view.
    """
    task = contest.task
    return {
        "format": FORMAT,
        "task": task.name,
        "cut": _moment(task.now),
        "until": _moment(task.until),
        "horizon_days": round((task.until - task.now) / DAY_SECONDS, 3),
        "past_rows": len(task.past),
        "items": len(np.unique(task.past.item)),
        "shoppers": len(set(task.unit.tolist())),
        "lists": len(task.shoppers),
        "headline": contest.headline,
        "bootstrap": {"draws": DRAWS, "level": LEVEL},
        "views": [
            {
                "name": view.name,
                "scope": str(view.scope),
                "lists": contest.n_lists[view.name],
                "best_baseline": contest.references.get(view.name),
            }
            for view in task.views
        ],
        "systems": [_system(result) for result in contest.results],
    }


def _system(result: Result) -> dict[str, object]:
    return {
        "name": result.system,
        "is_baseline": result.is_baseline,
        "figures": {view: _figures(found) for view, found in result.figures.items()},
        "against_best_baseline": {view: _figures(found) for view, found in result.against.items()},
        "beyond": {name: _number(value) for name, value in asdict(result.beyond).items()},
    }


def _figures(found: Mapping[str, Interval]) -> dict[str, dict[str, float | None]]:
    return {
        name: {
            "mean": _number(interval.mean),
            "low": _number(interval.low),
            "high": _number(interval.high),
        }
        for name, interval in found.items()
    }


def _number(value: float) -> float | None:
    """Return the number with the digits that mean something; JSON knows no NaN."""
    return None if math.isnan(value) else round(value, 6)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
