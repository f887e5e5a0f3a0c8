"""Judges a training recipe before its version may serve: against trivial baselines, and against what serves.

Both are trained as of a horizon ago and asked about the days since, which neither has seen. Artefacts of
tonight cannot be judged themselves: there is no future yet that they do not know. What is judged is the method,
candidates ordered by trees of these sizes; the rows of the page, with their own rankers, stand in the nightly contest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from recommendations.evaluation import contest, splits, standings, tasks
from recommendations.evaluation.baselines import BASELINES
from recommendations.evaluation.splits import NothingToEvaluate
from recommendations.evaluation.standings import LEAST_LISTS, Standing, Verdict
from recommendations.evaluation.systems import Ranking, System
from recommendations.evaluation.tasks import Task
from recommendations.features.histories import rows_of
from recommendations.training.ranker import RankerConfig
from recommendations.training.two_stage import TwoStage
from recommendations.vocabulary import EventKind, Interactions


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """What a recipe must reach, and on how many shoppers."""

    most_shoppers: int = 1_000
    most_rows: int = 2_000_000
    """The newest rows, as the rankers that serve learn from."""
    most_lost: float = 0.02
    """Of the live recipe's headline figure: the paired interval must exclude a greater loss."""
    seed: int = 20_240_601


@dataclass(frozen=True, slots=True)
class Question:
    """What a log is asked, and whom a recipe has to beat."""

    task: str
    kinds: tuple[EventKind, ...]
    ask: Callable[..., Task]
    horizon_days: int
    rivals: tuple[str, ...]
    """The trivial baselines that have ever come close; the nightly contest has all ten."""


QUESTIONS = (
    Question(
        "orders",
        (EventKind.PURCHASE,),
        tasks.orders,
        horizon_days=30,
        rivals=(
            "top of 28 days",
            "own count, ties by 28 days",
            "decayed own count × popularity",
            "item-kNN",
        ),
    ),
    Question(
        "clicks",
        (EventKind.VIEW, EventKind.CLICK),
        tasks.clicks,
        horizon_days=1,
        rivals=("top of 28 days", "own count", "VMIS-kNN", "item-kNN"),
    ),
)
"""The first that the log can answer is asked: what is bought next, else what is looked at next."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why a recipe may not serve (nothing lets it through), and how each view stands."""

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

    What is bought again and what is discovered have gates of their own: either refuses the recipe where a
    trivial baseline is surely better. Too little data refuses nothing.
    """
    asked = next(_asked(interactions, config), None)
    if asked is None:
        return Judgement((), ())
    question, task = asked

    def recipe(name: str, trees: RankerConfig) -> TwoStage:
        return TwoStage(name, question.task, question.horizon_days, trees)

    fitted = _Fitted("candidate", recipe("candidate", candidate).fit(task.past, now=task.now))
    rivals = [system for system in BASELINES if system.name in question.rivals]
    found = standings.standings(_held(task, rivals, fitted, config), ours=fitted.name)
    lost = [each.sentence for each in found if each.verdict is Verdict.LOSES]
    if live is not None and live != candidate:
        ruling = recipe("the live recipe", live)
        lost += _worse(_held(task, [ruling], fitted, config), config)
    return Judgement(tuple(lost), found)


def _asked(log: Interactions, config: JudgeConfig) -> Iterator[tuple[Question, Task]]:
    """Yield the questions that the log can answer, each about its newest horizon."""
    for question in QUESTIONS:
        rows = splits.of_kinds(log, *question.kinds)
        rows = rows_of(rows, np.arange(len(rows)) >= len(rows) - config.most_rows)
        rng = np.random.default_rng(config.seed)
        try:
            cut = splits.default_cut(rows, horizon_days=question.horizon_days)
            split = splits.at(rows, cut=cut, horizon_days=question.horizon_days)
            yield question, question.ask(split, most_shoppers=config.most_shoppers, rng=rng)
        except NothingToEvaluate:
            continue


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
