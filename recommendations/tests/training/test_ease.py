"""EASE against the formula of the paper, and user-kNN against loops."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.candidates.user_knn import UserKnn
from recommendations.tests import worlds
from recommendations.tests.worlds import Row
from recommendations.training import ease, touches, user_knn
from recommendations.training.ease import EaseConfig
from recommendations.training.user_knn import UserKnnConfig
from recommendations.vocabulary import Context, EventKind, ItemId, PersonKey


def dense(part: ease.Part) -> np.ndarray:
    n = len(part.arrays["item_ids"])
    weights = np.zeros((n, n))
    rows, ranks = np.nonzero(part.arrays["neighbours"] >= 0)
    weights[rows, part.arrays["neighbours"][rows, ranks]] = part.arrays["scores"][rows, ranks]
    return weights


def test_weights_equal_the_closed_form() -> None:
    log = worlds.checkerboard()
    config = EaseConfig(regularization=5.0, block_items=3)

    part = ease.train(log, now=worlds.NOW, config=config)

    entries = touches.strengths(log, now=worlds.NOW, half_life_days=config.half_life_days)
    x = entries.toarray().astype(np.float64)
    penalty = config.regularization * np.mean(np.square(entries.data))
    p = np.linalg.inv(x.T @ x + penalty * np.eye(x.shape[1]))
    b = -p / np.diag(p)
    np.fill_diagonal(b, 0)
    np.testing.assert_allclose(dense(part), b, atol=1e-4)


def test_the_tail_has_no_rows() -> None:
    log = worlds.checkerboard()
    config = EaseConfig(n_head=4)

    part = ease.train(log, now=worlds.NOW, config=config)

    people = np.diff(touches.strengths(log, now=worlds.NOW, half_life_days=60.0).tocsc().indptr)
    is_head = part.arrays["neighbours"][:, 0] >= 0
    assert is_head.sum() == 4
    assert people[is_head].min() >= people[~is_head].max()


def test_only_the_strongest_weights_are_kept_best_first() -> None:
    wide = dense(ease.train(worlds.checkerboard(), now=worlds.NOW))

    part = ease.train(worlds.checkerboard(), now=worlds.NOW, config=EaseConfig(n_neighbours=3))

    assert (np.diff(part.arrays["scores"], axis=1) <= 0).all()
    for row, weights in zip(dense(part), wide, strict=True):
        kept = np.flatnonzero(row)
        strongest = np.argsort(-np.abs(weights))[:3]
        assert sorted(kept.tolist()) == sorted(strongest.tolist())


def test_a_matrix_that_cannot_be_inverted_is_an_error() -> None:
    with pytest.raises(ArithmeticError, match="raise regularization"):
        ease.inverse(np.asfortranarray(np.ones((2, 2), np.float32)))


def shoppers() -> list[Row]:
    """Ann and Bob liked the same; Bob turned to 5 yesterday. Cid liked other things and turned to 6."""
    return [
        ("ann", 1, EventKind.PURCHASE, 60, 0),
        ("ann", 2, EventKind.PURCHASE, 60, 0),
        ("bob", 1, EventKind.PURCHASE, 50, 1),
        ("bob", 2, EventKind.PURCHASE, 50, 1),
        ("bob", 5, EventKind.VIEW, 1, 2),
        ("cid", 3, EventKind.PURCHASE, 50, 3),
        ("cid", 2, EventKind.VIEW, 50, 4),
        ("cid", 6, EventKind.VIEW, 1, 5),
    ]


def knn(rows: list[Row], **config: float) -> UserKnn:
    part = user_knn.train(
        worlds.interactions(rows),
        now=worlds.NOW,
        config=UserKnnConfig(**config),  # type: ignore[arg-type]
    )
    return UserKnn.open(part.arrays, part.config)


def test_like_minded_people_vote_for_what_is_fresh() -> None:
    context = Context(person=PersonKey("v1"), purchased=(ItemId(1), ItemId(2)))

    answer = knn(shoppers()).retrieve(context, limit=10)

    assert answer.item_ids.tolist() == [5, 6]
    assert answer.scores[0] > 3 * answer.scores[1]


def test_only_the_nearest_vote() -> None:
    context = Context(person=PersonKey("v1"), purchased=(ItemId(1), ItemId(2)))

    assert knn(shoppers(), n_neighbours=1).retrieve(context, limit=10).item_ids.tolist() == [5]


def test_people_who_left_long_ago_do_not_vote() -> None:
    part = user_knn.train(worlds.interactions(shoppers()), now=worlds.NOW)

    assert part.metrics["people"] == 2
    assert part.metrics["rows"] == 2


def test_an_item_lists_the_people_it_says_most_about() -> None:
    part = user_knn.train(
        worlds.interactions(shoppers()), now=worlds.NOW, config=UserKnnConfig(most_people=1)
    )

    # Item 2 is a third of Cid's history and half of Bob's: Bob (person 0 of the voters) stays.
    starts, people = part.arrays["item_starts"], part.arrays["item_people"]
    assert people[starts[1] : starts[2]].tolist() == [0]


def test_the_index_names_nobody() -> None:
    part = user_knn.train(worlds.interactions(shoppers()), now=worlds.NOW)

    assert {array.dtype.kind for array in part.arrays.values()} <= {"i", "f"}
    assert "ann" not in repr(part)
