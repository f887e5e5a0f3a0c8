"""Import a product file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.imports.account import Account, Progress
from catalog.imports.products.write import import_products
from storefront.management.import_command import ImportCommand


class Command(ImportCommand):
    """Brings the catalogue in step with a product file."""

    help = (
        "Import products: exports of Shopify, WooCommerce and Magento with their variants, CSV or TSV with a title "
        "column, Google Merchant feeds (XML or TSV), JSON lines or arrays (retail-demo-store, DummyJSON, "
        "Icecat or flat records). A second run of the same file changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what a file may leave open."""
        super().add_arguments(parser)
        parser.add_argument(
            "--department", default="", help="for products whose row names no department"
        )
        parser.add_argument(
            "--stock",
            type=int,
            default=25,
            metavar="UNITS",
            help="units assumed on hand for new articles whose row does not say (default 25)",
        )

    def run_import(
        self, mapping: dict[str, str], options: dict[str, Any], progress: Progress
    ) -> Account:
        """Make the one call."""
        return import_products(
            options["file"],
            mapping=mapping,
            source=options["source"],
            currency=options["currency"],
            assumed_units=max(options["stock"], 0),
            department=options["department"].strip()[:120],
            is_dry_run=options["dry_run"],
            progress=progress,
        )
