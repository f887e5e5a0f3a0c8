"""``manage.py seed_demo``: fills an empty shop with the demo."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from storefront.demo.scales import SCALES
from storefront.demo.seed import AnotherDemo, NotForProduction, SeedReport, seed_shop


class Command(BaseCommand):
    """Fills the shop with products, shoppers and their history; a second call changes nothing."""

    help = "Fill an empty shop with the demo: products, pictures, shoppers, orders and events."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the size and the seed."""
        parser.add_argument("--scale", choices=sorted(SCALES), default="small")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed the shop with progress bars on stderr, then print what there is."""
        console = Console(stderr=True)
        with progress_bars(console) as bars:
            try:
                report = seed_shop(
                    scale=options["scale"],
                    seed=options["seed"],
                    now=timezone.now(),
                    progress=BarProgress(bars),
                )
            except (AnotherDemo, NotForProduction) as error:
                raise CommandError(str(error)) from error
        Console().print(as_table(report))


class BarProgress:
    """Shows each stage of a long step as a bar of its own."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move the bar of a stage."""
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)


def progress_bars(console: Console) -> Bars:
    """Return bars with counts and time."""
    return Bars(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def as_table(report: SeedReport) -> Table:
    """Lay out what the shop holds and how to sign in."""
    state = "written" if report.is_new else "was there already, nothing changed"
    table = Table(
        title=f"Demo shop, {report.scale}, seed {report.seed}: {state}", show_header=False
    )
    if report.is_new:
        for name in ("products", "variants", "pictures", "shoppers", "orders", "events", "reviews"):
            table.add_row(name.capitalize(), f"{getattr(report, name):,}")
    else:
        table.add_row("Products", f"{report.products:,}")
    table.add_row("Staff login", f"{report.owner.email}  {report.owner.password}")
    table.add_row("Shopper login", f"{report.shopper.email}  {report.shopper.password}")
    return table
