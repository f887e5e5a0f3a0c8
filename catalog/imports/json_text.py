"""The text of a JSON file as it is read: a window that moves on, and never holds much more than one record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_RECORD = 1 << 22
"""A record beyond 4 Mi signs is refused: it would be read into memory as a whole."""
_PIECE = 1 << 16
_AHEAD = 256
"""So many signs a pattern may look at behind what it finds."""


def pieces(blocks: Iterable[str]) -> Iterator[str]:
    """Cut blocks of text small, so that what fails in one costs little."""
    for block in blocks:
        for start in range(0, len(block), _PIECE):
            yield block[start : start + _PIECE]


@dataclass(slots=True)
class Text:
    """A window on the text of a file."""

    pieces: Iterator[str]
    window: str = ""
    at: int = 0
    """Where in the window the reading stands."""
    passed: int = 0
    """How many signs the window has left behind."""

    def read_on(self) -> bool:
        """Let go of what was read and append as much again as is left; return whether there was any more."""
        rest, more, size = self.window[self.at :], list[str](), 0
        while size <= len(rest) and (piece := next(self.pieces, "")):
            more.append(piece)
            size += len(piece)
        if not more:
            return False
        self.passed += self.at
        self.window, self.at = rest + "".join(more), 0
        return True

    def let_go(self) -> None:
        """Forget what was read, once it is much: what fails in a short window costs little."""
        if self.at > 4 * _PIECE:
            self.passed += self.at
            self.window, self.at = self.window[self.at :], 0

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Go past a run of what the pattern fits; return the end of what stood there."""
        skipped = ""
        while True:
            found = pattern.match(self.window, self.at)
            if found is not None:
                skipped = (skipped + found.group())[-_AHEAD:]
                self.at = found.end()
            if self.at < len(self.window) or not self.read_on():
                return skipped

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find a pattern of at most :data:`_AHEAD` signs, as many signs behind it in sight; None if it comes no more."""
        while True:
            found = pattern.search(self.window, self.at)
            edge = len(self.window) - _AHEAD
            if found is not None and found.end() <= edge:
                return found
            self.at = max(self.at, edge) if found is None else found.start()
            if not self.read_on():
                return pattern.search(self.window, self.at)

    def rest(self, longest: int) -> str | None:
        """Return what is left of the text behind this sign; None if that is longer."""
        while len(self.window) - self.at <= longest:
            if not self.read_on():
                return self.window[self.at + 1 :]
        return None
