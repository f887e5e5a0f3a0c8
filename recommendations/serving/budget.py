"""How long the models may take for one page."""

from __future__ import annotations


class Budget:
    """What the sources and rankers may spend for all rows of a page; waiting for Redis is another matter."""

    def __init__(self, milliseconds: float) -> None:
        self.seconds = milliseconds / 1000
        self.spent_seconds = 0.0

    @property
    def is_spent(self) -> bool:
        """Whether nothing further should be asked."""
        return self.spent_seconds >= self.seconds

    def spend(self, seconds: float) -> bool:
        """Take off what one call took; return whether that alone was within the whole budget."""
        self.spent_seconds += seconds
        return seconds <= self.seconds
