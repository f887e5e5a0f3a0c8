"""What the proofs counted, printed when the tests end: the figures of docs/selling.md."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Figure:
    """One proof: what was tried how often, and what came of it."""

    name: str
    rounds: int = 0
    orders: int = 0
    violations: int = 0
    seconds: float = 0.0
    notes: dict[str, int] = field(default_factory=dict)

    def line(self) -> str:
        """Write it as one row of a table."""
        more = ", ".join(f"{name} {count:,}" for name, count in self.notes.items())
        return (
            f"{self.name:<58} {self.rounds:>7,} {self.orders:>7,} {self.violations:>11,}"
            f" {self.seconds:>8.0f} s  {more}"
        )


HEADER = f"{'proof':<58} {'rounds':>7} {'orders':>7} {'violations':>11} {'time':>10}"
COUNTED: list[Figure] = []


@contextmanager
def counted(name: str, *, rounds: int) -> Iterator[Figure]:
    """Time a proof and keep its figure, whether it holds or not."""
    figure = Figure(name, rounds=rounds)
    started = time.monotonic()
    try:
        yield figure
    finally:
        figure.seconds = time.monotonic() - started
        COUNTED.append(figure)
