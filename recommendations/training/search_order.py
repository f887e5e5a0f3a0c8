"""Learns the order of search results: LambdaRank over query-product features, on the shop's clicks or on judgements.

Burges, "From RankNet to LambdaRank to LambdaMART" (2010), by LightGBM. The trees begin at the usual order and correct it,
so where little is known little changes. Questions are the units: they are folded, judged and resampled whole, so no
question is ever judged by a model that saw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import lightgbm
import numpy as np
import onnxmltools
from numpy.typing import NDArray
from onnxmltools.convert.common.data_types import FloatTensorType

from recommendations.evaluation import intervals
from recommendations.evaluation.intervals import Interval, Sums
from recommendations.ranking.scorer import INPUT
from recommendations.ranking.search_order import usual
from recommendations.training.ranker import OPSET, as_float32

TOP = 10
USUAL_PLACE = "usual_place"
NOT_JUDGED = -1
"""Is not learned from; in figures it counts as not relevant."""


@dataclass(frozen=True, slots=True)
class SearchOrderConfig:
    """Size and strength of the trees; few and small ones, for questions are few."""

    rounds: int = 60
    learning_rate: float = 0.05
    leaves: int = 8
    least_rows: int = 20
    feature_share: float = 0.5
    row_share: float = 0.8
    ridge: float = 10.0
    prior: float = 20.0
    """What one point of the usual score is worth where the trees begin; neighbours on a page differ by about 0.02."""
    folds: int = 5
    foldings: int = 3
    """How often questions are folded anew to be judged: one folding of few questions may be a lucky one."""
    least_questions: int = 40
    """With fewer, the interval of a difference is wider than any gain."""
    seed: int = 1

    def each_folding(self) -> list[SearchOrderConfig]:
        """Return the same recipe once for each folding."""
        return [replace(self, seed=self.seed + number) for number in range(self.foldings)]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and its first products in their usual order."""

    query: str
    features: NDArray[np.float32]
    """``(n, n_features)``"""
    grades: NDArray[np.int64]
    """``(n,)`` 0 to 4, or :data:`NOT_JUDGED`."""
    ideal: NDArray[np.int64] | None = None
    """Every grade of the question, also of products that are not on the page; nothing where only these are known."""
    weight: float = 1.0
    """How much is known of the question."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the learned order stands against the usual one on questions that it never saw."""

    questions: int
    usual: float
    learned: float
    difference: Interval

    def findings(self, config: SearchOrderConfig) -> tuple[str, ...]:
        """Return why it may not order searches; nothing lets it through, which only a sure gain does."""
        if self.questions < config.least_questions:
            return (f"{self.questions} questions are too few, it takes {config.least_questions}",)
        if not self.difference.low > 0:
            low, high = self.difference.low, self.difference.high
            gain = f"nDCG@10 {self.difference.mean:+.3f} against the usual order"
            return (f"{gain}, 95 % {low:+.3f} to {high:+.3f}",)
        return ()


def learn(
    questions: Sequence[Asked], feature_names: Sequence[str], config: SearchOrderConfig
) -> lightgbm.Booster:
    """Fit the trees on questions."""
    known = [asked for asked in questions if (asked.grades != NOT_JUDGED).any()]
    rows = [asked.grades != NOT_JUDGED for asked in known]
    features = np.concatenate(
        [asked.features[kept] for asked, kept in zip(known, rows, strict=True)]
    )
    data = lightgbm.Dataset(
        features,
        np.concatenate([asked.grades[kept] for asked, kept in zip(known, rows, strict=True)]),
        group=[int(kept.sum()) for kept in rows],
        weight=np.repeat([asked.weight for asked in known], [int(kept.sum()) for kept in rows]),
        init_score=usual(features, feature_names, config.prior),
        feature_name=list(feature_names),
    )
    parameters = {
        "objective": "lambdarank",
        "lambdarank_truncation_level": TOP + 5,
        "learning_rate": config.learning_rate,
        "num_leaves": config.leaves,
        "min_data_in_leaf": config.least_rows,
        "feature_fraction": config.feature_share,
        "bagging_fraction": config.row_share,
        "bagging_freq": 1,
        "bagging_by_query": True,
        "lambda_l2": config.ridge,
        "num_threads": 1,
        "seed": config.seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }
    return as_float32(lightgbm.train(parameters, data, config.rounds))


def scores(
    booster: lightgbm.Booster,
    features: NDArray[np.float32],
    feature_names: Sequence[str],
    config: SearchOrderConfig,
) -> NDArray[np.float64]:
    """Return what a model says of a page ``(n,)``, higher is better."""
    corrections = np.asarray(booster.predict(features), np.float64)
    return usual(features, feature_names, config.prior) + corrections


def unseen(
    questions: Sequence[Asked], feature_names: Sequence[str], config: SearchOrderConfig
) -> tuple[list[lightgbm.Booster], NDArray[np.int64]]:
    """Learn once for each fold without its questions; return the models and the fold of each question ``(n,)``."""
    rng = np.random.default_rng(config.seed)
    fold = rng.permutation(np.arange(len(questions)) % config.folds)
    models = [
        learn(
            [asked for asked, own in zip(questions, fold, strict=True) if own != number],
            feature_names,
            config,
        )
        for number in range(config.folds)
    ]
    return models, fold


def judged(
    questions: Sequence[Asked], feature_names: Sequence[str], config: SearchOrderConfig
) -> Verdict:
    """Judge the recipe by questions that the judging models never saw, each weighing the same."""
    place = list(feature_names).index(USUAL_PLACE)
    before = np.array([ndcg(asked, -asked.features[:, place]) for asked in questions])
    after = np.mean(
        [_unseen_ndcg(questions, feature_names, folding) for folding in config.each_folding()],
        axis=0,
    )
    gains = (after - before)[:, None]
    sums = Sums.of(gains, np.arange(len(gains)), len(gains))
    drawn = intervals.drawn(len(gains), rng=np.random.default_rng(config.seed))
    (difference,) = intervals.intervals(sums.mean(), intervals.resampled(sums, drawn))
    return Verdict(len(questions), float(before.mean()), float(after.mean()), difference)


def _unseen_ndcg(
    questions: Sequence[Asked], feature_names: Sequence[str], config: SearchOrderConfig
) -> list[float]:
    models, fold = unseen(questions, feature_names, config)
    return [
        ndcg(asked, scores(models[own], asked.features, feature_names, config))
        for asked, own in zip(questions, fold.tolist(), strict=True)
    ]


def ndcg(asked: Asked, by: NDArray[np.floating]) -> float:
    """Return nDCG@10 with gain 2^grade - 1 of the page in the order of scores (Burges 2005)."""
    grades = np.maximum(asked.grades, 0)
    best = _dcg(np.sort(grades if asked.ideal is None else asked.ideal)[::-1])
    return _dcg(grades[np.argsort(-by, kind="stable")]) / best if best else 0.0


def _dcg(grades: NDArray[np.int64]) -> float:
    top = grades[:TOP]
    return float(((2.0**top - 1) / np.log2(np.arange(len(top)) + 2)).sum())


def exported(booster: lightgbm.Booster) -> bytes:
    """Return the trees as an ONNX model for :class:`recommendations.ranking.search_order.SearchOrder`."""
    shape = FloatTensorType([None, booster.num_feature()])
    model = onnxmltools.convert_lightgbm(
        booster, initial_types=[(INPUT, shape)], target_opset=OPSET
    )
    serialized: bytes = model.SerializeToString()
    return serialized
