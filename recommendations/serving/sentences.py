"""The sentence encoder of this process: what the trainer built or fine-tuned, loaded when search first needs it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from recommendations.features.encoder import Encoder, serving


def live() -> Encoder | None:
    """Return the chosen or else the newest encoder below ``VAR_DIR``, or nothing before the first training."""
    if not settings.SEARCH_BY_MEANING:
        return None
    folder = serving(Path(settings.VAR_DIR) / "encoder")
    return _loaded(folder) if folder else None


@lru_cache(maxsize=2)
def _loaded(folder: Path) -> Encoder:
    return Encoder.load(folder)
