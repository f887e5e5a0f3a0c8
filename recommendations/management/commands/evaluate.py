"""Measure how well the shop, and ten plain rivals, foretell a log: the only source of quality claims."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.dateparse import parse_date, parse_datetime
from rich.console import Console

from catalog.imports.files import UnreadableFile
from recommendations.evaluation import contest, report, splits, tables, tasks
from recommendations.evaluation.baselines import BASELINES
from recommendations.evaluation.contest import Contest
from recommendations.evaluation.splits import NothingToEvaluate, Split
from recommendations.evaluation.systems import System
from recommendations.management import log_source, progress_line

MOST_SHOPPERS = 10_000
SEED = 20_240_601
WIDTH_OF_A_FILE = 170


class Command(BaseCommand):
    """Cuts a log at one moment, trains on what came before, and asks for what came after."""

    help = (
        "Evaluate every baseline and every model of the shop on an order file, a click file, or the shop's "
        "own events: one cut through time, the whole catalogue ranked, an interval to each figure. "
        "A file needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what to evaluate on, and how."""
        source = log_source.take_source(parser)
        source.add_argument(
            "--test", type=Path, metavar="FILE", help="foretell this file from the first"
        )
        _take_question(parser)
        shown = parser.add_argument_group("what to show")
        shown.add_argument(
            "--systems",
            default="",
            metavar="NAMES",
            help="only systems whose name holds one of these words, separated by commas",
        )
        shown.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Evaluate, then print tables or JSON; what cannot be evaluated is an error of one sentence."""
        try:
            split, task_name, horizon_days = _split(options, say=self.stderr.write)
            ask = tasks.orders if task_name == "orders" else tasks.clicks
            rng = np.random.default_rng(options["seed"])
            task = ask(split, most_shoppers=max(options["shoppers"], 1), rng=rng)
        except (UnreadableFile, NothingToEvaluate) as error:
            raise CommandError(str(error)) from error
        except (DatabaseError, psycopg.Error) as error:
            raise CommandError(
                "The shop's log cannot be read; is the database there, and migrated? "
                + str(error).strip().partition("\n")[0]
            ) from error
        baselines, ours = _chosen(options, task_name, horizon_days)
        with progress_line.shown() as report_progress:
            found = contest.compete(task, baselines, ours, rng=rng, progress=report_progress)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(found), indent=1))
        else:
            self._print(found)

    def _print(self, found: Contest) -> None:
        """Print the tables, and what they rest on."""
        is_terminal = self.stdout.isatty() if hasattr(self.stdout, "isatty") else False
        console = Console(
            file=cast("IO[str]", self.stdout), width=None if is_terminal else WIDTH_OF_A_FILE
        )
        summary = report.as_dict(found)
        console.print(
            f"[bold]{summary['task']}[/bold], learned from {summary['past_rows']:,} rows before "
            f"{summary['cut']}, foretelling until {summary['until']} for {summary['shoppers']:,} "
            f"shoppers over all {summary['items']:,} items."
        )
        for table in tables.tables(found):
            console.print(table)


def _take_question(parser: CommandParser) -> None:
    """Take what to ask."""
    protocol = parser.add_argument_group("the question")
    protocol.add_argument(
        "--task", choices=sorted(log_source.HORIZON_DAYS), help="the default is what the log holds"
    )
    protocol.add_argument(
        "--cut",
        metavar="DATE",
        help="the first day to foretell (default: a horizon before the end)",
    )
    protocol.add_argument(
        "--horizon-days",
        type=int,
        help="how far to look (default: 30 for orders, 1 for clicks, a quarter of a log shorter than three of them)",
    )
    protocol.add_argument(
        "--shoppers",
        type=int,
        default=MOST_SHOPPERS,
        metavar="N",
        help="at most so many, drawn at random (default %(default)s)",
    )
    protocol.add_argument(
        "--seed", type=int, default=SEED, help="of the draws (default %(default)s)"
    )


def _split(options: dict[str, Any], *, say: Callable[[str], object]) -> tuple[Split, str, float]:
    """Read the log and cut it; also say which question it can answer, and over how many days."""
    if options["events"] == bool(options["file"]):
        raise CommandError("Give a file, or --events for the shop's own log.")
    if options["events"] and options["test"]:
        raise CommandError("--test goes with a file to learn from.")
    log, labels = (
        log_source.own_events()
        if options["events"]
        else log_source.read_file(options["file"], options, say=say)
    )
    task_name = options["task"] or log_source.task_of(log)
    log = log_source.of_task(log, task_name)
    wanted_days = float(options["horizon_days"] or log_source.HORIZON_DAYS[task_name])
    if options["test"]:
        test, test_labels = log_source.read_file(options["test"], options, say=say)
        asked = log_source.of_task(test, task_name)
        return splits.between(log, labels, asked, test_labels), task_name, wanted_days
    cut, horizon_days = _moment(options["cut"]), wanted_days
    if cut is None:
        if not options["horizon_days"]:
            horizon_days = splits.default_horizon(log, wanted_days=wanted_days)
        cut = splits.default_cut(log, horizon_days=horizon_days)
    return splits.at(log, cut=cut, horizon_days=horizon_days), task_name, horizon_days


def _moment(text: str | None) -> float | None:
    """Return a date or a moment as seconds since 1970; without a zone it is UTC."""
    if text is None:
        return None
    try:
        day, moment = parse_date(text), parse_datetime(text)
    except ValueError as error:
        raise CommandError(f"--cut {text}: {error}.") from error
    if moment is None:
        if day is None:
            raise CommandError(f"--cut {text} is no date such as 2011-11-10.")
        moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - its zone comes next
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _chosen(
    options: dict[str, Any], task_name: str, horizon_days: float
) -> tuple[Sequence[System], Sequence[System]]:
    """Return the baselines and the shop's own systems whose names hold one of the words."""
    from recommendations.management import contestants  # noqa: PLC0415 - training libraries

    wanted = [word.strip().lower() for word in options["systems"].split(",") if word.strip()]
    everything = contestants.shipped(task_name, horizon_days=horizon_days)

    def named(systems: Sequence[System]) -> list[System]:
        return [
            system
            for system in systems
            if not wanted or any(word in system.name.lower() for word in wanted)
        ]

    baselines, ours = named(BASELINES), named(everything)
    if not baselines and not ours:
        known = ", ".join(system.name for system in (*BASELINES, *everything))
        raise CommandError(f"No system is called like that. There are: {known}.")
    return baselines, ours
