"""Import a feed that says what each article costs."""

from __future__ import annotations

from typing import Any

from catalog.imports.account import Account, Progress
from catalog.imports.feeds import import_prices
from storefront.management.import_command import ImportCommand


class Command(ImportCommand):
    """Sets the prices of articles by SKU."""

    help = (
        "Import a price feed: a table or JSON with SKU and price, and, if it likes, price before, currency "
        "and the code of a price list. A second run of the same file changes nothing."
    )

    takes = ("map", "currency")

    def run_import(
        self, mapping: dict[str, str], options: dict[str, Any], progress: Progress
    ) -> Account:
        """Make the one call."""
        return import_prices(
            options["file"],
            mapping=mapping,
            currency=options["currency"],
            is_dry_run=options["dry_run"],
            progress=progress,
        )
