"""The learned order of searches: tiny worlds where it is plain who must win, and the gate between it and shoppers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.search.features import NAMES
from recommendations.ranking.search_order import KEYS, RATES, TREES, ClickRates, SearchOrder
from recommendations.training import search_order
from recommendations.training.search_order import NOT_JUDGED, Asked, SearchOrderConfig, Verdict

CONFIG = SearchOrderConfig()
PRICE = NAMES.index("price")


def world(count: int, *, tells: float, seed: int = 3) -> list[Asked]:
    """Make questions whose usual order says nothing; cheap products are wanted with the given clarity."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        features = rng.random((20, len(NAMES))).astype(np.float32)
        features[:, NAMES.index("usual_place")] = np.arange(1, 21)
        features[:, NAMES.index("usual_score")] = np.linspace(0.9, 0.5, 20)
        features[:, NAMES.index("terms_share")] = 1.0
        wanted = tells * (1 - features[:, PRICE]) + (1 - tells) * rng.random(20)
        grades = np.digitize(wanted, [0.5, 0.7, 0.9]).astype(np.int64)
        found.append(Asked(f"question {number}", features, grades))
    return found


def test_what_clearly_decides_is_learned_and_passes() -> None:
    verdict = search_order.judged(world(60, tells=1.0), NAMES, CONFIG)

    assert verdict.questions == 60
    assert verdict.learned > verdict.usual + 0.15
    assert verdict.difference.low > 0.1
    assert verdict.findings(CONFIG) == ()


def test_where_nothing_can_be_learned_the_usual_order_stays() -> None:
    verdict = search_order.judged(world(60, tells=0.0, seed=2), NAMES, CONFIG)

    (finding,) = verdict.findings(CONFIG)
    assert finding.startswith("nDCG@10")


def test_too_few_questions_are_refused_however_good() -> None:
    verdict = search_order.judged(world(20, tells=1.0), NAMES, CONFIG)

    assert verdict.learned > verdict.usual
    assert verdict.findings(CONFIG) == ("20 questions are too few, it takes 40",)


def test_a_gain_that_may_be_a_loss_is_refused() -> None:
    gain = search_order.judged(world(60, tells=1.0), NAMES, CONFIG).difference

    unsure = Verdict(60, 0.7, 0.71, replace(gain, mean=0.01, low=-0.03, high=0.05))
    sure = Verdict(60, 0.7, 0.71, replace(gain, mean=0.01, low=0.001, high=0.02))

    assert unsure.findings(CONFIG) == (
        "nDCG@10 +0.010 against the usual order, 95 % -0.030 to +0.050",
    )
    assert sure.findings(CONFIG) == ()


def test_what_nobody_judged_is_not_learned_from() -> None:
    questions = world(50, tells=1.0)
    half = [
        replace(one, grades=np.where(np.arange(20) % 2 == 0, one.grades, NOT_JUDGED))
        for one in questions
    ]
    lies = [replace(one, features=one.features.copy()) for one in half]
    for one in lies:
        one.features[one.grades == NOT_JUDGED] = 77.0

    honest = search_order.learn(half, NAMES, CONFIG).model_to_string()

    assert search_order.learn(lies, NAMES, CONFIG).model_to_string() == honest


def test_no_question_is_judged_by_a_model_that_saw_it() -> None:
    questions = world(23, tells=1.0)

    models, fold = search_order.unseen(questions, NAMES, CONFIG)

    assert len(models) == CONFIG.folds
    assert sorted(np.bincount(fold).tolist()) == [4, 4, 5, 5, 5]


def test_the_export_says_what_the_trees_say() -> None:
    questions = world(50, tells=1.0)
    booster = search_order.learn(questions, NAMES, CONFIG)
    clicks = ClickRates.of({("red mug", 4): 0.75, ("mug", 4): 0.5})
    arrays = {
        TREES: np.frombuffer(search_order.exported(booster), np.uint8),
        KEYS: clicks.keys,
        RATES: clicks.rates,
    }

    served = SearchOrder.open(arrays, {"feature_names": NAMES, "prior": CONFIG.prior})
    features = questions[0].features.copy()
    features[3, PRICE] = np.nan

    assert served.scores(features) == pytest.approx(
        search_order.scores(booster, features, NAMES, CONFIG), abs=1e-4
    )
    assert served.click_rates("  Red MUG ", [4])[0] == 0.75
    assert np.isnan(served.click_rates("red mug", [5])[0])
