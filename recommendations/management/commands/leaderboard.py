"""Set the page's rows and the two-stage method against ten trivial baselines, and keep the outcome."""

from __future__ import annotations

import json
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from recommendations.registry.models import Leaderboard

WIDTH_OF_A_FILE = 140
COLOURS = {"wins": "green", "loses": "red", "open": "yellow", "too few": "dim"}


class Command(BaseCommand):
    """Holds the nightly contest now."""

    help = (
        "Foretell the newest days of the shop's own events with the rows of the page, the two-stage ranker "
        "and ten trivial baselines, keep the outcome for admin, and say plainly where a baseline wins."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say how to show it."""
        parser.add_argument("--json", action="store_true", help="print the standings as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Measure, keep, print."""
        from recommendations.management import nightly  # noqa: PLC0415 - training libraries

        rows = nightly.measure(now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({row.task: row.standings for row in rows}, indent=1))
        elif options["verbosity"] > 0:
            self._print(rows)

    def _print(self, rows: list[Leaderboard]) -> None:
        console = Console(file=cast(IO[str], self.stdout))
        if not console.is_terminal:
            console.width = WIDTH_OF_A_FILE
        if not rows:
            console.print("Nobody bought or looked both before and after the newest cut yet.")
        for row in rows:
            console.print(_table(row))


def _table(row: Leaderboard) -> Table:
    table = Table(
        title=f"{row.task}, learned until {row.cut:%Y-%m-%d}, {row.shoppers:,} shoppers",
        title_justify="left",
    )
    table.add_column("carousel")
    table.add_column("verdict")
    table.add_column("what it rests on")
    for standing in row.standings:
        colour = COLOURS[standing["verdict"]]
        table.add_row(
            standing["carousel"],
            f"[{colour}]{standing['verdict']}[/{colour}]",
            standing["sentence"].partition(": ")[2],
        )
    return table
