"""Import a click log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.imports.account import Account, Progress
from recommendations.events.click_columns import parse_kinds
from recommendations.events.imports import import_clicks
from recommendations.management import log_source
from storefront.management.import_command import ImportCommand


class Command(ImportCommand):
    """Turns clicks into view, cart and purchase events."""

    help = (
        "Import a click log: a table with SessionId, ItemId and Time, or JSON lines of sessions with "
        "events. Items the catalogue does not know become hidden drafts."
    )
    default_source = "clicks"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what a log may leave unsaid."""
        super().add_arguments(parser)
        log_source.take_columns(parser)
        log_source.take_kinds(parser)

    def run_import(
        self, mapping: dict[str, str], options: dict[str, Any], progress: Progress
    ) -> Account:
        """Make the one call."""
        return import_clicks(
            options["file"],
            mapping=mapping,
            source=options["source"],
            currency=options["currency"],
            names=log_source.names_of(options),
            kinds=parse_kinds(options["kind"]),
            is_dry_run=options["dry_run"],
            progress=progress,
        )
