"""Ctrl-C, SIGTERM and a closed terminal, all as one exception in the main thread."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

LOOK_EVERY_SECONDS = 0.5
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


def pass_on_from_make() -> None:
    """Interrupt this process when the ``make`` that runs it was interrupted alone, as by a script.

    A terminal interrupts both. But make passes SIGTERM on and SIGINT not: it restores that signal's
    default action and waits for us, which Linux shows. Elsewhere this does nothing.
    """
    parent = os.getppid()
    if _is_make(parent) and _catches_interrupts(parent):
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    pause = threading.Event()
    while not pause.wait(LOOK_EVERY_SECONDS):
        if os.getppid() == parent and not _catches_interrupts(parent):
            os.kill(os.getpid(), signal.SIGINT)
            return


def _is_make(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() in {"make", "gmake"}
    except OSError:
        return False


def _catches_interrupts(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, flags=re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) & (1 << (signal.SIGINT - 1)))
