"""Compare the features that pages read with those that the event log gives."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from recommendations.serving import skew


class Command(BaseCommand):
    """Says whether training and serving see the same world; fails where they do not."""

    help = "Compute the features of logged slates again from the event log, and compare."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which slates."""
        parser.add_argument("--days", type=float, default=1.0, help="how far back (default: 1)")
        parser.add_argument("--most", type=int, default=skew.MOST_SLATES, help="slates at most")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Print how many values differ, and of which features."""
        found = skew.measure(
            now=timezone.now(), since=timedelta(days=options["days"]), most=options["most"]
        )
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(found), "share": found.share}, indent=1))
        elif not found.n_slates:
            self.stdout.write(
                "No slate with its features was logged in that time: look further back with --days, or log more of"
                " them (RECOMMENDATION_LOGGED_PERCENT)."
            )
        else:
            self.stdout.write(
                f"{found.n_slates} slates, {found.n_values} values, {found.share:.2%} differ"
            )
            for name, count in found.by_feature:
                self.stdout.write(f"{count:>8}  {name}")
        if found.is_worrying:
            raise CommandError(
                f"More than {skew.MOST_SHARE:.0%} of the values differ: pages do not see what training sees."
            )
