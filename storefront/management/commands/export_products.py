"""Export the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django.core.management.base import CommandParser

from catalog.exports import products
from storefront.management.export_command import ExportCommand, checked_origin


class Command(ExportCommand):
    """Writes every article as a row of a table."""

    help = (
        "Export every article as CSV, or as JSON lines where the name says .jsonl, that import_products reads back. With --source only what was imported "
        "from there, under its ids: imported again with the same --source, every edited cell takes effect."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the source and the address of the shop too."""
        super().add_arguments(parser)
        parser.add_argument("--source", help="only products imported under this name")
        parser.add_argument(
            "--origin",
            metavar="https://shop.example",
            help="the shop: the addresses of pictures become a column",
        )

    def lines(self, options: dict[str, Any]) -> Iterator[str]:
        """Yield the table."""
        is_json = ".jsonl" in PurePath(options["file"]).suffixes
        origin = checked_origin(options["origin"]) if options["origin"] else ""
        return products.lines(source=options["source"], as_json=is_json, origin=origin)
