"""A contest is fair, its report complete, and its tables say who won."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from rich.console import Console

from recommendations.evaluation import contest, report, splits, tables, tasks
from recommendations.evaluation.baselines.personal import OwnCount
from recommendations.evaluation.baselines.popular import Popular
from recommendations.evaluation.contest import Contest
from recommendations.evaluation.metrics import names
from recommendations.features.histories import DAY_SECONDS
from recommendations.tests.evaluation.logs import NOW, bought

CUT = NOW - 10 * DAY_SECONDS


@pytest.fixture(scope="module")
def faithful() -> Contest:
    """Everyone buys their own thing again: own counts are right, popularity is wrong for all but one."""
    orders = [(f"p{number}", 30.0, [number]) for number in range(40)]
    orders += [(f"p{number}", 29.0, [0]) for number in range(0, 40, 2)]
    orders += [(f"p{number}", 5.0, [number]) for number in range(40)]
    task = tasks.orders(
        splits.at(bought(*orders), cut=CUT, horizon_days=10),
        most_shoppers=100,
        rng=np.random.default_rng(1),
    )
    popular, own = Popular("top"), OwnCount("own", ties="recent")
    return contest.compete(task, [popular], [own], rng=np.random.default_rng(2))


def test_the_right_system_wins_and_surely_so(faithful: Contest) -> None:
    top, own = faithful.results

    assert own.figures["all"]["recall@5"].mean == 1.0
    assert faithful.references["all"] == "top"
    assert own.against["all"]["ndcg@5"].low > 0
    assert top.against == {}


def test_paired_difference_is_the_difference_of_the_means(faithful: Contest) -> None:
    top, own = (result.figures["all"]["mrr@20"] for result in faithful.results)

    difference = faithful.results[1].against["all"]["mrr@20"]

    assert difference.mean == pytest.approx(own.mean - top.mean)
    assert difference.low <= difference.mean <= difference.high


def test_latency_and_training_time_are_measured(faithful: Contest) -> None:
    for result in faithful.results:
        assert result.beyond.fit_seconds >= 0
        assert result.beyond.ms_per_shopper > 0


def test_batches_cover_everyone_once() -> None:
    cut = list(contest.batches(10, contest.CELLS_PER_BATCH // 4))

    assert [(piece.start, piece.stop) for piece in cut] == [(0, 4), (4, 8), (8, 10)]


def test_report_is_json_with_a_fixed_shape(faithful: Contest) -> None:
    found = json.loads(json.dumps(report.as_dict(faithful), allow_nan=False))

    assert set(found) == {
        "format", "task", "cut", "until", "horizon_days", "past_rows", "items", "shoppers", "lists",
        "headline", "bootstrap", "views", "systems",
    }  # fmt: skip
    assert found["task"] == "orders"
    assert found["horizon_days"] == 10
    assert found["shoppers"] == 40
    assert found["headline"] == "recall@20"
    views = [view["name"] for view in found["views"]]
    assert views[:3] == ["all", "discover", "repeat"]
    for system in found["systems"]:
        assert set(system) == {"name", "is_baseline", "figures", "against_best_baseline", "beyond"}
        assert list(system["figures"]) == views
        for figures in system["figures"].values():
            assert tuple(figures) == names()
            assert all(set(interval) == {"mean", "low", "high"} for interval in figures.values())
        assert set(system["beyond"]) == {
            "coverage", "gini", "novelty", "variety", "fit_seconds", "ms_per_shopper",
        }  # fmt: skip


def test_what_cannot_be_measured_is_null(faithful: Contest) -> None:
    found = report.as_dict(faithful)

    newcomers = next(view for view in found["views"] if view["name"] == "newcomers")  # type: ignore[attr-defined]
    assert newcomers["lists"] == 0
    assert newcomers["best_baseline"] is None
    first = found["systems"][0]  # type: ignore[index]
    assert first["figures"]["newcomers"]["recall@20"] == {"mean": None, "low": None, "high": None}


def test_tables_put_the_winner_first_and_mark_the_rival(faithful: Contest) -> None:
    screen = io.StringIO()
    console = Console(file=screen, width=200)
    for table in tables.tables(faithful):
        console.print(table)

    lines = screen.getvalue().splitlines()
    first_own = next(number for number, line in enumerate(lines) if "│ own " in line)
    first_top = next(number for number, line in enumerate(lines) if "│ top *" in line)
    assert first_own < first_top
    assert any("beyond accuracy" in line for line in lines)
