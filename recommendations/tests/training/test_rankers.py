"""Rankers as the pipeline trains them: what serving computes for one shopper is what training saw of many."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from recommendations.evaluation import splits, tasks
from recommendations.features import acts, histories
from recommendations.features.acts import Reading
from recommendations.features.business_time import Pauses
from recommendations.features.histories import rows_of
from recommendations.ranking import purchases
from recommendations.ranking.frames import Frame
from recommendations.ranking.ranker import MODEL, Ranker
from recommendations.ranking.scorer import WrongFeatures
from recommendations.registry.artefacts import Part
from recommendations.tests.worlds import DAY, NOW, Row, interactions
from recommendations.training import (
    calendar,
    click_tables,
    label_windows,
    purchase_tables,
    rankers,
)
from recommendations.training.label_windows import Window, WindowsConfig
from recommendations.training.purchase_tables import PurchaseTablesConfig
from recommendations.training.ranker import Examples, RankerConfig
from recommendations.training.rankers import RankersConfig
from recommendations.vocabulary import (
    KIND_CODES,
    Act,
    Context,
    EventKind,
    Interactions,
    ItemId,
    PersonKey,
)

SMALL = RankersConfig(
    windows=WindowsConfig(most_shoppers=200, most_visits=100),
    trees=RankerConfig(rounds=20, least_rows=20, least_hits=50),
)
N_ITEMS = 60
LOOKED_AT = np.repeat([0.08, 0.01], [10, 20])
"""How often each item of a half is looked at, by those who like that half."""


@cache
def world(n_persons: int = 120, seed: int = 3) -> Interactions:
    """Half the people like the lower items, half the upper; everybody comes back to two favourites.

    A third of each half is looked at most, and some day everybody changes their favourites for others.
    """
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    basket = 0
    for person in range(n_persons):
        liked = np.arange(N_ITEMS // 2) + (person % 2) * N_ITEMS // 2
        before, since = rng.choice(liked, (2, 2), replace=False)
        changed = rng.uniform(40, 120)
        for days_ago in rng.uniform(0.1, 150, 10):
            favourites = before if days_ago > changed else since
            looked = rng.choice(liked, rng.integers(2, 6), replace=False, p=LOOKED_AT)
            rows += [
                (f"u{person}", int(item), EventKind.VIEW, days_ago - step / 1_000, basket)
                for step, item in enumerate(looked)
            ]
            bought = np.unique(np.append(favourites, looked[0]))
            rows += [
                (f"u{person}", int(item), EventKind.PURCHASE, days_ago - 0.02, basket + 1)
                for item in bought
            ]
            basket += 2
    return interactions(rows)


@cache
def walks(n_visits: int = 800, seed: int = 3) -> Interactions:
    """Visits that go through the shop by steps of three, every other one in no order at all; two visits a person."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for visit, days_ago in enumerate(rng.uniform(0.1, 40, n_visits)):
        step = (visit % 2) * 3
        order = (
            np.roll(np.arange(N_ITEMS), rng.integers(N_ITEMS)) if step else rng.permutation(N_ITEMS)
        )
        looked = order[:: step or 1][: rng.integers(2, 7)]
        rows += [
            (f"u{visit // 2}", int(item), EventKind.VIEW, days_ago - place / 1_000, visit)
            for place, item in enumerate(looked)
        ]
    return interactions(rows)


@cache
def trained() -> dict[str, Part]:
    return {
        part.name: part
        for log, names in ((world(), {"discover", "buy_again"}), (walks(), {"next_look"}))
        for part in rankers.train(log, log.items, now=NOW, config=SMALL)
        if part.name in names
    }


def opened(part: Part) -> Ranker:
    return Ranker.open(part.name, part.arrays, part.config)


def acts_of(log: Interactions, person: int, *, before: float) -> tuple[Act, ...]:
    """What a page would know of a person at a moment: newest looks and purchases with their dates."""
    known = acts.remembered(rows_of(log, (log.person == person) & (log.happened_at < before)))
    is_purchase = known.kind == KIND_CODES[EventKind.PURCHASE]
    columns = (known.items[known.item], known.happened_at, is_purchase, known.quantity)
    told = zip(*(column[::-1].tolist() for column in columns), strict=True)
    return tuple(Act(ItemId(item), at, bought, int(n)) for item, at, bought, n in told)


def test_every_ranker_is_trained_and_better_than_its_sources() -> None:
    parts = trained()

    assert set(parts) == {"next_look", "discover", "buy_again"}
    for part in parts.values():
        assert part.metrics["ndcg"] > part.metrics["ndcg_of_sources"]
        assert part.metrics["onnx_difference"] <= 1e-5


def drawn(told_by: int, *, seed: int, n_shoppers: int = 100, n_items: int = 20) -> Window:
    """Shoppers who take the two candidates with the highest value of one feature, whatever the others say."""
    rng = np.random.default_rng(seed)
    features = rng.random((n_shoppers, n_items, len(purchases.FEATURES)), np.float32)
    is_taken = features[:, :, told_by].argsort(axis=1).argsort(axis=1) >= n_items - 2
    shopper = np.repeat(np.arange(n_shoppers, dtype=np.int32), n_items)
    item = np.tile(np.arange(n_items, dtype=np.int32), n_shoppers)
    frame = Frame(
        shopper,
        item,
        np.zeros(len(item), np.bool_),
        features.reshape(len(item), -1),
    )
    return Window(frame, is_taken.ravel())


_, DISCOVER, BUY_AGAIN = rankers.RECIPES
LAST = len(purchases.FEATURES) - 1


def test_the_newest_window_is_foretold_by_what_was_learned_before_it() -> None:
    newest = drawn(LAST, seed=1)
    other = drawn(LAST - 1, seed=2)
    older = [Examples.of(other.frame, other.is_taken)]

    figures = rankers._foretold(DISCOVER, newest, older, SMALL)
    alone = rankers._foretold(DISCOVER, newest, [], SMALL)

    # Trees that may learn from other shoppers of these days know what the days before could not tell.
    assert alone["ndcg"] > 0.8 > 0.5 > figures["ndcg"]
    assert (figures["older_windows"], alone["older_windows"]) == (1, 0)


def test_buying_again_is_held_against_the_own_count_and_not_against_its_mean_with_others() -> None:
    newest = drawn(2 * purchases.SOURCES.index("own") + 1, seed=1)

    again = rankers._foretold(BUY_AGAIN, newest, [], SMALL)
    new = rankers._foretold(DISCOVER, newest, [], SMALL)

    assert again["ndcg_of_sources"] == 1.0 > 0.8 > new["ndcg_of_sources"]


def test_discover_prefers_the_shoppers_own_half() -> None:
    ranker = opened(trained()["discover"])
    told = tuple(Act(ItemId(item), NOW - item * 60) for item in (1, 2, 3, 4))

    scores = ranker.scores(Context(PersonKey(""), acts=told), ranker.item_ids, now=NOW)

    others = np.setdiff1d(np.arange(N_ITEMS), [1, 2, 3, 4])
    assert set(others[np.argsort(-scores[others])][:10]) <= set(range(N_ITEMS // 2))


def test_buy_again_prefers_what_was_bought_often() -> None:
    ranker = opened(trained()["buy_again"])
    often, once = ItemId(5), ItemId(6)
    told = (
        *(Act(often, NOW - days * DAY, is_purchase=True) for days in (5, 20, 35)),
        Act(once, NOW - 35 * DAY, is_purchase=True),
    )

    high, low = ranker.scores(Context(PersonKey(""), acts=told), np.array([often, once]), now=NOW)

    assert high > low


def test_an_unknown_item_has_no_score() -> None:
    ranker = opened(trained()["discover"])

    scores = ranker.scores(Context(PersonKey("")), np.array([-5, 10_000_000]), now=NOW)

    assert np.isnan(scores).tolist() == [True, True]


def test_one_candidate_scores_as_among_many() -> None:
    ranker = opened(trained()["discover"])
    context = Context(PersonKey("u7"), acts=acts_of(world(), 7, before=NOW))

    together = ranker.scores(context, ranker.item_ids, now=NOW)

    alone = [ranker.scores(context, ranker.item_ids[n : n + 1], now=NOW)[0] for n in range(20)]
    assert np.allclose(together[:20], alone, atol=1e-6)


def compared(n_persons: int, n_rows: int, recipe: rankers.Recipe) -> tuple[NDArray, NDArray]:
    """Return features of the same pairs, from the training frame and as a page computes them."""
    log = world(n_persons)
    start = NOW - 30 * DAY
    logged = acts.of_log(log, recipe.reads)
    past = rows_of(logged, logged.happened_at < start)
    tables = purchase_tables.build(past, now=start, config=PurchaseTablesConfig(n_factors=8))
    persons = np.unique(past.person)
    frame = tables.frame(label_windows.known_of(past, persons, now=start))
    pauses = Pauses.of(log.happened_at, now=NOW)
    arrays = rankers._arrays(tables, b"", past, log.items, pauses)
    whole = opened(trained()[recipe.name])
    page = dataclasses.replace(
        whole,
        tables=tables,
        pauses=pauses,
        person_digests=arrays["person_digests"],
        person_places=arrays["person_places"],
    )
    rows = np.sort(np.random.default_rng(5).permutation(len(frame))[:n_rows])
    online = []
    for shopper in np.unique(frame.shopper[rows]):
        of_shopper = rows[frame.shopper[rows] == shopper]
        person = persons[shopper]
        context = Context(
            PersonKey(str(log.persons[person])), acts=acts_of(log, person, before=start)
        )
        features, is_known = page.features(context, log.items[frame.item[of_shopper]], now=start)
        assert is_known.all()
        online.append(features)
    return frame.features[rows], np.concatenate(online)


def compared_visits(n_visits: int, n_rows: int) -> tuple[NDArray, NDArray]:
    """Return features of the same pairs of visit and item, from the training frame and as a page computes them."""
    log = walks(n_visits)
    split = splits.at(acts.of_log(log, Reading.VISIT), cut=NOW - 10 * DAY, horizon_days=10)
    asked = tasks.clicks(split, most_shoppers=n_visits, rng=np.random.default_rng(1))
    tables = click_tables.build(asked.past, now=split.now)
    frame = tables.frame(asked.shoppers)
    page = dataclasses.replace(opened(trained()["next_look"]), tables=tables)
    rows = np.sort(np.random.default_rng(5).permutation(len(frame))[:n_rows])
    # Somebody who comes back must not be known by the earlier visit, nor by what comes after this look.
    looks = np.flatnonzero(split.is_asked & np.isin(split.log.basket, asked.unit))
    looks = looks[np.lexsort((split.log.happened_at[looks], split.log.basket[looks]))]
    follows = split.log.basket[looks][1:] == split.log.basket[looks][:-1]
    moments = split.log.happened_at[looks[:-1][follows]]
    persons = split.log.person[looks[:-1][follows]]
    online = []
    for shopper in np.unique(frame.shopper[rows]):
        of_shopper = rows[frame.shopper[rows] == shopper]
        seen_at = float(moments[shopper])
        told = acts_of(log, persons[shopper], before=seen_at + 1)
        context = Context(PersonKey(str(log.persons[persons[shopper]])), acts=told)
        features, is_known = page.features(
            context, log.items[frame.item[of_shopper]], now=seen_at + 20
        )
        assert is_known.all()
        online.append(features)
    return frame.features[rows], np.concatenate(online)


@pytest.mark.parametrize("name", ["discover", "buy_again", "next_look"])
def test_online_features_are_those_of_the_training_frame(name: str) -> None:
    recipe = next(recipe for recipe in rankers.RECIPES if recipe.name == name)
    is_of_visits = recipe.reads is Reading.VISIT

    frame, online = (
        compared_visits(2_000, 10_000) if is_of_visits else compared(600, 10_000, recipe)
    )

    assert len(frame) == 10_000
    assert np.allclose(online, frame, rtol=1e-4, atol=1e-5, equal_nan=True)


def test_the_next_look_goes_on_with_the_walk() -> None:
    ranker = opened(trained()["next_look"])
    told = tuple(Act(ItemId(item), NOW - 60 * n) for n, item in enumerate((26, 23, 20)))

    scores = ranker.scores(Context(PersonKey(""), acts=told), ranker.item_ids, now=NOW)

    others = np.setdiff1d(np.arange(N_ITEMS), [20, 23, 26])
    assert others[np.argmax(scores[others])] == 29


def test_a_visit_ends_with_a_pause_and_is_not_what_was_bought() -> None:
    ranker = opened(trained()["next_look"])
    long_ago = acts.VISIT_GAP_SECONDS + 1
    bought = Context(PersonKey(""), acts=(Act(ItemId(1), NOW, is_purchase=True),))
    looked = Context(PersonKey(""), acts=(Act(ItemId(1), NOW),))

    assert ranker.has_read(looked, now=NOW)
    assert not ranker.has_read(looked, now=NOW + long_ago)
    assert not ranker.has_read(bought, now=NOW)


def test_a_ranker_of_other_features_is_not_opened() -> None:
    part = trained()["discover"]
    other = {**part.config, "feature_names": ("something", "else")}

    with pytest.raises(WrongFeatures, match="train again"):
        Ranker.open("discover", part.arrays, other)


def test_a_ranker_of_an_older_kind_is_not_opened() -> None:
    part = trained()["discover"]
    older = {name: value for name, value in part.config.items() if name != "reads"}

    with pytest.raises(WrongFeatures, match="train again"):
        Ranker.open("discover", part.arrays, older)


def test_nobody_is_written_down_by_name() -> None:
    part = trained()["discover"]

    assert {array.dtype.kind for array in part.arrays.values()} <= {"i", "f", "u"}
    assert len(part.arrays[MODEL]) > 1_000


def test_too_short_a_log_trains_no_ranker() -> None:
    log = interactions([("u1", 1, EventKind.VIEW, 1.0, 1), ("u1", 2, EventKind.VIEW, 0.5, 1)])

    assert list(rankers.train(log, log.items, now=NOW)) == []


def test_an_imported_history_of_long_ago_is_as_young_online_as_in_training() -> None:
    log = world()
    ago = 4_000 * DAY
    old = dataclasses.replace(log, happened_at=log.happened_at - ago)
    moved = calendar.as_of_business(old, now=NOW)
    pauses = Pauses.of(old.happened_at, now=NOW)
    logged = acts.touches(moved)
    person = np.array([3])

    trained_on = label_windows.known_of(logged, person, now=NOW)
    online = acts.history(acts_of(old, 3, before=NOW), log.items, now=NOW, pauses=pauses)

    assert np.allclose(online.age_days, trained_on.age_days, atol=1e-6)
    assert np.array_equal(online.item, trained_on.item)
    assert np.array_equal(online.basket, trained_on.basket)
    assert online.person[0] == histories.UNKNOWN_PERSON
