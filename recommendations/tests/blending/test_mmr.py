from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from recommendations.blending import mmr

numbers = st.floats(0, 1, width=32)
worlds = st.integers(0, 12).flatmap(
    lambda n: st.tuples(
        hnp.arrays(np.float32, n, elements=numbers),
        hnp.arrays(np.float32, (n, 4), elements=st.floats(-1, 1, width=32)),
    )
)


def unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1e-3)


def test_a_twin_waits_for_something_new() -> None:
    relevance = np.array([1.0, 0.95, 0.5], np.float32)
    lamp, plant = [1.0, 0.0], [0.0, 1.0]
    vectors = np.array([lamp, lamp, plant], np.float32)

    assert mmr.select(relevance, vectors, sameness_weight=0.5, limit=3).tolist() == [0, 2, 1]
    assert mmr.select(relevance, vectors, sameness_weight=0.1, limit=3).tolist() == [0, 1, 2]


def test_opposites_are_no_better_than_strangers() -> None:
    relevance = np.array([1.0, 0.5, 0.6], np.float32)
    vectors = np.array([[1, 0], [-1, 0], [0, 1]], np.float32)

    assert mmr.select(relevance, vectors, sameness_weight=0.9, limit=3).tolist() == [0, 2, 1]


@given(worlds, st.floats(0, 2), st.integers(0, 15))
def test_chooses_each_at_most_once_and_as_many_as_there_are(
    world: tuple[np.ndarray, np.ndarray], weight: float, limit: int
) -> None:
    relevance, vectors = world

    chosen = mmr.select(relevance, unit(vectors), sameness_weight=weight, limit=limit).tolist()

    assert len(chosen) == len(set(chosen)) == min(limit, len(relevance))


@given(worlds)
def test_without_weight_it_is_the_order_of_relevance(world: tuple[np.ndarray, np.ndarray]) -> None:
    relevance, vectors = world

    chosen = mmr.select(relevance, unit(vectors), sameness_weight=0, limit=len(relevance))

    assert relevance[chosen].tolist() == sorted(relevance.tolist(), reverse=True)


@given(worlds, st.floats(0, 1), st.integers(1, 11))
def test_a_shorter_row_is_the_beginning_of_a_longer_one(
    world: tuple[np.ndarray, np.ndarray], weight: float, limit: int
) -> None:
    relevance, vectors = world

    def row(size: int) -> list[int]:
        chosen = mmr.select(relevance, unit(vectors), sameness_weight=weight, limit=size)
        return chosen.tolist()

    assert row(limit + 1)[:limit] == row(limit)


@given(worlds, st.floats(0, 1))
def test_each_choice_is_the_best_of_the_rest(
    world: tuple[np.ndarray, np.ndarray], weight: float
) -> None:
    relevance, vectors = world[0], unit(world[1])
    cosines = np.maximum(vectors @ vectors.T, 0)

    chosen = mmr.select(relevance, vectors, sameness_weight=weight, limit=len(relevance)).tolist()

    for step, item in enumerate(chosen):
        said = chosen[:step]

        def worth(other: int, said: list[int] = said) -> float:
            return float(relevance[other] - weight * max(cosines[other, said], default=0.0))

        assert worth(item) >= max(worth(other) for other in chosen[step:]) - 1e-5
