"""Vectors by content hash: encoded once, reused until the text or the encoder changes."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.features.item import Items
from recommendations.tests.worlds import WordEncoder
from recommendations.training import content
from recommendations.training.content import ContentConfig


def shelf(**texts: str) -> Items:
    return Items(item_ids=np.arange(1, len(texts) + 1, dtype=np.int64), texts=tuple(texts.values()))


SHELF = shelf(a="oak desk lamp", b="pine desk lamp", c="steel garden chair", d="oak garden chair")


def test_neighbours_are_what_reads_alike() -> None:
    part = content.train(SHELF, WordEncoder())

    assert part.arrays["neighbours"][:, 0].tolist() == [1, 0, 3, 2]
    assert part.arrays["scores"][0, 0] == pytest.approx(2 / 3, abs=0.1)
    assert part.arrays["vectors"].dtype == np.float16
    assert part.config["encoder"] == "words-1"


def test_unrelated_texts_are_no_neighbours() -> None:
    part = content.train(shelf(a="oak desk lamp", b="steel garden chair"), WordEncoder())

    assert part.metrics["covered"] == 0


def test_only_new_and_changed_texts_are_encoded() -> None:
    before = content.train(SHELF, WordEncoder())
    encoder = WordEncoder()
    changed = Items(
        item_ids=np.array([2, 3, 4, 5], np.int64),
        texts=("pine desk lamp", "steel garden bench", "oak garden chair", "brass bell"),
    )

    after = content.train(changed, encoder, previous=before.arrays)

    assert encoder.encoded == ["steel garden bench", "brass bell"]
    assert after.metrics["encoded"] == 2
    assert after.arrays["vectors"][0].tolist() == before.arrays["vectors"][1].tolist()
    assert (
        after.arrays["vectors"].tolist()
        == content.train(changed, WordEncoder()).arrays["vectors"].tolist()
    )


def test_another_encoder_encodes_everything_anew() -> None:
    before = content.train(SHELF, WordEncoder())
    encoder = WordEncoder()
    encoder.digest = "words-2"

    content.train(SHELF, encoder, previous=before.arrays)

    assert len(encoder.encoded) == 4


@pytest.mark.parametrize(("n", "block_cells"), [(50, 10**6), (50, 350), (900, 20_000)])
def test_neighbours_equal_sorting_all_cosines(n: int, block_cells: int) -> None:
    vectors = np.random.default_rng(3).standard_normal((n, 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)

    neighbours, scores = content.nearest(
        vectors, ContentConfig(n_neighbours=5, block_cells=block_cells)
    )

    cosines = vectors.astype(np.float32) @ vectors.astype(np.float32).T
    np.fill_diagonal(cosines, -1)
    assert neighbours.tolist() == np.argsort(-cosines, axis=1, kind="stable")[:, :5].tolist()
    assert scores == pytest.approx(-np.sort(-cosines, axis=1)[:, :5], rel=1e-5)


@pytest.mark.parametrize("n", [0, 1])
def test_a_shop_of_none_or_one_has_no_neighbours(n: int) -> None:
    items = Items(item_ids=np.arange(n, dtype=np.int64), texts=("lamp",) * n)

    part = content.train(items, WordEncoder())

    assert part.arrays["neighbours"].shape == (n, 50)
    assert part.metrics["covered"] == 0


def test_progress_counts_the_texts() -> None:
    reports: list[tuple[int, int]] = []

    content.train(SHELF, WordEncoder(), progress=lambda done, total: reports.append((done, total)))

    assert reports == [(0, 4), (4, 4)]
