"""Import a feed that says how many of each article there are."""

from __future__ import annotations

from typing import Any

from catalog.imports.account import Account, Progress
from catalog.imports.feeds import import_stock
from storefront.management.import_command import ImportCommand


class Command(ImportCommand):
    """Sets the stock of articles by SKU."""

    help = (
        "Import a stock feed: a table or JSON with SKU and quantity. Every difference stands in the stock "
        "ledger with the reason feed. A second run of the same file changes nothing."
    )

    takes = ("map",)

    def run_import(
        self, mapping: dict[str, str], options: dict[str, Any], progress: Progress
    ) -> Account:
        """Make the one call."""
        return import_stock(
            options["file"],
            mapping=mapping,
            is_dry_run=options["dry_run"],
            progress=progress,
        )
