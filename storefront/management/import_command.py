"""What the import commands share: their common options, the report, the way they fail."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import rich.progress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from rich.console import Console
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from catalog.imports.account import Account, Progress
from catalog.imports.columns import parse_mapping
from catalog.imports.files import UnreadableFile
from catalog.imports.report import rendered
from catalog.money import is_currency

LONGEST_SOURCE = 19


class ImportCommand(BaseCommand):
    """Reads one file into the shop and accounts for every row of it."""

    file_help = "plain, packed with gzip, or alone in a zip"
    takes: tuple[str, ...] = ("map", "source", "currency")
    """Those of the common options that mean something for this file."""
    default_source = ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and the common options that mean something for it."""
        parser.add_argument("file", type=Path, help=self.file_help)
        for name in self.takes:
            parser.add_argument(f"--{name}", **self._common(name))
        parser.add_argument("--dry-run", action="store_true", help="report, but keep nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Import, then report; a file that fails as a whole is an error of one sentence."""
        _refuse_unusable(options)
        try:
            with _told_on_stderr() as progress:
                mapping = parse_mapping(options.get("map", []))
                account = self.run_import(mapping, options, progress)
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. Nothing of the file was kept.") from error
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            first_line = str(error).strip().partition("\n")[0]
            raise CommandError(
                f"The database refused the import, nothing of the file was kept: {first_line}. "
                "See the run in the admin, then start the same command again."
            ) from error
        if options["json"]:
            self.stdout.write(json.dumps(account.as_json(), indent=2, ensure_ascii=False))
        else:
            Console(file=cast("IO[str]", self.stdout), soft_wrap=False).print(rendered(account))

    def _common(self, name: str) -> dict[str, Any]:
        """Return how a common option is taken."""
        offered: dict[str, dict[str, Any]] = {
            "map": {
                "action": "append",
                "default": [],
                "metavar": "THEIRS=OURS",
                "help": "which of their columns is which of ours; may be given several times",
            },
            "source": {
                "default": self.default_source,
                "help": "a name for where the file comes from; ids are told apart by it",
            },
            "currency": {
                "default": settings.SHOP_CURRENCY,
                "type": str.upper,
                "help": f"of prices that do not say theirs (default {settings.SHOP_CURRENCY})",
            },
        }
        return offered[name]

    @abstractmethod
    def run_import(
        self, mapping: dict[str, str], options: dict[str, Any], progress: Progress
    ) -> Account:
        """Make the one call."""


def _refuse_unusable(options: dict[str, Any]) -> None:
    if len(options.get("source", "")) > LONGEST_SOURCE:
        raise CommandError(f"--source may have {LONGEST_SOURCE} signs at most.")
    currency = options.get("currency", settings.SHOP_CURRENCY)
    if not is_currency(currency):
        raise CommandError("--currency takes a code of three letters (ISO 4217), such as EUR.")


@contextmanager
def _told_on_stderr() -> Iterator[Progress]:
    """Show the stage, the rows done and the time, as long as it lasts."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f} rows"),
        TimeElapsedColumn(),
    )
    with rich.progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("opening", total=None)
        yield lambda stage, done: bar.update(task, description=stage, completed=done)
