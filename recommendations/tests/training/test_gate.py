"""What may not serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from recommendations.registry import artefacts
from recommendations.registry.artefacts import Artefact
from recommendations.tests import worlds
from recommendations.training import fit, gate

Arrays = dict[str, NDArray[Any]]
EXPECTED = gate.Expected(n_items=12, n_interactions=len(worlds.checkerboard()), has_texts=True)


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Artefact]:
    written = artefacts.write(
        tmp_path_factory.mktemp("artefacts"),
        version="good",
        parts=fit.parts(
            worlds.checkerboard(),
            worlds.checkerboard_items(),
            now=worlds.NOW,
            encoder=worlds.WordEncoder(),
        ),
        built_at=datetime(2025, 6, 15, tzinfo=UTC),
    )
    return artefacts.open_version(written.path)


def damaged(
    version: Mapping[str, Artefact], name: str, change: Callable[[Arrays], None]
) -> dict[str, Artefact]:
    arrays = {key: array.copy() for key, array in version[name].arrays.items()}
    change(arrays)
    return {**version, name: Artefact(info=version[name].info, arrays=arrays)}


def test_a_good_version_passes(version: Mapping[str, Artefact]) -> None:
    assert gate.findings(version, EXPECTED, live={}) == ()
    assert gate.findings(version, EXPECTED, live=version) == ()


def not_finite(arrays: Arrays) -> None:
    arrays["factors"][3, 5] = np.nan


def stranger(arrays: Arrays) -> None:
    arrays["neighbours"][0, 0] = 12


def itself(arrays: Arrays) -> None:
    arrays["neighbours"][2, 0] = 2


def disordered(arrays: Arrays) -> None:
    arrays["scores"][0, :2] = arrays["scores"][0, 1::-1]


def unsorted_items(arrays: Arrays) -> None:
    arrays["item_ids"][:2] = arrays["item_ids"][1::-1]


def fewer_items(arrays: Arrays) -> None:
    arrays["item_ids"] = arrays["item_ids"][:-1]


@pytest.mark.parametrize(
    ("name", "damage", "finding"),
    [
        ("als", not_finite, "als: factors holds numbers that are not finite"),
        ("content", stranger, "content: a neighbour is no item"),
        ("item_item", itself, "item_item: an item is its own neighbour"),
        ("content", disordered, "content: neighbours are not in the order of their scores"),
        ("session", unsorted_items, "session: item_ids are not ascending"),
        ("trending", fewer_items, "trending: knows 11 items instead of 12"),
    ],
)
def test_malformed_arrays_are_refused(
    version: Mapping[str, Artefact], name: str, damage: Callable[[Arrays], None], finding: str
) -> None:
    found = gate.findings(damaged(version, name, damage), EXPECTED, live={})

    assert found == (finding,)


def test_a_missing_source_is_refused(version: Mapping[str, Artefact]) -> None:
    without = {name: part for name, part in version.items() if name not in {"als", "content"}}

    assert gate.findings(without, EXPECTED, live={}) == (
        "als: was not trained",
        "content: was not trained",
    )
    assert gate.findings(without, replace(EXPECTED, has_texts=False), live={}) == (
        "als: was not trained",
    )


def test_a_shop_where_most_products_resemble_nothing_is_refused(
    version: Mapping[str, Artefact],
) -> None:
    def alone(arrays: Arrays) -> None:
        arrays["neighbours"][:6] = -1
        arrays["scores"][:6] = 0

    lonely = damaged(damaged(version, "content", alone), "substitutes", alone)

    assert gate.findings(lonely, EXPECTED, live={}) == (
        "similar products for only 50% of the items",
    )


def test_a_version_that_forgot_most_is_refused(version: Mapping[str, Artefact]) -> None:
    rich = {
        name: Artefact(
            info=replace(part.info, metrics={**part.info.metrics, "rows": 1e6}), arrays=part.arrays
        )
        for name, part in version.items()
    }

    found = gate.findings(version, EXPECTED, live=rich)

    assert "co_purchase: rows fell from 1,000,000 to 132" in found
    assert len(found) == len(version)


def test_popularity_without_a_single_item_is_refused(version: Mapping[str, Artefact]) -> None:
    empty = version["popularity"]
    info = replace(empty.info, metrics={**empty.info.metrics, "covered": 0.0})
    blind = {**version, "popularity": Artefact(info=info, arrays=empty.arrays)}

    assert gate.findings(blind, EXPECTED, live={}) == (
        f"popularity: empty after {EXPECTED.n_interactions} events",
    )


def test_a_slow_source_is_refused(version: Mapping[str, Artefact]) -> None:
    strict = gate.GateConfig(most_seconds=-1.0, n_probes=1)

    found = gate.findings(version, EXPECTED, live={}, config=strict)

    assert len(found) == 2 * len(version)
    assert found[0].startswith("popularity: took ")
