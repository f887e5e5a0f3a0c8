"""``manage.py check_ledger``: do units, orders and money add up?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from orders import ledger


class Command(BaseCommand):
    """Prints every violation and ends with an error when there is one."""

    help = "Check that units, orders, payments and refunds add up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the answer as JSON."""
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report.

        Raises: CommandError: if anything does not add up.
        """
        found = ledger.violations()
        if options["json"]:
            report = {"rules": len(ledger.RULES), "violations": [asdict(each) for each in found]}
            self.stdout.write(json.dumps(report, indent=2))
        else:
            self._print(found)
        if found:
            raise CommandError(f"{len(found)} violations", returncode=1)

    def _print(self, found: list[ledger.Violation]) -> None:
        console = Console(file=self.stdout)  # type: ignore[arg-type]
        if not found:
            console.print(f"{len(ledger.RULES)} rules, no violation.")
            return
        table = Table("Rule", "Row")
        for each in found:
            table.add_row(each.sentence, each.row)
        console.print(table)
