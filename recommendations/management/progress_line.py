"""One line on stderr that says what a long command is doing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

if TYPE_CHECKING:
    from recommendations.training.fit import Progress

SECONDS_BETWEEN_LINES = 30.0


@contextmanager
def shown(first: str = "") -> Iterator[Progress]:
    """Show the line, beginning with ``first``, and yield what to report to; it goes when the work ends.

    Where stderr is no terminal, a line is written when half a minute has passed since the last one.
    """
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        line = bars.add_task(first, total=None)

        last = begun = monotonic()

        def report(stage: str, done: int, total: int) -> None:
            nonlocal last
            bars.update(line, description=stage, completed=done, total=total)
            if not console.is_terminal and monotonic() - last >= SECONDS_BETWEEN_LINES:
                last = monotonic()
                console.print(f"{last - begun:,.0f} s: {stage} {done:,} of {total:,}")

        yield report
