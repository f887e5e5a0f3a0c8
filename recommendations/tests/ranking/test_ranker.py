"""The ranker learns what is obvious, leaves LightGBM as ONNX unchanged, and never sees its labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommendations.evaluation.scopes import NOTHING, Scope
from recommendations.features import histories
from recommendations.ranking.frames import Frame
from recommendations.ranking.scorer import Scorer, WrongFeatures
from recommendations.tests.evaluation.logs import NOW, bought, clicked
from recommendations.training import ranker, two_stage
from recommendations.training.ranker import Examples, RankerConfig, TooLittleToLearn
from recommendations.training.two_stage import RECIPES, TwoStage
from recommendations.vocabulary import Interactions

NAMES = ("signal", "noise", "gaps")
SMALL = RankerConfig(rounds=30, least_rows=5, least_hits=20)


def examples(n: int = 3_000, seed: int = 1) -> Examples:
    rng = np.random.default_rng(seed)
    features = rng.random((n, 3)).astype(np.float32)
    features[rng.random(n) < 0.3, 2] = np.nan
    is_taken = rng.random(n) < features[:, 0] ** 3
    return Examples(features, is_taken, rng.random(n) < 0.5)


def test_onnx_scores_as_lightgbm_does() -> None:
    learned = ranker.learn([examples()], NAMES, RankerConfig())
    scorer = Scorer.load(ranker.exported(learned), feature_names=NAMES)
    rows = examples(10_000, seed=2).features

    native = learned.predict(rows)

    assert np.abs(scorer.score(rows) - native).max() < 1e-5


def test_scores_follow_the_signal() -> None:
    learned = ranker.learn([examples()], NAMES, SMALL)
    scorer = Scorer.load(ranker.exported(learned), feature_names=NAMES)

    low, high = scorer.score(np.array([[0.1, 0.5, 0.5], [0.9, 0.5, 0.5]], np.float32))

    assert high > low + 0.3


def test_training_twice_gives_the_same_model() -> None:
    once, again = (ranker.exported(ranker.learn([examples()], NAMES, SMALL)) for _ in range(2))
    rows = examples(500, seed=3).features

    scores = [Scorer.load(model, feature_names=NAMES).score(rows) for model in (once, again)]
    assert np.array_equal(scores[0], scores[1])


def test_too_few_hits_are_refused() -> None:
    few = examples(100)

    with pytest.raises(TooLittleToLearn):
        ranker.learn([few], NAMES, RankerConfig(least_hits=1_000))


def test_other_features_than_trained_on_are_refused() -> None:
    model = ranker.exported(ranker.learn([examples()], NAMES, SMALL))

    with pytest.raises(WrongFeatures):
        Scorer.load(model, feature_names=("one", "two"))
    with pytest.raises(WrongFeatures):
        Scorer.load(model, feature_names=NAMES).score(np.zeros((1, 2), np.float32))


def test_no_rows_have_no_scores() -> None:
    model = ranker.exported(ranker.learn([examples()], NAMES, SMALL))

    assert len(Scorer.load(model, feature_names=NAMES).score(np.zeros((0, 3), np.float32))) == 0


def test_shoppers_who_took_nothing_teach_nothing() -> None:
    frame = Frame(
        shopper=np.array([0, 0, 1, 1]),
        item=np.array([3, 4, 3, 5]),
        is_own=np.array([True, False, False, False]),
        features=np.arange(8, dtype=np.float32).reshape(4, 2),
    )

    kept = Examples.of(frame, np.array([False, True, False, False]))

    assert kept.features.tolist() == [[0, 1], [2, 3]]
    assert kept.is_taken.tolist() == [False, True]
    assert kept.new_only.features.tolist() == [[2, 3]]


def loyal_shop(seed: int = 3) -> Interactions:
    """Sixty people in six clubs; each club buys among its own ten items, again and again."""
    rng = np.random.default_rng(seed)
    orders = []
    for person in range(60):
        for days_ago in np.arange(3, 300, 12) + rng.uniform(0, 9):
            items = person % 6 * 10 + rng.choice(10, 3, replace=False)
            orders.append((f"p{person:02d}", float(days_ago), items.tolist()))
    return bought(*orders)


def test_two_stages_keep_to_the_club_and_to_the_scope() -> None:
    log = loyal_shop()
    ranking = TwoStage("two-stage", "orders", 30, SMALL).fit(log, now=NOW)
    everyone = histories.of_persons(log, np.arange(60), now=NOW)

    lists = ranking.rank(everyone, scopes=[Scope.ALL, Scope.NEW, Scope.OWNED], k=5)

    club = log.items[lists[Scope.ALL]] // 10
    assert ranking.anything is not None
    assert (club == np.arange(60)[:, None] % 6).mean() > 0.95
    own = everyone.table()
    for scope, is_right in ((Scope.NEW, False), (Scope.OWNED, True)):
        rows, places = np.nonzero(lists[scope] != NOTHING)
        assert ((own.at(rows, lists[scope][rows, places]) > 0) == is_right).all()


def test_a_log_too_small_to_learn_from_still_ranks_by_its_sources() -> None:
    log = bought(("ann", 50, [1, 2]), ("bob", 40, [1, 2]), ("ann", 5, [1]), ("bob", 3, [1]))
    ranking = TwoStage("two-stage", "orders", 30).fit(log, now=NOW)

    lists = ranking.rank(histories.of_persons(log, np.array([0]), now=NOW), scopes=[Scope.ALL], k=2)

    assert ranking.anything is None
    assert log.items[lists[Scope.ALL][0]].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("task", "log", "horizon_days"),
    [
        ("orders", loyal_shop(), 30.0),
        (
            "clicks",
            clicked(*(((day + 1) / 30, [day % 7, day % 7 + 1, 9]) for day in range(300))),
            1.0,
        ),
    ],
)
def test_sources_and_features_of_a_window_are_built_before_it(
    task: str, log: Interactions, horizon_days: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[tuple[float, float]] = []
    recipe = RECIPES[task]

    def spied(past: Interactions, *, now: float) -> two_stage.Tables:
        built.append((float(past.happened_at.max()), now))
        return recipe.build(past, now=now)

    monkeypatch.setitem(RECIPES, task, replace(recipe, build=spied))
    TwoStage("two-stage", task, horizon_days, SMALL).fit(log, now=NOW)

    windows = [now for _, now in built[:-1]]
    assert len(windows) >= 3
    assert all(newest < now for newest, now in built)
    # The last window's labels end now: none of them is looked at twice.
    assert all(now + horizon_days * histories.DAY_SECONDS <= NOW + 1e-3 for now in windows)
    assert built[-1][1] == NOW
