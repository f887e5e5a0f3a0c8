"""The published figures of Online Retail 2010-11 and of the Serenade example clicks, reproduced.

    python -m benchmarks.evaluate --orders online_retail_2010_2011.csv.gz
    python -m benchmarks.evaluate --clicks clicks_train.tsv.gz --clicks-test clicks_test.tsv.gz

Runs ``manage.py evaluate`` and sets each figure against its anchor: baselines must land within 0.01 of
it, our two-stage ranker must reach its floor. Ends with an error if one does not.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import django
from django.core.management import call_command
from rich.console import Console
from rich.table import Table

WITHIN = 0.01


@dataclass(frozen=True, slots=True)
class Anchor:
    """One published figure of one system in one view."""

    system: str
    view: str
    figure: str
    value: float
    is_floor: bool = False
    """A floor is to be reached; any other anchor to be met."""

    def is_met(self, found: float) -> bool:
        """Whether what was measured fits."""
        return found >= self.value if self.is_floor else abs(found - self.value) <= WITHIN


ORDERS = (
    Anchor("own count, ties by 28 days", "all", "recall@20", 0.357),
    Anchor("own count", "all", "recall@20", 0.301),
    Anchor("item-kNN", "all", "recall@20", 0.182),
    Anchor("top of 28 days", "all", "recall@20", 0.139),
    Anchor("top of all time", "all", "recall@20", 0.095),
    Anchor("decayed own count × popularity", "all", "recall@20", 0.370),
    Anchor("top of 28 days", "discover", "recall@20", 0.097),
    Anchor("item-kNN", "discover", "recall@20", 0.083),
    Anchor("our two-stage", "all", "recall@20", 0.375, is_floor=True),
    Anchor("our two-stage", "discover", "recall@20", 0.16, is_floor=True),
)
CLICKS = (
    Anchor("top of all time", "all", "hr@20", 0.011),
    Anchor("next items", "all", "hr@20", 0.389),
    Anchor("our two-stage", "all", "hr@20", 0.67, is_floor=True),
    Anchor("our two-stage", "all", "mrr@20", 0.38, is_floor=True),
)


def main() -> None:
    """Evaluate what was given and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", help="the order file")
    parser.add_argument("--clicks", help="the click file to learn from")
    parser.add_argument("--clicks-test", help="the click file to foretell")
    given = parser.parse_args()
    if not given.orders and not (given.clicks and given.clicks_test):
        parser.error("give --orders, or --clicks and --clicks-test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
    django.setup()
    rows: list[tuple[Anchor, dict[str, float]]] = []
    if given.orders:
        rows += _measured(ORDERS, given.orders, cut="2011-11-10")
    if given.clicks and given.clicks_test:
        rows += _measured(CLICKS, given.clicks, test=given.clicks_test)
    Console().print(_table(rows))
    if not all(anchor.is_met(found["mean"]) for anchor, found in rows):
        sys.exit("A figure misses its anchor.")


def _measured(
    anchors: tuple[Anchor, ...], file: str, **options: Any
) -> Iterator[tuple[Anchor, dict[str, float]]]:
    """Run the command once and look every anchor up."""
    out = io.StringIO()
    wanted = ",".join(dict.fromkeys(anchor.system.partition(",")[0] for anchor in anchors))
    call_command("evaluate", file, json=True, systems=wanted, stdout=out, **options)
    systems = {system["name"]: system for system in json.loads(out.getvalue())["systems"]}
    for anchor in anchors:
        yield anchor, systems[anchor.system]["figures"][anchor.view][anchor.figure]


def _table(rows: list[tuple[Anchor, dict[str, float]]]) -> Table:
    table = Table(title="Figures against their anchors")
    for column in ("system", "view", "figure", "measured", "95 %", "anchor", ""):
        table.add_column(column)
    for anchor, found in rows:
        table.add_row(
            anchor.system,
            anchor.view,
            anchor.figure,
            f"{found['mean']:.3f}",
            f"{found['low']:.3f} to {found['high']:.3f}",
            f"{'≥' if anchor.is_floor else '±0.01 of'} {anchor.value:.3f}",
            "[green]met[/green]" if anchor.is_met(found["mean"]) else "[red]missed[/red]",
        )
    return table


if __name__ == "__main__":
    main()
