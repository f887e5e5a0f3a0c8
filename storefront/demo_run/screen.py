"""What a person watching the demo sees: a bar while something runs, a line when it is done."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

COLOURS = {"web": "cyan", "worker": "magenta", "beat": "blue"}
NAME_WIDTH = max(map(len, COLOURS))


class Outlet(io.TextIOBase):
    """A stream that goes on without a reader: a closed terminal must not keep the demo from ending in order."""

    def __init__(self, stream: TextIO) -> None:
        """Write to ``stream`` while somebody reads it."""
        self._stream = stream
        self._is_open = True

    def write(self, text: str) -> int:
        """Write, or from the first failure on pretend to."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Send what was written on its way."""
        self._try(self._stream.flush)

    def isatty(self) -> bool:
        """Return whether a person watches."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Return the stream's own number, by which its width is asked."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Return what the stream writes in."""
        return self._stream.encoding

    def _try(self, act: Callable[[], object]) -> None:
        if self._is_open:
            try:
                act()
            except (OSError, ValueError):  # ValueError: the stream itself was closed
                self._is_open = False


class Step:
    """One long step, and how far it is."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        """Begin at nothing done of an unknown number."""
        self._progress = progress
        self._task = task
        self.result = ""

    def report(self, stage: str, done: int, total: int) -> None:
        """Show what is being done now, and how much of it."""
        self._progress.update(
            self._task,
            description=f"{stage} {done:,}/{total:,}" if total else stage,
            completed=done,
            total=total or None,
        )


class Screen:
    """The terminal; several threads may write to it."""

    def __init__(self, console: Console) -> None:
        """Write to ``console``."""
        self._console = console
        self._lock = threading.Lock()

    def say(self, text: str, style: str = "") -> None:
        """Print one line of our own."""
        with self._lock:
            self._console.print(Text(text, style=style), soft_wrap=True)

    def pass_on(self, name: str, line: str) -> None:
        """Print one line of a program, with its name before it."""
        prefix = Text(f"{name:>{NAME_WIDTH}} │ ", style=COLOURS.get(name, "yellow"))
        with self._lock:
            # A program may colour its own lines; from_ansi keeps that and cannot be misread as markup.
            self._console.print(prefix + Text.from_ansi(line), soft_wrap=True)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show a bar while the block runs, then a line with the time it took."""
        started = time.monotonic()
        if not self._console.is_terminal:
            self.say(f"… {title}")
        with Progress(
            SpinnerColumn(),
            TextColumn(title),
            BarColumn(bar_width=30),
            TimeElapsedColumn(),
            TextColumn("{task.description}", style="dim"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        ) as progress:
            step = Step(progress, progress.add_task("", total=None))
            yield step
        detail = f" ({step.result})" if step.result else ""
        self.say(f"✓ {title}{detail}, {time.monotonic() - started:.1f} s", style="green")

    def frame(self, title: str, lines: list[tuple[str, str]]) -> None:
        """Print the few facts a person needs now, in a frame."""
        width = max(len(name) for name, _ in lines)
        text = Text("\n").join(
            Text.assemble((f"{name:<{width}}  ", "dim"), (value, "bold")) for name, value in lines
        )
        with self._lock:
            self._console.print(Panel(text, title=title, expand=False, padding=(1, 3)))
