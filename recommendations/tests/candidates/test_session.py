"""VMIS-kNN against the paper's algorithm written as loops."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest

from recommendations.candidates.session import Session
from recommendations.tests import worlds
from recommendations.tests.worlds import Row
from recommendations.training import session
from recommendations.training.session import SessionConfig
from recommendations.vocabulary import Context, EventKind, ItemId, PersonKey

N_ITEMS, N_SESSIONS = 40, 300


def random_visits(seed: int) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    return [
        rng.choice(N_ITEMS, size=rng.integers(2, 6), replace=False).tolist()
        for _ in range(N_SESSIONS)
    ]


def trained(visits: list[list[int]], config: SessionConfig) -> Session:
    rows: list[Row] = [
        (f"p{number}", item, EventKind.VIEW, float(N_SESSIONS - number), number)
        for number, visit in enumerate(visits)
        for item in visit
    ]
    part = session.train(worlds.interactions(rows), config)
    return Session.open(part.arrays, part.config)


def by_the_book(
    visits: list[list[int]], recent: list[int], config: SessionConfig
) -> dict[int, float]:
    """Score every item as in Kersbergen 2022: visits are oldest first, ``recent`` newest first."""
    last = recent[: config.n_last]
    sessions_of = defaultdict(list)
    for number in reversed(range(len(visits))):
        for item in visits[number]:
            if len(sessions_of[item]) < config.most_sessions:
                sessions_of[item].append(number)
    similarity: dict[int, float] = defaultdict(float)
    for age, item in enumerate(last):
        for number in sessions_of[item]:
            similarity[number] += 1 - age / len(last)
    nearest = sorted(similarity, key=lambda number: (-similarity[number], -number))
    scores: dict[int, float] = defaultdict(float)
    for number in nearest[: config.n_neighbours]:
        newest = min(age for age, item in enumerate(last) if item in visits[number])
        for item in visits[number]:
            scores[item] += similarity[number] * max(0.0, 1 - 0.1 * (newest + 1))
    seen = {item: sum(item in visit for visit in visits) for item in scores}
    return {
        item: score * math.log(len(visits) / seen[item])
        for item, score in scores.items()
        if item != last[0]
    }


@pytest.mark.parametrize("seed", range(5))
def test_equals_the_algorithm_of_the_paper(seed: int) -> None:
    visits = random_visits(seed)
    config = SessionConfig(most_sessions=15, n_neighbours=20)
    recent = np.random.default_rng(seed).choice(N_ITEMS, 8, replace=False).tolist()

    answer = trained(visits, config).retrieve(
        Context(person=PersonKey("v1"), recent=tuple(map(ItemId, recent))), limit=N_ITEMS
    )

    expected = by_the_book(visits, recent, config)
    found = dict(zip(answer.item_ids.tolist(), answer.scores.tolist(), strict=True))
    assert found == pytest.approx(expected, rel=1e-5)


def test_one_click_follows_the_newer_visits() -> None:
    old, new = [[1, 2]] * 3, [[1, 3]] * 3
    source = trained(old + new, SessionConfig(n_neighbours=4))

    answer = source.retrieve(Context(person=PersonKey("v1"), recent=(ItemId(1),)), limit=5)

    assert answer.item_ids.tolist() == [3, 2]
    assert answer.causes.tolist() == [1, 1]


def test_a_visit_of_one_item_says_nothing() -> None:
    source = trained([[1], [1], [2]], SessionConfig())

    assert len(source.retrieve(Context(person=PersonKey("v1"), recent=(ItemId(1),)), limit=5)) == 0


def test_a_shop_without_looks_is_indexed_by_its_orders() -> None:
    rows: list[Row] = [
        (f"p{order}", item, EventKind.PURCHASE, 9.0 - order, order)
        for order in range(4)
        for item in (1, 2 + order % 2)
    ]
    part = session.train(worlds.interactions(rows))
    source = Session.open(part.arrays, part.config)

    answer = source.retrieve(Context(person=PersonKey("v1"), recent=(ItemId(2),)), limit=5)

    # Item 1 stands in every order, so it tells nothing (IDF 0) and comes last.
    assert answer.item_ids.tolist()[-1] == 1
    assert answer.scores[-1] == 0
