"""Artefacts on disk: nothing changed, nothing half written, nothing executable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from recommendations.registry import artefacts
from recommendations.registry.artefacts import BadArtefact, Part, Written

BUILT_AT = datetime(2025, 6, 15, 2, 0, tzinfo=UTC)
LAMPS = Part(
    name="lamps",
    arrays={
        "item_ids": np.array([3, 5, 8], np.int64),
        "scores": np.array([[0.5, 0.25]] * 3, np.float32),
        "empty": np.empty((0, 4), np.int32),
        "large": np.arange(5_000, dtype=np.float32),
    },
    config={"n_neighbours": 2},
    metrics={"covered": 3.0},
)


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return artefacts.write(tmp_path, version="first", parts=[LAMPS], built_at=BUILT_AT)


def test_what_is_written_is_what_is_opened(written: Written) -> None:
    lamps = artefacts.open_version(written.path, digest=written.digest)["lamps"]

    assert lamps.info.name == "lamps"
    assert lamps.info.version == "first"
    assert lamps.info.built_at == "2025-06-15T02:00:00+00:00"
    assert lamps.info.n_items == 3
    assert lamps.info.config == {"n_neighbours": 2}
    assert lamps.info.metrics["covered"] == 3.0
    assert lamps.info.metrics["bytes"] == 24 + 24 + 0 + 20_000
    for name, array in LAMPS.arrays.items():
        assert lamps.arrays[name].dtype == array.dtype
        assert lamps.arrays[name].tolist() == array.tolist()


def test_opened_arrays_cannot_be_changed(written: Written) -> None:
    lamps = artefacts.open_folder(written.path / "lamps")

    for array in lamps.arrays.values():
        assert not array.flags.writeable


def test_a_changed_array_is_refused(written: Written) -> None:
    path = written.path / "lamps" / "scores.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    with pytest.raises(BadArtefact, match=r"scores.npy was changed"):
        artefacts.open_version(written.path, digest=written.digest)


def test_a_changed_manifest_is_refused(written: Written) -> None:
    path = written.path / "lamps" / artefacts.MANIFEST
    path.write_text(path.read_text().replace('"n_neighbours": 2', '"n_neighbours": 3'))

    with pytest.raises(BadArtefact, match="was changed after it was registered"):
        artefacts.open_version(written.path, digest=written.digest)


def test_a_swapped_version_is_refused_by_the_registered_checksum(
    written: Written, tmp_path: Path
) -> None:
    other = artefacts.write(tmp_path, version="second", parts=[LAMPS], built_at=BUILT_AT)

    with pytest.raises(BadArtefact, match="was changed after it was registered"):
        artefacts.open_version(other.path, digest=written.digest)


@pytest.mark.parametrize("name", ["scores.npy", artefacts.MANIFEST])
def test_a_missing_file_is_refused(written: Written, name: str) -> None:
    (written.path / "lamps" / name).unlink()

    with pytest.raises(BadArtefact, match="is missing"):
        artefacts.open_version(written.path)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"parts": 3}'])
def test_a_manifest_that_is_none_is_refused(written: Written, content: str) -> None:
    (written.path / artefacts.MANIFEST).write_text(content)

    with pytest.raises(BadArtefact):
        artefacts.open_version(written.path)


def test_a_pickle_is_refused_even_with_a_right_checksum(written: Written) -> None:
    folder = written.path / "lamps"
    np.save(folder / "scores.npy", np.array([{"a": 1}], object), allow_pickle=True)
    manifest = json.loads((folder / artefacts.MANIFEST).read_text())
    manifest["arrays"]["scores"]["sha256"] = artefacts._digest(folder / "scores.npy")
    (folder / artefacts.MANIFEST).write_text(json.dumps(manifest))

    with pytest.raises(BadArtefact, match="is no plain array"):
        artefacts.open_folder(folder)


def test_a_manifest_cannot_reach_outside_its_folder(written: Written) -> None:
    folder = written.path / "lamps"
    manifest = json.loads((folder / artefacts.MANIFEST).read_text())
    manifest["arrays"]["../../secret"] = manifest["arrays"].pop("scores")
    (folder / artefacts.MANIFEST).write_text(json.dumps(manifest))

    with pytest.raises(BadArtefact, match="cannot name an artefact"):
        artefacts.open_folder(folder)


@pytest.mark.parametrize(
    "part",
    [
        Part(name="../lamps", arrays={}),
        Part(name="lamps", arrays={"../scores": np.zeros(1)}),
        Part(name="lamps", arrays={"names": np.array(["a", None], object)}),
    ],
    ids=["part name", "array name", "objects"],
)
def test_what_could_not_be_opened_again_is_not_written(part: Part, tmp_path: Path) -> None:
    with pytest.raises(BadArtefact):
        artefacts.write(tmp_path, version="first", parts=[part], built_at=BUILT_AT)

    assert list(tmp_path.iterdir()) == []


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArtefact, match="two parts are named 'lamps'"):
        artefacts.write(tmp_path, version="first", parts=[LAMPS, LAMPS], built_at=BUILT_AT)

    assert list(tmp_path.iterdir()) == []


def test_a_version_is_never_overwritten(written: Written, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        artefacts.write(tmp_path, version="first", parts=[], built_at=BUILT_AT)

    assert set(artefacts.open_version(written.path, digest=written.digest)) == {"lamps"}


def test_a_failing_stage_leaves_nothing_behind(tmp_path: Path) -> None:
    def stages() -> Iterator[Part]:
        yield LAMPS
        raise MemoryError

    with pytest.raises(MemoryError):
        artefacts.write(tmp_path, version="first", parts=stages(), built_at=BUILT_AT)

    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_version_is_not_visible_and_is_swept(tmp_path: Path) -> None:
    seen: list[str] = []

    def stages() -> Iterator[Part]:
        yield LAMPS
        seen.extend(path.name for path in tmp_path.iterdir())

    artefacts.write(tmp_path, version="first", parts=stages(), built_at=BUILT_AT)
    (tmp_path / f"{artefacts.UNFINISHED_PREFIX}killed" / "lamps").mkdir(parents=True)

    assert seen == [".unfinished-first"]
    assert artefacts.sweep_unfinished(tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["first"]
    assert artefacts.sweep_unfinished(tmp_path / "nowhere") == 0
