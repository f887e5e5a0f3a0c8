"""Search the sizes and strengths of the two-stage recommender on windows of the past."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from catalog.imports.files import UnreadableFile
from recommendations.evaluation.splits import NothingToEvaluate
from recommendations.management import log_source, progress_line

WIDTH_OF_A_FILE = 140
TRIALS_SHOWN = 10


class Command(BaseCommand):
    """Proposes, trains, measures; the newest days are kept for one check at the end."""

    help = (
        "Search the parameters of sources and ranker with optuna, on windows of the past only, and check "
        "the winner once against the defaults on the newest days."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what to tune on, and how long."""
        log_source.take_source(parser)
        search = parser.add_argument_group("the search")
        search.add_argument(
            "--task",
            choices=sorted(log_source.HORIZON_DAYS),
            help="the default is what the log holds",
        )
        search.add_argument("--horizon-days", type=int, help="default: 30 for orders, 1 for clicks")
        search.add_argument(
            "--source-trials", type=int, default=8, help="of the sources (default %(default)s)"
        )
        search.add_argument(
            "--ranker-trials", type=int, default=16, help="of the trees (default %(default)s)"
        )
        search.add_argument(
            "--shoppers", type=int, default=1_000, help="per window (default %(default)s)"
        )
        search.add_argument("--out", type=Path, help="also write the report there, as JSON")
        search.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Search and report; what cannot be tuned is an error of one sentence."""
        from recommendations.training import tuning  # noqa: PLC0415 - training libraries

        try:
            if options["events"] == bool(options["file"]):
                raise CommandError("Give a file, or --events for the shop's own log.")
            log, _ = (
                log_source.own_events()
                if options["events"]
                else log_source.read_file(options["file"], options, say=self.stderr.write)
            )
            task_name = options["task"] or log_source.task_of(log)
            with progress_line.shown() as report_progress:
                found = tuning.tuned(
                    log_source.of_task(log, task_name),
                    task_name=task_name,
                    horizon_days=options["horizon_days"] or log_source.HORIZON_DAYS[task_name],
                    progress=report_progress,
                    config=tuning.TuneConfig(
                        source_trials=max(options["source_trials"], 1),
                        ranker_trials=max(options["ranker_trials"], 1),
                        most_shoppers=max(options["shoppers"], 1),
                    ),
                ).as_dict()
        except (UnreadableFile, NothingToEvaluate) as error:
            raise CommandError(str(error)) from error
        written = json.dumps(found, indent=1)
        if options["out"]:
            options["out"].write_text(written + "\n", encoding="utf-8")
        if options["json"]:
            self.stdout.write(written)
        else:
            self._print(found)

    def _print(self, found: dict[str, Any]) -> None:
        console = Console(file=cast("IO[str]", self.stdout))
        if not console.is_terminal:
            console.width = WIDTH_OF_A_FILE
        console.print(_trials(found))
        console.print(_chosen(found))
        for view, gain in found["check"].items():
            console.print(
                f"{view}: {found['figure']} {gain['mean']:+.4f} against the defaults on the newest days "
                f"(95 % {gain['low']:+.4f} to {gain['high']:+.4f})"
            )
        console.print(
            "The gain holds: train with --tuned FILE to use it."
            if found["holds"]
            else "The gain does not hold on the newest days: keep the defaults."
        )


def _trials(found: dict[str, Any]) -> Table:
    table = Table(title=f"best trials, windows from {', '.join(found['windows'])}")
    for column in ("phase", found["figure"], "seconds", "parameters"):
        table.add_column(column)
    best = sorted(found["trials"], key=lambda trial: -trial["value"])[:TRIALS_SHOWN]
    for trial in best:
        params = ", ".join(f"{name} {_short(value)}" for name, value in trial["params"].items())
        table.add_row(trial["phase"], f"{trial['value']:.4f}", f"{trial['seconds']:.1f}", params)
    return table


def _chosen(found: dict[str, Any]) -> Table:
    table = Table(title="chosen")
    table.add_column("parameter")
    table.add_column("value", justify="right")
    tuned = {name for trial in found["trials"] for name in trial["params"]}
    for part in ("tables", "ranker"):
        for name, value in found[part].items():
            if name in tuned:
                table.add_row(f"{part}.{name}", _short(value))
    return table


def _short(value: float) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
