"""Import a zip of pictures."""

from __future__ import annotations

from typing import Any

from catalog.imports.account import Account, Progress
from catalog.imports.pictures.archive import import_pictures
from storefront.management.import_command import ImportCommand


class Command(ImportCommand):
    """Gives products the pictures that are named after their articles."""

    help = (
        "Import a zip of pictures named by SKU: MUG.jpg, MUG-2.jpg. The worker makes their renditions. "
        "A second run of the same file changes nothing."
    )

    file_help = "a zip"
    takes = ()

    def run_import(
        self, mapping: dict[str, str], options: dict[str, Any], progress: Progress
    ) -> Account:
        """Make the one call."""
        return import_pictures(options["file"], is_dry_run=options["dry_run"], progress=progress)
