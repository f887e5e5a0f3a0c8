"""One line on stderr that says what a long command is doing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

if TYPE_CHECKING:
    from recommendations.training.fit import Progress


@contextmanager
def shown(first: str = "") -> Iterator[Progress]:
    """Show the line, beginning with ``first``, and yield what to report to; it goes when the work ends.

    Where stderr is no terminal, nothing is shown.
    """
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        line = bars.add_task(first, total=None)

        def report(stage: str, done: int, total: int) -> None:
            bars.update(line, description=stage, completed=done, total=total)

        yield report
