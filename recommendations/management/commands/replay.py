"""Make a logged slate again and compare."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.serving.replay import NoLongerThere, replay


class Command(BaseCommand):
    """Answers a logged question anew, from what was known and with the version that answered then."""

    help = "Make a logged slate again: the same products and scores, or what is no longer there."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which slate."""
        parser.add_argument("slate", metavar="SLATE_ID", type=UUID)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Print place by place what was shown and what would be."""
        try:
            made = replay(options["slate"])
        except NoLongerThere as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            said = {
                "is_exact": made.is_exact,
                "is_proposed_again": made.is_proposed_again,
                "places": [asdict(pair) for pair in made.pairs],
                "remarks": made.remarks,
            }
            self.stdout.write(json.dumps(said, indent=1))
            return
        for pair in made.pairs:
            sign = "=" if pair.is_same else "≠"
            self.stdout.write(
                f"{pair.place:>2}  {_written(pair.logged_item, pair.logged_score)}"
                f"  {sign}  {_written(pair.item, pair.score)}"
            )
        self.stdout.write("the same" if made.is_exact else "not the same")
        for remark in made.remarks:
            self.stdout.write(remark)


def _written(item: int | None, score: float | None) -> str:
    return "–" if item is None else f"{item} ({score:.6f})"
