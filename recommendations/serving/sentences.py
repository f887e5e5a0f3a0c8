"""The sentence encoder of this process: what the trainer built last, loaded when search first needs it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from recommendations.features.encoder import MODEL_FILE, Encoder


def live() -> Encoder | None:
    """Return the newest encoder below ``VAR_DIR``, or nothing before the first training."""
    if not settings.SEARCH_BY_MEANING:
        return None
    folders = [path.parent for path in _root().glob(f"[!.]*/{MODEL_FILE}")]
    return _loaded(max(folders, key=lambda path: path.stat().st_mtime)) if folders else None


def _root() -> Path:
    return Path(settings.VAR_DIR) / "encoder"


@lru_cache(maxsize=2)
def _loaded(folder: Path) -> Encoder:
    return Encoder.load(folder)
