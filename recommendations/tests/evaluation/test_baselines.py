"""Each baseline on a tiny world where its answer is obvious."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.evaluation.baselines import BASELINES
from recommendations.evaluation.baselines.linear import Als, EaseHead
from recommendations.evaluation.baselines.neighbours import ItemKnn, SessionKnn
from recommendations.evaluation.baselines.personal import FadedOwnCount, OwnCount
from recommendations.evaluation.baselines.popular import Popular
from recommendations.evaluation.baselines.rules import AssociationRules, SequentialRules
from recommendations.evaluation.baselines.tifu import TifuKnn
from recommendations.evaluation.scopes import NOTHING, Scope
from recommendations.evaluation.systems import System
from recommendations.features import histories
from recommendations.features.histories import Histories
from recommendations.tests.evaluation.logs import NOW, bought
from recommendations.vocabulary import Interactions


def first(
    system: System, log: Interactions, shoppers: Histories, *, scope: Scope = Scope.ALL, k: int = 1
) -> list[int]:
    """Return the items listed for the first shopper."""
    lists = system.fit(log, now=NOW).rank(shoppers, scopes=[scope], k=k)[scope]
    return [int(log.items[item]) for item in lists[0] if item != NOTHING]


def of(log: Interactions, person: str) -> Histories:
    return histories.of_persons(log, np.flatnonzero(log.persons == person), now=NOW)


# 7 was loved a year ago, 8 sells now.
FASHION = bought(
    *((f"old-{number}", 300, [7]) for number in range(5)),
    *((f"new-{number}", 3, [8]) for number in range(3)),
    ("ann", 200, [1]),
    ("ann", 100, [1, 2]),
)


def test_popular_counts_people_over_its_window() -> None:
    assert first(Popular("ever"), FASHION, of(FASHION, "ann")) == [7]
    assert first(Popular("lately", window_days=28), FASHION, of(FASHION, "ann")) == [8]


def test_popular_counts_a_person_once() -> None:
    log = bought(*(("ann", days, [1]) for days in range(1, 9)), ("bob", 2, [2]), ("eve", 3, [2]))

    assert first(Popular("ever"), log, of(log, "bob")) == [2]


def test_own_count_lists_own_items_only() -> None:
    assert first(OwnCount("own"), FASHION, of(FASHION, "ann"), k=5) == [1, 2]


def test_own_count_fills_up_with_what_breaks_its_ties() -> None:
    recent, ever = OwnCount("r", ties="recent"), OwnCount("e", ties="all time")

    assert first(recent, FASHION, of(FASHION, "ann"), k=3) == [1, 2, 8]
    assert first(ever, FASHION, of(FASHION, "ann"), k=4) == [1, 2, 7, 8]


def test_ties_of_own_items_go_to_what_sells_now() -> None:
    log = bought(("ann", 50, [7, 8]), *((f"new-{number}", 3, [8]) for number in range(3)))

    assert first(OwnCount("own"), log, of(log, "ann"), k=2) == [7, 8]
    assert first(OwnCount("own", ties="recent"), log, of(log, "ann"), k=2) == [8, 7]


def test_faded_own_count_forgets_and_still_puts_own_items_before_popular_ones() -> None:
    log = bought(
        ("ann", 900, [1]),
        ("ann", 890, [1]),
        ("ann", 5, [2]),
        *((f"new-{number}", 3, [8]) for number in range(9)),
    )

    assert first(FadedOwnCount(), log, of(log, "ann"), k=3) == [2, 1, 8]


# 20 goes with 22, then 24 follows; 21 with 23, then 25.
HABITS = bought(
    *(
        order
        for number in range(6)
        for order in (
            (f"even-{number}", 30, [20, 22]),
            (f"even-{number}", 10, [24]),
            (f"odd-{number}", 30, [21, 23]),
            (f"odd-{number}", 10, [25]),
        )
    ),
    ("ann", 2, [20]),
    ("bob", 2, [21]),
)


@pytest.mark.parametrize(
    ("system", "for_ann", "for_bob"),
    [
        (AssociationRules(), 22, 23),
        (SequentialRules(), 24, 25),
        (SequentialRules("next items", steps=1), 24, 25),
    ],
)
def test_rules_start_from_the_newest_order(system: System, for_ann: int, for_bob: int) -> None:
    assert first(system, HABITS, of(HABITS, "ann")) == [for_ann]
    assert first(system, HABITS, of(HABITS, "bob")) == [for_bob]


def test_rules_know_nothing_without_a_history() -> None:
    stranger = of(HABITS, "nobody").take(np.empty(0, np.intp))

    assert first(AssociationRules(), HABITS, of(HABITS, "ann"), scope=Scope.OWNED) == []
    assert (
        len(
            AssociationRules()
            .fit(HABITS, now=NOW)
            .rank(stranger, scopes=[Scope.ALL], k=3)[Scope.ALL]
        )
        == 0
    )


@pytest.mark.parametrize(
    "system",
    [
        ItemKnn(),
        SessionKnn(),
        TifuKnn(n_neighbours=3),
        Als(n_factors=2),
        EaseHead(regularization=1.0),
    ],
    ids=lambda system: system.name,
)
def test_neighbours_and_factors_find_the_shoppers_own_group(system: System) -> None:
    even = first(system, HABITS, of(HABITS, "ann"), scope=Scope.NEW)
    odd = first(system, HABITS, of(HABITS, "bob"), scope=Scope.NEW)

    assert even[0] in {22, 24}
    assert odd[0] in {23, 25}


def test_ease_knows_the_head_only() -> None:
    everything = EaseHead(regularization=1.0)
    head = EaseHead(most_items=4, regularization=1.0)

    assert 24 in first(everything, HABITS, of(HABITS, "ann"), scope=Scope.NEW, k=6)
    assert first(head, HABITS, of(HABITS, "ann"), scope=Scope.NEW, k=6) == [22]


def test_tifu_weighs_newer_orders_more_within_and_between_groups() -> None:
    log = bought(*(("ann", 100 - day, [day]) for day in range(9)))

    table = TifuKnn(group_size=3).frequencies(of(log, "ann"))

    # Nine orders in three groups of three: newest group 1/9 × (1, 0.9, 0.81), each older group × 0.7.
    expected = [0.7**group * 0.9**within / 9 for group in range(3) for within in range(3)]
    assert table.values[::-1].tolist() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("system", BASELINES, ids=lambda system: system.name)
def test_every_baseline_keeps_to_the_scope_and_repeats_itself(system: System) -> None:
    shoppers = histories.of_persons(HABITS, np.arange(len(HABITS.persons)), now=NOW)
    scopes = [Scope.ALL, Scope.NEW, Scope.OWNED, Scope.BUT_LAST]

    once = system.fit(HABITS, now=NOW).rank(shoppers, scopes=scopes, k=6)
    again = system.fit(HABITS, now=NOW).rank(shoppers, scopes=scopes, k=6)

    own = shoppers.table()
    for scope in scopes:
        assert once[scope].shape == (len(shoppers), 6)
        assert np.array_equal(once[scope], again[scope])
        rows, places = np.nonzero(once[scope] != NOTHING)
        is_own = own.at(rows, once[scope][rows, places]) > 0
        if scope is Scope.NEW:
            assert not is_own.any()
        if scope is Scope.OWNED:
            assert is_own.all()
        for listed in once[scope]:
            known = listed[listed != NOTHING]
            assert len(np.unique(known)) == len(known)


def test_ten_or_more_baselines_with_names_of_their_own() -> None:
    names = [system.name for system in BASELINES]

    assert len(set(names)) == len(names) >= 10
