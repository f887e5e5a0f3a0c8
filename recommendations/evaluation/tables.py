"""A contest as tables for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rich.table import Table

from recommendations.evaluation.contest import Contest, Result
from recommendations.evaluation.intervals import Interval

FIGURES = {
    "orders": ("recall@5", "recall@10", "recall@20", "ndcg@20", "hr@20", "mrr@20", "precision@20"),
    "clicks": ("hr@5", "hr@10", "hr@20", "ndcg@20", "mrr@20", "recall@20", "precision@20"),
}
"""The figures a screen has room for, by task; ``--json`` has them all."""
APART = ("all", "discover", "repeat")
"""The views with a table of their own; the others share one."""


def tables(contest: Contest) -> Iterator[Table]:
    """Yield one table a main view, one for the slices, one beyond accuracy."""
    names = [view.name for view in contest.task.views]
    for name in APART:
        if name in names:
            yield _view(contest, name)
    yield _slices(contest, [name for name in names if name not in APART])
    yield _beyond(contest)


def _view(contest: Contest, view: str) -> Table:
    figures = FIGURES[contest.task.name]
    reference = contest.references.get(view)
    table = Table(title=f"{view}: {contest.n_lists[view]:,} lists")
    table.add_column("system", no_wrap=True)
    for figure in figures:
        table.add_column(figure, justify="right")
    table.add_column(f"95 % of {contest.headline}", justify="right")
    table.add_column(f"against {reference}" if reference else "against", justify="right")
    for result in _best_first(contest, view):
        found = result.figures[view]
        difference = result.against.get(view, {}).get(contest.headline)
        table.add_row(
            _named(result, is_reference=result.system == reference),
            *(_decimal(found[figure].mean) for figure in figures),
            _span(found[contest.headline]),
            _gain(difference) if difference else "",
        )
    return table


def _slices(contest: Contest, views: Sequence[str]) -> Table:
    table = Table(title=f"{contest.headline} by slice")
    table.add_column("system", no_wrap=True)
    for view in views:
        table.add_column(f"{view}\n{contest.n_lists[view]:,}", justify="right")
    for result in _best_first(contest, contest.task.views[0].name):
        means = [result.figures[view][contest.headline].mean for view in views]
        table.add_row(_named(result), *map(_decimal, means))
    return table


def _beyond(contest: Contest) -> Table:
    table = Table(title="beyond accuracy (the 20 of the first table)")
    table.add_column("system", no_wrap=True)
    for column in ("coverage", "Gini", "novelty (bits)", "variety", "training s", "ms a shopper"):
        table.add_column(column, justify="right")
    for result in _best_first(contest, contest.task.views[0].name):
        found = result.beyond
        table.add_row(
            _named(result),
            _decimal(found.coverage),
            _decimal(found.gini),
            f"{found.novelty:.1f}",
            _decimal(found.variety),
            f"{found.fit_seconds:.1f}",
            f"{found.ms_per_shopper:.1f}",
        )
    return table


def _best_first(contest: Contest, view: str) -> list[Result]:
    def reached(result: Result) -> float:
        mean = result.figures[view][contest.headline].mean
        return -math.inf if math.isnan(mean) else mean

    return sorted(contest.results, key=reached, reverse=True)


def _named(result: Result, *, is_reference: bool = False) -> str:
    name = result.system if result.is_baseline else f"[bold]{result.system}[/bold]"
    return f"{name} *" if is_reference else name


def _gain(difference: Interval) -> str:
    shown = f"{difference.mean:+.3f} ({difference.low:+.3f} to {difference.high:+.3f})"
    if not difference.excludes_zero:
        return shown
    return f"[green]{shown}[/green]" if difference.mean > 0 else f"[red]{shown}[/red]"


def _span(interval: Interval) -> str:
    return "" if math.isnan(interval.low) else f"{interval.low:.3f} to {interval.high:.3f}"


def _decimal(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}"
