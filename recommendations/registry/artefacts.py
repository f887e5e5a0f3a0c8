"""Artefacts on disk: what training wrote and serving opens, each file under a checksum.

One training run is one version, one version is one folder::

    <root>/<version>/manifest.json            the checksum of each part's manifest
    <root>/<version>/<part>/manifest.json     config, metrics, and the checksum of each array
    <root>/<version>/<part>/<array>.npy       opened memory-mapped; pickles are refused

The registry keeps the checksum of the uppermost manifest, so one row vouches for every byte.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommendations.vocabulary import ArtefactInfo

MANIFEST = "manifest.json"
UNFINISHED_PREFIX = ".unfinished-"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class BadArtefact(Exception):
    """A folder is not what its checksums say, or holds something we never wrote."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one training stage hands over: named arrays, how they were made, what was measured."""

    name: str
    arrays: Mapping[str, NDArray[Any]]
    config: Mapping[str, object] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Artefact:
    """One opened part: read-only memory-mapped arrays that passed their checksums."""

    info: ArtefactInfo
    arrays: Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """A finished version: where it lies, the checksum that vouches for it, and how each part was made."""

    path: Path
    digest: str
    configs: dict[str, dict[str, object]]
    metrics: dict[str, dict[str, float]]


def write(root: Path, *, version: str, parts: Iterable[Part], built_at: datetime) -> Written:
    """Write a version in a hidden folder, flush it to disk, then show it under its name in one rename.

    ``parts`` may be a generator that trains: each part is on disk before the next is asked for, and a
    process killed in between leaves a hidden folder that :func:`sweep_unfinished` removes.

    Raises:
        FileExistsError: the version is there already.
        BadArtefact: a name or an array that could not be opened again.
    """
    final = root / _checked_name(version)
    if final.exists():
        raise FileExistsError(f"artefact version {version} exists already")
    building = root / f"{UNFINISHED_PREFIX}{version}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        written = _write_parts(building, version=version, parts=parts, built_at=built_at)
        building.rename(final)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _flush_folder(root)
    return Written(
        path=final, digest=written.digest, configs=written.configs, metrics=written.metrics
    )


def open_folder(path: Path, *, digest: str | None = None) -> Artefact:
    """Open one part after checking every file against its checksum; arrays stay on disk until touched.

    Raises:
        BadArtefact: a file is missing, was changed, or is not a plain array.
    """
    manifest = _read_manifest(path, digest=digest)
    try:
        arrays = {
            name: _open_array(path / f"{_checked_name(name)}.npy", str(entry["sha256"]))
            for name, entry in manifest["arrays"].items()
        }
        info = ArtefactInfo(
            name=manifest["name"],
            version=manifest["version"],
            built_at=manifest["built_at"],
            digest=_digest(path / MANIFEST),
            n_items=len(arrays["item_ids"]) if "item_ids" in arrays else 0,
            config=manifest["config"],
            metrics=manifest["metrics"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadArtefact(f"{path}: the manifest lacks {error}") from error
    return Artefact(info=info, arrays=arrays)


def open_version(path: Path, *, digest: str | None = None) -> dict[str, Artefact]:
    """Open every part of a version; with ``digest`` (the registry's) nothing unvouched can slip in.

    Raises:
        BadArtefact: any part fails its checks.
    """
    manifest = _read_manifest(path, digest=digest)
    parts = manifest.get("parts")
    if not isinstance(parts, dict):
        raise BadArtefact(f"{path}: the manifest names no parts")
    return {
        name: open_folder(path / _checked_name(name), digest=part_digest)
        for name, part_digest in parts.items()
    }


def measured(path: Path) -> dict[str, float]:
    """Return the figures of one part as its manifest has them; no array is read.

    Raises:
        BadArtefact: there is no such part, or no manifest in it.
    """
    figures = _read_manifest(path, digest=None).get("metrics")
    if not isinstance(figures, dict):
        raise BadArtefact(f"{path}: the manifest holds no figures")
    return figures


def sweep_unfinished(root: Path) -> int:
    """Remove what killed runs left behind; return how many. Call it only while no other run writes."""
    leftovers = list(root.glob(f"{UNFINISHED_PREFIX}*")) if root.is_dir() else []
    for leftover in leftovers:
        shutil.rmtree(leftover, ignore_errors=True)
    return len(leftovers)


def _write_parts(
    building: Path, *, version: str, parts: Iterable[Part], built_at: datetime
) -> Written:
    """Write each part as it comes, then the manifest that names them all."""
    digests: dict[str, str] = {}
    configs: dict[str, dict[str, object]] = {}
    metrics: dict[str, dict[str, float]] = {}
    asked_at = time.perf_counter()
    for part in parts:
        if part.name in digests:
            raise BadArtefact(f"two parts are named {part.name!r}")
        folder = building / _checked_name(part.name)
        folder.mkdir()
        configs[part.name] = dict(part.config)
        metrics[part.name] = {
            **part.metrics,
            "seconds": round(time.perf_counter() - asked_at, 3),
            "bytes": float(sum(array.nbytes for array in part.arrays.values())),
        }
        digests[part.name] = _write_part(
            folder, part, version=version, built_at=built_at, metrics=metrics[part.name]
        )
        asked_at = time.perf_counter()
    digest = _write_manifest(
        building, {"version": version, "built_at": built_at.isoformat(), "parts": digests}
    )
    return Written(path=building, digest=digest, configs=configs, metrics=metrics)


def _write_part(
    folder: Path, part: Part, *, version: str, built_at: datetime, metrics: Mapping[str, float]
) -> str:
    """Write the arrays and the manifest of one part; return the manifest's checksum."""
    entries = {name: _write_array(folder, name, array) for name, array in part.arrays.items()}
    return _write_manifest(
        folder,
        {
            "name": part.name,
            "version": version,
            "built_at": built_at.isoformat(),
            "config": dict(part.config),
            "metrics": dict(metrics),
            "arrays": entries,
        },
    )


def _write_array(folder: Path, name: str, array: NDArray[Any]) -> dict[str, object]:
    """Write one array and flush it; return its manifest entry."""
    if array.dtype.hasobject:
        raise BadArtefact(f"array {name!r} holds Python objects, which would need a pickle")
    path = folder / f"{_checked_name(name)}.npy"
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return {"sha256": _digest(path), "shape": list(array.shape), "dtype": str(array.dtype)}


def _open_array(path: Path, digest: str) -> NDArray[Any]:
    """Map one array read-only after comparing its checksum."""
    if not path.is_file():
        raise BadArtefact(f"{path} is missing")
    if _digest(path) != digest:
        raise BadArtefact(f"{path} was changed after it was written")
    try:
        return _mapped(path)
    except ValueError as error:
        raise BadArtefact(f"{path} is no plain array: {error}") from error


def _mapped(path: Path) -> NDArray[Any]:
    """Map a file as a plain array (the memmap subclass slows every indexing); empty files are read."""
    array = (
        np.load(path, allow_pickle=False)
        if _is_small(path)
        else np.load(path, mmap_mode="r", allow_pickle=False)
    )
    plain = np.asarray(array)
    plain.flags.writeable = False
    return plain


def _is_small(path: Path) -> bool:
    """Whether a file is not worth a mapping of its own; numpy cannot map an array without elements."""
    return path.stat().st_size <= 4096


def _write_manifest(folder: Path, content: Mapping[str, object]) -> str:
    """Write and flush a manifest and its folder; return the manifest's checksum."""
    path = folder / MANIFEST
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    _flush_folder(folder)
    return _digest(path)


def _read_manifest(folder: Path, *, digest: str | None) -> dict[str, Any]:
    """Read a manifest, compared with the checksum if one is given."""
    path = folder / MANIFEST
    if not path.is_file():
        raise BadArtefact(f"{path} is missing")
    if digest is not None and _digest(path) != digest:
        raise BadArtefact(f"{path} was changed after it was registered")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadArtefact(f"{path} is no manifest: {error}") from error
    if not isinstance(content, dict):
        raise BadArtefact(f"{path} is no manifest")
    return content


def _digest(path: Path) -> str:
    """Return the sha256 of a file as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush_folder(folder: Path) -> None:
    """Make the names inside a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checked_name(name: str) -> str:
    """Refuse names that could leave the folder."""
    if not _NAME.fullmatch(name):
        raise BadArtefact(f"{name!r} cannot name an artefact")
    return name
