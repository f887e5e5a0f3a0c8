"""Nothing of the future reaches the past."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.evaluation import splits, tasks
from recommendations.evaluation.baselines import BASELINES
from recommendations.evaluation.splits import NothingToEvaluate
from recommendations.features.histories import DAY_SECONDS
from recommendations.tests.evaluation.logs import NOW, bought, clicked
from recommendations.vocabulary import EventKind, Interactions

CUT = NOW - 10 * DAY_SECONDS

orders_of_anyone = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "eve"]),
        st.floats(0.01, 40),
        st.lists(st.integers(1, 6), min_size=1, max_size=4),
    ),
    min_size=2,
    max_size=20,
)


@given(orders_of_anyone)
@settings(max_examples=60)
def test_past_ends_before_the_cut_and_the_future_begins_there(orders: list) -> None:
    log = bought(*orders)
    try:
        split = splits.at(log, cut=CUT, horizon_days=7)
    except NothingToEvaluate:
        return

    assert (split.past.happened_at < CUT).all()
    asked = log.happened_at[split.is_asked]
    assert ((asked >= CUT) & (asked < CUT + 7 * DAY_SECONDS)).all()
    assert not (split.is_past & split.is_asked).any()


@given(orders_of_anyone, st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_another_future_changes_no_history_and_no_baseline(orders: list, random) -> None:  # noqa: ANN001
    log = bought(("ann", 20, [1, 2, 3, 4, 5, 6]), ("ann", 2, [1]), ("bob", 15, [2, 3]), *orders)
    other = _with_another_future(log, random)

    task, changed = (
        tasks.orders(
            splits.at(each, cut=CUT, horizon_days=10),
            most_shoppers=10,
            rng=np.random.default_rng(1),
        )
        for each in (log, other)
    )

    assert np.array_equal(task.shoppers.item, changed.shoppers.item)
    assert np.array_equal(task.shoppers.age_days, changed.shoppers.age_days)
    for system in BASELINES[:11]:
        ranked, again = (
            system.fit(each.past, now=each.now).rank(each.shoppers, scopes=each.scopes, k=5)
            for each in (task, changed)
        )
        for scope in task.scopes:
            assert np.array_equal(ranked[scope], again[scope]), system.name


def _with_another_future(log: Interactions, random) -> Interactions:  # noqa: ANN001
    """Exchange the items bought after the cut; who buys stays the same."""
    item = log.item.copy()
    future = np.flatnonzero(log.happened_at >= CUT)
    item[future] = [random.randrange(len(log.items)) for _ in future]
    return replace(log, item=item)


def test_a_short_log_is_asked_about_its_last_quarter() -> None:
    def spread_over(days: float) -> Interactions:
        return bought(("ann", days, [1]), ("ann", 0, [1]))

    assert splits.default_horizon(spread_over(90), wanted_days=30) == 30
    assert splits.default_horizon(spread_over(89), wanted_days=30) == 22
    assert splits.default_horizon(spread_over(2), wanted_days=30) == 0.5
    cut = splits.default_cut(spread_over(2), horizon_days=0.5)
    assert cut == pytest.approx(NOW - 0.5 * DAY_SECONDS)


def test_one_moment_cannot_be_cut() -> None:
    with pytest.raises(NothingToEvaluate, match="All rows happened at one moment"):
        splits.default_horizon(bought(("ann", 3, [1]), ("bob", 3, [2])), wanted_days=30)


def test_default_cut_leaves_whole_days_to_the_end() -> None:
    log = bought(("ann", 90, [1]), ("ann", 0, [1]))

    cut = splits.default_cut(log, horizon_days=30)

    assert cut % DAY_SECONDS == 0
    assert cut <= NOW - 29 * DAY_SECONDS < cut + DAY_SECONDS


@pytest.mark.parametrize("cut", [NOW - 100 * DAY_SECONDS, NOW + DAY_SECONDS])
def test_a_cut_beside_the_log_is_refused(cut: float) -> None:
    with pytest.raises(NothingToEvaluate):
        splits.at(bought(("ann", 20, [1]), ("ann", 2, [1])), cut=cut, horizon_days=30)


def test_two_files_are_matched_by_name_and_share_no_visit() -> None:
    past = clicked((5, [1, 2]))
    test = clicked((1, [2, 3, 4]))

    split = splits.between(past, np.array(["b", "a"]), test, np.array(["a", "c", "d"]))

    assert split.log.item.tolist() == [1, 0, 0, 2, 3]
    assert split.log.basket.tolist() == [0, 0, 1, 1, 1]
    assert split.is_asked.tolist() == [False, False, True, True, True]
    assert split.now > past.happened_at.max()


def test_items_are_numbered_in_the_order_of_their_names() -> None:
    log, labels = splits.by_label(bought(("ann", 3, [1, 2, 3])), np.array(["z", "x", "y"]))

    assert labels.tolist() == ["x", "y", "z"]
    assert log.item.tolist() == [2, 0, 1]


def test_kinds_are_kept_apart() -> None:
    log = bought(("ann", 3, [1]))

    assert len(splits.of_kinds(log, EventKind.VIEW)) == 0
    assert len(splits.of_kinds(log, EventKind.PURCHASE)) == 1


def test_a_sample_is_sorted_and_repeats_with_its_seed() -> None:
    values = np.arange(100, dtype=np.int32)

    drawn, again = (splits.sample(values, 10, np.random.default_rng(3)) for _ in range(2))

    assert len(np.unique(drawn)) == 10
    assert np.array_equal(drawn, np.sort(drawn))
    assert np.array_equal(drawn, again)
