"""Export orders."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser

from orders import exports
from storefront.management.export_command import ExportCommand


class Command(ExportCommand):
    """Writes every order line as a row of a table."""

    help = "Export orders as CSV, a row an article sold, oldest first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the period too."""
        super().add_arguments(parser)
        for name, words in (
            ("--since", "from this day on"),
            ("--until", "up to, not including, this day"),
        ):
            parser.add_argument(name, type=_day, metavar="2026-01-31", help=words)

    def lines(self, options: dict[str, Any]) -> Iterator[str]:
        """Yield the table."""
        return exports.lines(since=options["since"], until=options["until"])


def _day(text: str) -> datetime:
    """Read a day of the command line.

    Raises: ArgumentTypeError: if it is none.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day: write it as 2026-01-31.") from error
