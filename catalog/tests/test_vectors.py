"""Neighbours in meaning where PostgreSQL cannot find them itself."""

from __future__ import annotations

import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from catalog.search import vectors

OURS, OTHERS = "ours", "others"


def give(
    monkeypatch: pytest.MonkeyPatch, rows: NDArray[np.float16], encoders: list[str]
) -> NDArray[np.int64]:
    """Let the process hold these vectors; return the ids of their products."""
    ids = np.arange(len(rows), dtype=np.int64) * 10
    held = ids, rows, np.array(encoders)
    monkeypatch.setattr(vectors, "matrix", SimpleNamespace(get=lambda: held))
    return ids


def of_unit_length(rng: np.random.Generator, n: int) -> NDArray[np.float32]:
    """Return vectors in all directions ``(n, 384)``."""
    rows = rng.standard_normal((n, vectors.DIMENSIONS)).astype(np.float32)
    found: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


@pytest.mark.parametrize("at_once", [1, 3, 40, 1_000])
@pytest.mark.parametrize("limit", [1, 7, 40, 100])
def test_a_scan_in_pieces_finds_what_a_whole_one_does(
    monkeypatch: pytest.MonkeyPatch, at_once: int, limit: int
) -> None:
    rng = np.random.default_rng(3)
    rows = of_unit_length(rng, 40).astype(np.float16)
    rows[30:] = rows[:10]  # as like as can be: the first of two stands first
    encoders = [OTHERS if n % 4 == 0 else OURS for n in range(40)]
    ids = give(monkeypatch, rows, encoders)
    question = of_unit_length(rng, 1)[0]
    monkeypatch.setattr(vectors, "SCANNED_AT_ONCE", at_once)

    found = vectors.scan(question, OURS, limit=limit)

    cosines = {
        int(ids[n]): float(rows[n].astype(np.float32) @ question) for n in range(40) if n % 4
    }
    expected = sorted(cosines, key=lambda id_: (-round(cosines[id_], 5), id_))[:limit]
    assert [id_ for id_, _ in found] == expected
    assert [cosine for _, cosine in found] == pytest.approx(
        [cosines[id_] for id_ in expected], abs=1e-5
    )


def test_a_scan_holds_a_few_megabytes_whatever_the_size_of_the_shop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = np.zeros((30_000, vectors.DIMENSIONS), np.float16)
    give(monkeypatch, rows, [OURS] * len(rows))
    question = np.ones(vectors.DIMENSIONS, np.float32)

    tracemalloc.start()
    try:
        vectors.scan(question, OURS, limit=12)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 10_000_000 < rows.size * 4
