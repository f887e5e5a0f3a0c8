"""How long steps say how far they are."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told about each step as it goes: what it is, how much is done, how much there is."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note."""


def silent(stage: str, done: int, total: int) -> None:
    """Take no note."""
