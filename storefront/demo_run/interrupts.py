"""Ctrl-C, SIGTERM and a closed terminal, all as one exception in the main thread."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Somebody asked the demo to end; not an Exception, so that nothing in between swallows it."""

    def __init__(self, signal_number: int) -> None:
        """Remember which signal it was."""
        super().__init__(signal.Signals(signal_number).name)
        self.exit_code = 128 + signal_number


class Interrupts:
    """Raises ``Interrupted`` on the first signal, except where it is held back."""

    def __init__(self) -> None:
        """Begin with nothing received."""
        self._is_held = False
        self._received: int | None = None
        self._impatient: Callable[[], None] | None = None

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Handle the signals while the block runs."""
        before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the block finish before a signal counts, as between starting a process and noting it."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
        if self._received is not None:
            raise Interrupted(self._received)

    def from_now_on(self, impatient: Callable[[], None]) -> None:
        """Stop raising: we are ending anyway, and another signal only means that it takes too long."""
        self._impatient = impatient

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._impatient is not None:
            self._impatient()
            return
        self._received = number
        if not self._is_held:
            raise Interrupted(number)
