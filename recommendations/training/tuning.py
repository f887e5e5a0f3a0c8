"""Searches the sizes and strengths of sources and ranker on windows of the past; the newest days only check.

Optuna's TPE sampler (Akiba et al. 2019) proposes; each trial is a two-stage system trained as of a window's
start and asked about the horizon after it. First the sources are searched under the default ranker, since
their features must be rebuilt for every trial, then the ranker over the best sources, whose features are kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import optuna

from recommendations.evaluation import contest, metrics, splits, tasks
from recommendations.evaluation.contest import Progress, silent
from recommendations.evaluation.splits import NothingToEvaluate
from recommendations.evaluation.standings import RECIPE
from recommendations.evaluation.tasks import Task
from recommendations.features.histories import DAY_SECONDS, before
from recommendations.training.click_tables import ClickTablesConfig
from recommendations.training.label_windows import Tables
from recommendations.training.purchase_tables import PurchaseTablesConfig
from recommendations.training.ranker import Examples, RankerConfig
from recommendations.training.two_stage import TablesConfig, TwoStage, TwoStageRanking
from recommendations.vocabulary import Interactions

FIGURE = "ndcg@20"


@dataclass(frozen=True, slots=True)
class TuneConfig:
    """How long to search, and on what."""

    source_trials: int = 8
    ranker_trials: int = 16
    backs: tuple[float, ...] = (2.0, 3.0)
    """How many horizons before the end each window begins. The newest horizon is for the check alone."""
    most_shoppers: int = 1_000
    seed: int = 20_240_601


@dataclass(frozen=True, slots=True)
class Trial:
    """One proposal and what it reached."""

    phase: str
    params: dict[str, float | int]
    value: float
    """Mean NDCG@20 over the carousels of the task, mean over the windows."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Tuned:
    """What the search found, and whether it holds on days that it never saw."""

    task: str
    windows: tuple[str, ...]
    ranker: RankerConfig
    tables: TablesConfig
    trials: tuple[Trial, ...]
    check: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By view: the paired difference to the defaults on the newest horizon, ``{mean, low, high}``."""

    @property
    def holds(self) -> bool:
        """Whether the newest days show a sure gain somewhere and a sure loss nowhere."""
        return any(each["low"] > 0 for each in self.check.values()) and not any(
            each["high"] < 0 for each in self.check.values()
        )

    def as_dict(self) -> dict[str, object]:
        """Return the report as JSON values."""
        return {**asdict(self), "figure": FIGURE, "holds": self.holds}


@dataclass(frozen=True, slots=True)
class _Window:
    """One past question with what the sources know before it."""

    task: Task
    examples: list[Examples]
    tables: Tables


def tuned(
    log: Interactions,
    *,
    task_name: str,
    horizon_days: float,
    progress: Progress = silent,
    config: TuneConfig = TuneConfig(),
) -> Tuned:
    """Search, then set the winner against the defaults on the newest horizon.

    Raises: NothingToEvaluate: if the log is too short for a window and the check behind it.
    """
    end = splits.default_cut(log, horizon_days=horizon_days) + horizon_days * DAY_SECONDS
    past = before(log, end - horizon_days * DAY_SECONDS)
    questions = list(_questions(past, task_name, horizon_days, end=end, config=config))
    if not questions:
        raise NothingToEvaluate(
            f"Tuning needs {max(config.backs) + 1:.0f} times {horizon_days:.0f} days of history."
        )
    plain = TwoStage("defaults", task_name, horizon_days)
    search = _Search(plain, questions, config, progress)
    tables = search.sources()
    chosen = replace(plain, name="tuned", tables=tables, config=search.ranker(tables))
    return Tuned(
        task=task_name,
        windows=tuple(_day(question.now) for question in questions),
        ranker=chosen.config,
        tables=tables,
        trials=tuple(search.trials),
        check=_check(log, plain, chosen, end=end, config=config),
    )


def _questions(
    past: Interactions, task_name: str, horizon_days: float, *, end: float, config: TuneConfig
) -> Iterator[Task]:
    for back in config.backs:
        try:
            yield _question(
                past, task_name, horizon_days, end - back * horizon_days * DAY_SECONDS, config
            )
        except NothingToEvaluate:
            continue


def _question(
    log: Interactions, task_name: str, horizon_days: float, cut: float, config: TuneConfig
) -> Task:
    ask = tasks.orders if task_name == "orders" else tasks.clicks
    rng = np.random.default_rng(config.seed)
    return ask(
        splits.at(log, cut=cut, horizon_days=horizon_days),
        most_shoppers=config.most_shoppers,
        rng=rng,
    )


class _Search:
    """Two studies over the same questions."""

    def __init__(
        self, plain: TwoStage, questions: list[Task], config: TuneConfig, progress: Progress
    ) -> None:
        self.plain, self.questions, self.config, self.progress = plain, questions, config, progress
        self.trials: list[Trial] = []

    def sources(self) -> TablesConfig:
        """Search the sources under the default ranker; the defaults are the first trial."""
        start = PurchaseTablesConfig() if self.plain.task == "orders" else ClickTablesConfig()
        names = SOURCE_SPACE[self.plain.task]

        def value(params: Mapping[str, Any]) -> float:
            system = replace(self.plain, tables=replace(start, **params))
            return self._mean(self._windows(system), system)

        best = self._study("sources", names, asdict(start), value, self.config.source_trials)
        return replace(start, **best)

    def ranker(self, tables: TablesConfig) -> RankerConfig:
        """Search the trees over features that are built once."""
        start = self.plain.config
        windows = list(self._windows(replace(self.plain, tables=tables)))

        def value(params: Mapping[str, Any]) -> float:
            return self._mean(iter(windows), replace(self.plain, config=replace(start, **params)))

        best = self._study("ranker", RANKER_SPACE, asdict(start), value, self.config.ranker_trials)
        return replace(start, **best)

    def _windows(self, system: TwoStage) -> Iterator[_Window]:
        for task in self.questions:
            examples = list(system.examples(task.past, now=task.now))
            yield _Window(task, examples, system.built(task.past, now=task.now))

    def _mean(self, windows: Iterator[_Window], system: TwoStage) -> float:
        reached = [
            _reached(window.task, system.learned(window.examples, window.tables))
            for window in windows
        ]
        return float(np.mean(reached))

    def _study(
        self,
        phase: str,
        space: Mapping[str, Range],
        start: Mapping[str, Any],
        value: Callable[[Mapping[str, Any]], float],
        n_trials: int,
    ) -> dict[str, Any]:
        """Run one study and return its best parameters."""
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        sampler = optuna.samplers.TPESampler(seed=self.config.seed)
        study = optuna.create_study(direction="maximize", sampler=sampler)
        study.enqueue_trial({name: start[name] for name in space})

        def objective(trial: optuna.Trial) -> float:
            self.progress(phase, trial.number, n_trials)
            began = time.perf_counter()
            params = {name: within.ask(trial, name) for name, within in space.items()}
            found = value(params)
            self.trials.append(Trial(phase, params, found, time.perf_counter() - began))
            return found

        study.optimize(objective, n_trials=n_trials)
        return dict(study.best_params)


@dataclass(frozen=True, slots=True)
class Range:
    """The values that one parameter may take, evenly spread or by their logarithm."""

    low: float
    high: float
    is_log: bool = False
    is_whole: bool = False

    def ask(self, trial: optuna.Trial, name: str) -> float | int:
        """Let the trial choose."""
        if self.is_whole:
            return trial.suggest_int(name, int(self.low), int(self.high), log=self.is_log)
        return trial.suggest_float(name, self.low, self.high, log=self.is_log)


RANKER_SPACE: Mapping[str, Range] = {
    "rounds": Range(50, 300, is_log=True, is_whole=True),
    "learning_rate": Range(0.02, 0.15, is_log=True),
    "leaves": Range(7, 63, is_log=True, is_whole=True),
    "least_rows": Range(20, 400, is_log=True, is_whole=True),
    "feature_share": Range(0.3, 1.0),
    "ridge": Range(0.5, 50.0, is_log=True),
}
SOURCE_SPACE: Mapping[str, Mapping[str, Range]] = {
    "orders": {
        "half_life_days": Range(30, 360, is_log=True),
        "lately_days": Range(10, 60),
        "ease_regularization": Range(50, 1_000, is_log=True),
        "recent_days": Range(20, 120),
        "n_factors": Range(16, 128, is_log=True, is_whole=True),
        "confidence": Range(1, 40, is_log=True),
    },
    "clicks": {
        "reach": Range(3, 20, is_whole=True),
        "backward": Range(0.2, 1.0),
        "half_life_days": Range(1, 14, is_log=True),
        "most_visits": Range(200, 2_000, is_log=True, is_whole=True),
    },
}


def _reached(task: Task, ranking: TwoStageRanking) -> float:
    """Return the mean NDCG@20 over the views that judge a recipe."""
    k, at = max(metrics.CUTOFFS), metrics.names().index(FIGURE)
    views = [view for view in task.views if view.name in RECIPE[task.name]]
    scopes = tuple(dict.fromkeys(view.scope for view in views))
    parts = [
        ranking.rank(task.shoppers.take(batch), scopes=scopes, k=k)
        for batch in contest.batches(len(task.shoppers), task.shoppers.n_items)
    ]
    lists = {scope: np.concatenate([part[scope] for part in parts]) for scope in scopes}
    figures = [
        np.nanmean(metrics.per_list(lists[view.scope], view.truth)[:, at])
        for view in views
        if (view.truth.sizes > 0).any()
    ]
    return float(np.mean(figures))


def _check(
    log: Interactions, plain: TwoStage, chosen: TwoStage, *, end: float, config: TuneConfig
) -> dict[str, dict[str, float]]:
    """Return the paired difference of the winner to the defaults on the newest horizon, by view."""
    cut = end - plain.horizon_days * DAY_SECONDS
    task = _question(log, plain.task, plain.horizon_days, cut, config)
    rng = np.random.default_rng(config.seed)
    found = contest.compete(task, [plain], [chosen], rng=rng)
    against = found.results[1].against
    return {
        view: {name: float(value) for name, value in asdict(against[view][FIGURE]).items()}
        for view in RECIPE[plain.task]
        if view in against
    }


def _day(seconds: float) -> str:
    return str(np.datetime64(int(seconds), "s").astype("datetime64[D]"))
