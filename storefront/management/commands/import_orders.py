"""Import the order history of another system."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from catalog.imports.account import Account, Progress
from catalog.money import exponent
from orders.imports.rules import OrderRules
from recommendations.events.imports import import_orders
from recommendations.management import log_source
from storefront.management.import_command import ImportCommand

_CODES = (
    ("--not-a-product", "leave this code out, whatever it looks like"),
    ("--a-product", "keep this code, whatever it looks like"),
)
_SWITCHES = (
    ("--keep-fees", "do not guess which codes are fees and postings"),
    ("--keep-duplicates", "count a row again that equals an earlier one in every column"),
    ("--leave-out-guests", "leave out orders that name no customer"),
    ("--case-matters", "85123a and 85123A are two products"),
)


class Command(ImportCommand):
    """Turns order lines into orders, products and purchase events."""

    help = (
        "Import order lines (CSV or TSV, plain or gzip): one row a line, with at least an order number, "
        "a product code and a date. Cancellations and returns cancel what they cancel; fees and notes "
        "are left out. A second run of the same file changes nothing."
    )
    default_source = "orders"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the rules that can be overridden."""
        super().add_arguments(parser)
        log_source.take_columns(parser)
        for option, words in _CODES:
            parser.add_argument(option, action="append", default=[], metavar="CODE", help=words)
        for option, words in _SWITCHES:
            parser.add_argument(option, action="store_true", help=words)
        parser.add_argument(
            "--product-code",
            default="",
            metavar="REGEX",
            help="only codes that begin like this are products",
        )
        days = parser.add_mutually_exclusive_group()
        days.add_argument("--day-first", action="store_true", default=None, dest="day_first")
        days.add_argument("--month-first", action="store_false", default=None, dest="day_first")
        parser.add_argument(
            "--timezone", default="UTC", help="where the clock of the file stands (default UTC)"
        )
        parser.add_argument(
            "--stock",
            type=int,
            default=25,
            metavar="UNITS",
            help="units assumed on hand for products created from the file (default 25)",
        )

    def run_import(
        self, mapping: dict[str, str], options: dict[str, Any], progress: Progress
    ) -> Account:
        """Read the rules from the options and import."""
        return import_orders(
            options["file"],
            mapping=mapping,
            rules=_rules(options),
            source=options["source"],
            currency=options["currency"],
            names=log_source.names_of(options),
            assumed_units=max(options["stock"], 0),
            is_dry_run=options["dry_run"],
            progress=progress,
        )


def _rules(options: dict[str, Any]) -> OrderRules:
    try:
        zone = ZoneInfo(options["timezone"])
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CommandError(f"There is no time zone {options['timezone']}.") from error
    try:
        re.compile(options["product_code"])
    except re.error as error:
        raise CommandError(f"--product-code is no regular expression: {error}.") from error
    return OrderRules(
        currency_exponent=exponent(options["currency"]),
        zone=zone,
        not_after=timezone.now() + timedelta(days=1),
        day_first=options["day_first"],
        product_code=options["product_code"],
        products=frozenset(code.upper() for code in options["a_product"]),
        not_products=frozenset(code.upper() for code in options["not_a_product"]),
        tells_fees_apart=not options["keep_fees"],
        keeps_duplicates=options["keep_duplicates"],
        keeps_guests=not options["leave_out_guests"],
        ignores_case=not options["case_matters"],
    )
