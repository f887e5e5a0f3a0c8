"""Judges a training recipe before its version may serve: against trivial baselines, and against what serves.

Both are trained as of a horizon ago and asked about the days since, which neither has seen. Artefacts of
tonight cannot be judged themselves: there is no future yet that they do not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recommendations.evaluation import contest, splits, standings, tasks
from recommendations.evaluation.baselines import BASELINES
from recommendations.evaluation.splits import NothingToEvaluate
from recommendations.evaluation.standings import LEAST_LISTS, Standing, Verdict
from recommendations.evaluation.systems import Ranking, System
from recommendations.evaluation.tasks import Task
from recommendations.training.ranker import RankerConfig
from recommendations.training.two_stage import TwoStage
from recommendations.vocabulary import EventKind, Interactions


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """What a recipe must reach, and on how many shoppers."""

    horizon_days: int = 30
    most_shoppers: int = 1_000
    rivals: tuple[str, ...] = (
        "top of 28 days",
        "own count, ties by 28 days",
        "decayed own count × popularity",
        "item-kNN",
    )
    """The trivial baselines that have ever come close; the nightly contest has all ten."""
    most_lost: float = 0.02
    """Of the live recipe's headline figure: the paired interval must exclude a greater loss."""
    seed: int = 20_240_601


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why a recipe may not serve (nothing lets it through), and how each carousel stands."""

    findings: tuple[str, ...]
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A contestant that has learned already."""

    name: str
    ranking: Ranking

    def fit(self, log: Interactions, *, now: float) -> Ranking:
        """Return what was learned."""
        return self.ranking


def judged(
    interactions: Interactions,
    *,
    candidate: RankerConfig,
    live: RankerConfig | None,
    config: JudgeConfig = JudgeConfig(),
) -> Judgement:
    """Judge the candidate on the newest horizon; ``live`` is None where nothing serves or nothing changed.

    "Buy again" and "for you" have gates of their own: either is refused where a trivial baseline is surely
    better. Too little data refuses nothing.
    """
    task = _question(interactions, config)
    if task is None:
        return Judgement((), ())
    trained = TwoStage("candidate", "orders", config.horizon_days, candidate)
    fitted = _Fitted("candidate", trained.fit(task.past, now=task.now))
    rivals = [system for system in BASELINES if system.name in config.rivals]
    found = standings.standings(_held(task, rivals, fitted, config), ours=fitted.name)
    lost = [each.sentence for each in found if each.verdict is Verdict.LOSES]
    if live is not None and live != candidate:
        ruling = TwoStage("the live recipe", "orders", config.horizon_days, live)
        lost += _worse(_held(task, [ruling], fitted, config), config)
    return Judgement(tuple(lost), found)


def _question(interactions: Interactions, config: JudgeConfig) -> Task | None:
    rows = splits.of_kinds(interactions, EventKind.PURCHASE)
    try:
        cut = splits.default_cut(rows, horizon_days=config.horizon_days)
        split = splits.at(rows, cut=cut, horizon_days=config.horizon_days)
        rng = np.random.default_rng(config.seed)
        return tasks.orders(split, most_shoppers=config.most_shoppers, rng=rng)
    except NothingToEvaluate:
        return None


def _held(
    task: Task, rivals: list[System], fitted: _Fitted, config: JudgeConfig
) -> contest.Contest:
    return contest.compete(task, rivals, [fitted], rng=np.random.default_rng(config.seed))


def _worse(found: contest.Contest, config: JudgeConfig) -> Iterator[str]:
    """Find a loss that the headline does not exclude, and sure losses of any slice."""
    headline, primary = found.headline, found.task.views[0].name
    live, ours = found.results
    for view, difference in ((name, against[headline]) for name, against in ours.against.items()):
        allowed = config.most_lost * live.figures[view][headline].mean if view == primary else 0.0
        worst = difference.low if view == primary else difference.high
        if found.n_lists[view] >= LEAST_LISTS and worst < -allowed:
            yield (
                f"{view}: {headline} {difference.mean:+.3f} against the live recipe, "
                f"95 % {difference.low:+.3f} to {difference.high:+.3f}"
            )
