"""Vectors by content hash: encoded once, reused until the text or the encoder changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

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


@cache
def grown_shop() -> tuple[Items, Items]:
    """A shop of three hundred texts, and the same after an import: ninety came, thirty were reworded."""
    rng = np.random.default_rng(8)
    words = np.array(["oak", "pine", "desk", "lamp", "steel", "garden", "chair", "brass", "bell"])
    texts = [" ".join(rng.choice(words, 4)) for _ in range(390)]
    before = Items(np.arange(1, 301, dtype=np.int64), tuple(texts[:300]))
    reworded = tuple(
        f"{text} new" if number % 10 == 3 else text for number, text in enumerate(texts)
    )
    return before, Items(np.arange(1, 391, dtype=np.int64), reworded)


def test_many_changes_at_once_are_compared_with_all() -> None:
    before, after = grown_shop()
    night = content.train(before, WordEncoder()).arrays

    part = content.extended(night, after, WordEncoder(), ContentConfig(block_cells=2_000))

    whole = content.train(after, WordEncoder()).arrays
    changed = np.flatnonzero((whole["hashes"] != part_hashes(night, len(after))).any(axis=1))
    assert part.metrics["encoded"] == len(changed) == 120
    neighbours, scores = part.arrays["neighbours"], part.arrays["scores"]
    assert np.allclose(scores[changed], whole["scores"][changed], atol=1e-6)
    # Of the others nothing is lost but places of what was reworded: what came is listed where it belongs.
    cosines = part.arrays["vectors"].astype(np.float32)
    cosines = cosines @ cosines.T
    for row in np.setdiff1d(np.arange(len(after)), changed).tolist():
        listed = neighbours[row][neighbours[row] >= 0]
        assert len(np.unique(listed)) == len(listed)
        assert np.allclose(scores[row][: len(listed)], cosines[row, listed], atol=2e-3)
        assert (np.diff(scores[row]) <= 0).all()
        missed = np.setdiff1d(changed, listed)
        assert cosines[row, missed].max() <= max(scores[row, -1], 0.2) + 2e-3


def part_hashes(before: Mapping[str, NDArray[Any]], n: int) -> NDArray[np.uint8]:
    """Return the hashes of before, nothing for the items that came."""
    hashes = np.zeros((n, content.HASH_BYTES), np.uint8)
    hashes[: len(before["hashes"])] = before["hashes"]
    return hashes


def test_a_bulk_import_is_taken_in_by_parts_newest_first() -> None:
    before, after = grown_shop()
    encoder = WordEncoder()
    part = content.train(before, encoder)
    config = ContentConfig(most_renewed=50)
    waited, known = [], []

    for _ in range(3):
        part = content.extended(part.arrays, after, encoder, config)
        waited.append(part.metrics[content.WAITING])
        known.append(len(part.arrays["item_ids"]))

    assert waited == [70, 20, 0]
    assert known == [350, 390, 390]
    assert len(encoder.encoded) == 300 + 120
    expected = content.train(after, WordEncoder()).arrays
    assert np.array_equal(part.arrays["vectors"], expected["vectors"])
    assert np.array_equal(part.arrays["hashes"], expected["hashes"])


def test_until_its_turn_a_new_item_is_unknown_and_a_reworded_one_as_before() -> None:
    before = content.train(SHELF, WordEncoder())
    changed = Items(
        item_ids=np.array([1, 2, 3, 4, 5, 6], np.int64),
        texts=("oak bench", *SHELF.texts[1:], "brass bell", "oak desk bell"),
    )

    part = content.extended(before.arrays, changed, WordEncoder(), ContentConfig(most_renewed=1))

    assert part.arrays["item_ids"].tolist() == [1, 2, 3, 4, 6]
    assert part.metrics[content.WAITING] == 2
    assert np.array_equal(part.arrays["vectors"][:4], before.arrays["vectors"])
    assert np.array_equal(part.arrays["hashes"][:4], before.arrays["hashes"])
