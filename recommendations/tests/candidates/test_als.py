"""The fold-in: implicit's own equation, solved for one shopper."""

from __future__ import annotations

import numpy as np
import pytest
from implicit.cpu.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from recommendations.candidates.als import Als
from recommendations.candidates.profile import Profile
from recommendations.features.item import onto
from recommendations.tests import worlds
from recommendations.training import als
from recommendations.vocabulary import Context, ItemId, PersonKey


@pytest.fixture(scope="module")
def source() -> Als:
    part = als.train(worlds.checkerboard(), now=worlds.NOW, n_threads=1)
    return Als.open(part.arrays, part.config)


def test_fold_in_solves_what_implicit_solves(source: Als) -> None:
    config = als.AlsConfig()
    history = Profile(positions=np.array([4, 1, 0]), weights=np.array([3.0, 1.0, 0.5], np.float32))
    with threadpool_limits(1, "blas"):
        theirs = AlternatingLeastSquares(
            factors=config.n_factors, regularization=config.regularization, num_threads=1
        )
    theirs.item_factors = np.array(source.factors)
    confidences = 1 + config.confidence * history.weights
    row = sparse.csr_matrix(
        (confidences, (np.zeros(3, int), history.positions)),
        shape=(1, len(source.item_ids)),
        dtype=np.float32,
    )

    shopper, influence = source.fold_in(history)

    np.testing.assert_allclose(shopper, theirs.recalculate_user(0, row), atol=1e-4)
    np.testing.assert_allclose(influence.sum(axis=0), shopper, atol=1e-6)


def test_an_item_without_history_gets_the_factors_of_what_reads_alike() -> None:
    items = worlds.checkerboard_items()
    log = onto(worlds.checkerboard(), items.item_ids)
    vectors = worlds.WordEncoder().encode(items.texts).astype(np.float16)
    part = als.train(log, now=worlds.NOW, n_threads=1, content=vectors)
    source = Als.open(part.arrays, part.config)

    answer = source.retrieve(
        Context(person=PersonKey("v1"), recent=(ItemId(20), ItemId(24))), limit=50
    )

    rank = {item: place for place, item in enumerate(answer.item_ids.tolist())}
    assert rank[worlds.NEW_EVEN] < rank.get(worlds.NEW_ODD, 50)
    assert part.arrays["is_warm"].tolist() == [True] * 10 + [False] * 2


def test_training_twice_gives_the_same_factors() -> None:
    first, second = (
        als.train(worlds.checkerboard(), now=worlds.NOW, n_threads=1).arrays["factors"]
        for _ in range(2)
    )

    assert first.tobytes() == second.tobytes()
