"""A small, fast chooser for texts: the same start always gives the same choices, on every platform."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_Choice = TypeVar("_Choice")
_MASK = (1 << 64) - 1


class Dice:
    """A SplitMix64 sequence (Steele, Lea & Flood 2014). numpy generators cost 100 times as much to start."""

    __slots__ = ("_state",)

    def __init__(self, start: int) -> None:
        self._state = start & _MASK

    def roll(self, sides: int) -> int:
        """Return a whole number from 0 to ``sides - 1``."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % sides

    def chance(self, percent: int) -> bool:
        """Say yes in that many of a hundred cases."""
        return self.roll(100) < percent

    def pick(self, choices: Sequence[_Choice]) -> _Choice:
        """Return one of the choices, each as likely as the others."""
        return choices[self.roll(len(choices))]

    def draw(self, choices: Sequence[_Choice], count: int) -> list[_Choice]:
        """Return that many different choices, in random order."""
        left = list(choices)
        return [left.pop(self.roll(len(left))) for _ in range(min(count, len(left)))]

    def between(self, low: float, high: float) -> float:
        """Return a number from low up to, not including, high."""
        return low + (high - low) * (self.roll(1 << 24) / (1 << 24))
