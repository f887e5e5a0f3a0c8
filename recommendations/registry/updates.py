"""Parts that are renewed during the day, beside the version they belong to.

::

    <root>/updates/<version>/<moment>/manifest.json …     the same shape as a version, with fewer parts

A version stays as the gate let it through; serving lays the newest update over it. Updates need no row in
the registry: they appear in one rename, their files are under checksums, and they go with their version.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from recommendations.registry import artefacts
from recommendations.registry.artefacts import Artefact, Part

FOLDER = "updates"
KEPT = 2
"""The newest, and the one that processes may still be opening."""


def write(root: Path, *, version: str, parts: Iterable[Part], now: datetime) -> str:
    """Write an update of a version and remove what it replaces; return its name."""
    of_version = root / FOLDER / version
    of_version.mkdir(parents=True, exist_ok=True)
    artefacts.sweep_unfinished(of_version)
    name = f"{now:%Y%m%d-%H%M%S-%f}"
    written = artefacts.write(of_version, version=name, parts=parts, built_at=now)
    for old in _complete(of_version)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    for other in (root / FOLDER).iterdir():
        if other.name != version:
            shutil.rmtree(other, ignore_errors=True)
    return written.path.name


def newest(root: Path, version: str) -> str | None:
    """Return the name of a version's newest update. No query; one look into a folder."""
    complete = _complete(root / FOLDER / version)
    return complete[-1].name if complete else None


def opened(root: Path, version: str, name: str) -> dict[str, Artefact]:
    """Open an update.

    Raises:
        BadArtefact: it is not what its checksums say, or is gone.
    """
    return artefacts.open_version(folder(root, version, name))


def folder(root: Path, version: str, name: str) -> Path:
    """Return where an update lies."""
    return root / FOLDER / version / name


def _complete(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(path for path in found if (path / artefacts.MANIFEST).is_file())
