"""Import a click log."""

from __future__ import annotations

from typing import Any

from catalog.imports.account import Account, Progress
from recommendations.events.imports import import_clicks
from storefront.management.import_command import ImportCommand


class Command(ImportCommand):
    """Turns clicks into view, cart and purchase events."""

    help = (
        "Import a click log: a table with SessionId, ItemId and Time, or JSON lines of sessions with "
        "events. Items the catalogue does not know become hidden drafts."
    )
    default_source = "clicks"

    def run_import(
        self, mapping: dict[str, str], options: dict[str, Any], progress: Progress
    ) -> Account:
        """Make the one call."""
        return import_clicks(
            options["file"],
            mapping=mapping,
            source=options["source"],
            currency=options["currency"],
            is_dry_run=options["dry_run"],
            progress=progress,
        )
