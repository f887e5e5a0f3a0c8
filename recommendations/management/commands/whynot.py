"""Say why a shopper does not see a product in a row."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalog.models import Product
from recommendations.serving import shopper
from recommendations.serving.bundle import bundles
from recommendations.serving.plan import PLANS
from recommendations.serving.why_not import why_not
from recommendations.serving.words import moved
from recommendations.vocabulary import Placement


class Command(BaseCommand):
    """Follows one product through the making of one row."""

    help = "Say which gate kept a product out of a shopper's row, or how far down it stood."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say who, what and where."""
        parser.add_argument("product", metavar="SLUG_OR_ID")
        parser.add_argument(
            "--visitor",
            metavar="ID",
            help="a visitor's id, a user's number or e-mail; nobody in particular without",
        )
        parser.add_argument(
            "--placement",
            default=Placement.FOR_YOU.value,
            choices=[placement.value for placement in PLANS],
            help="(default %(default)s)",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Print the verdict, what each source says, and what the rules did."""
        bundles.refresh()
        now = timezone.now()
        name = options["product"]
        by = {"pk": int(name)} if name.isdecimal() else {"slug": name}
        item_id = Product.objects.filter(**by).values_list("pk", flat=True).first()
        if item_id is None:
            raise CommandError(
                f"There is no product {name}: give its number or the slug of its address."
            )
        context = shopper.STRANGER
        if options["visitor"]:
            try:
                context = shopper.named(options["visitor"], now=now)
            except shopper.UnknownShopper as error:
                raise CommandError(str(error)) from None
        verdict = why_not(context, item_id, placement=Placement(options["placement"]), now=now)
        if options["json"]:
            said = {
                "gate": verdict.gate,
                "sentence": verdict.sentence,
                "sources": {each.source: each.place for each in verdict.found},
                "moves": [moved(move) for move in verdict.moves],
            }
            self.stdout.write(json.dumps(said, indent=1))
            return
        self.stdout.write(f"{verdict.gate}: {verdict.sentence}")
        for each in verdict.found:
            place = "not proposed" if each.place is None else f"place {each.place}"
            self.stdout.write(f"  {each.source}: {place}")
        for move in verdict.moves:
            self.stdout.write(f"  {moved(move)}")
