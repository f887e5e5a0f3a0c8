"""Train the models, here or in the worker, and show what came out."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from celery import current_app
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from recommendations import tasks
from recommendations.management import progress_line, readiness_lines

if TYPE_CHECKING:
    from recommendations.training.fit import Progress, TrainingConfig

POLL_SECONDS = 0.3
PATIENCE_SECONDS = 20.0
"""Of silence before asking whether a worker is there at all."""
PING_SECONDS = 2.0


class Command(BaseCommand):
    """Trains every source on the shop's own events."""

    help = "Train every model on the shop's own events and make the result live."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say where to train."""
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "--now-inline", action="store_true", help="train in this process (the default)"
        )
        where.add_argument(
            "--wait", action="store_true", help="let the Celery worker train, and wait for it"
        )
        parser.add_argument(
            "--fresh",
            action="store_true",
            help="accept a version that knows far less than the live one, as after a reset",
        )
        parser.add_argument(
            "--tuned",
            type=Path,
            metavar="FILE",
            help="use the ranker of a report of `tune --out FILE`",
        )
        parser.add_argument(
            "--judge",
            action="store_true",
            help="also set the recipe against trivial baselines and against what serves",
        )
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: object, wait: bool, fresh: bool, json: bool, **options: Any) -> None:
        """Train, then print one line per artefact; a refused version is an error."""
        if wait and options["tuned"]:
            raise CommandError("--tuned trains in this process: leave --wait out.")
        trees = _trees(options["tuned"])
        with progress_line.shown("waiting for a worker" if wait else "starting") as report:
            outcome = (
                _in_worker(report, fresh=fresh, judges=options["judge"])
                if wait
                else _here(report, fresh=fresh, judges=options["judge"], trees=trees)
            )
        if json:
            self.stdout.write(_as_json(outcome))
        else:
            self._print(outcome)
        if not outcome["is_live"]:
            raise CommandError("The gate refused this version; what was live stays live.")

    def _print(self, outcome: dict[str, Any]) -> None:
        """Print the artefacts as a table, then what became of the version."""
        console = Console(file=cast(IO[str], self.stdout), soft_wrap=True)
        if outcome.get("skipped"):
            console.print("Another training run is under way; nothing was done.")
            return
        console.print(_table(outcome["metrics"]))
        for sentence in readiness_lines.sentences(outcome["readiness"]):
            console.print(sentence)
        for finding in outcome["findings"]:
            console.print(f"[red]{finding}[/red]")
        state = "is live" if outcome["is_live"] else "was refused"
        console.print(f"Version [bold]{outcome['version']}[/bold] {state}.")


def _trees(report: Path | None) -> dict[str, Any] | None:
    """Return the parameters of the ranker that a report of `tune` chose."""
    if report is None:
        return None
    try:
        trees: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))["ranker"]
    except OSError as error:
        raise CommandError(f"{report} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{report} is no report of `manage.py tune --out`.") from error
    return trees


def _config(trees: dict[str, Any] | None) -> TrainingConfig | None:
    """Return the defaults of training with other trees."""
    from recommendations.training.fit import TrainingConfig  # noqa: PLC0415 - training libraries
    from recommendations.training.ranker import RankerConfig  # noqa: PLC0415
    from recommendations.training.rankers import RankersConfig  # noqa: PLC0415

    if trees is None:
        return None
    try:
        return TrainingConfig(rankers=RankersConfig(trees=RankerConfig(**trees)))
    except TypeError as error:
        raise CommandError(f"The report of `tune` does not fit this version: {error}") from error


def _here(
    report: Progress, *, fresh: bool, judges: bool, trees: dict[str, Any] | None
) -> dict[str, Any]:
    """Train in this process."""
    from recommendations.training import lock, pipeline  # noqa: PLC0415 - training libraries

    try:
        outcome = pipeline.train(
            now=timezone.now(),
            progress=report,
            compare_with_live=not fresh,
            judges=judges,
            config=_config(trees),
        )
    except lock.AlreadyTraining as error:
        raise CommandError(str(error)) from error
    return {
        "version": outcome.version,
        "is_live": outcome.is_live,
        "findings": list(outcome.findings),
        "metrics": outcome.metrics,
        "readiness": [each.as_dict() for each in outcome.readiness],
    }


def _in_worker(report: Progress, *, fresh: bool, judges: bool) -> dict[str, Any]:
    """Ask the worker to train and follow its progress."""
    result = tasks.train.delay(compare_with_live=not fresh, judges=judges)
    asked_at = time.monotonic()
    while not result.ready():
        known = result.info if result.state == "PROGRESS" else None
        if isinstance(known, dict):
            report(known["stage"], known["done"], known["total"])
        elif time.monotonic() - asked_at > PATIENCE_SECONDS:
            _expect_a_worker(result)
            asked_at = time.monotonic()
        time.sleep(POLL_SECONDS)
    outcome: dict[str, Any] = result.get()
    return outcome


def _expect_a_worker(result: Any) -> None:  # noqa: ANN401 - celery is untyped
    """Take the request back and fail if nobody is there to fulfil it."""
    if not current_app.control.ping(timeout=PING_SECONDS):
        result.revoke()
        raise CommandError(
            "No worker answers. Start one with: celery -A storefront worker -Q default,ml;"
            " or train in this process: manage.py train"
        )


def _table(metrics: dict[str, dict[str, float]]) -> Table:
    """Lay out what each artefact learned from, knows, cost and weighs."""
    table = Table(title="Trained")
    table.add_column("artefact")
    for column in ("rows", "items known", "seconds", "MB"):
        table.add_column(column, justify="right")
    for name, figures in metrics.items():
        table.add_row(
            name,
            f"{figures['rows']:,.0f}",
            f"{figures['covered']:,.0f}",
            f"{figures['seconds']:.1f}",
            f"{figures['bytes'] / 1e6:.1f}",
        )
    return table


def _as_json(outcome: dict[str, Any]) -> str:
    """Return the outcome as one JSON document."""
    return json.dumps(outcome, indent=1)
