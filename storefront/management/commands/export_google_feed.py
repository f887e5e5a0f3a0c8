"""Export the feed for Google Merchant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from catalog.exports import google_merchant
from orders import markets
from orders.models import Market
from storefront.management.export_command import ExportCommand, checked_origin


class Command(ExportCommand):
    """Writes what the shop sells as XML."""

    help = (
        "Export what the shop sells as a Google Merchant feed (XML), with the prices of one market."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the shop and the market too."""
        super().add_arguments(parser)
        parser.add_argument(
            "--origin", required=True, metavar="https://shop.example", help="the shop"
        )
        parser.add_argument(
            "--market", default="", help="code of a market (default: the default one)"
        )

    def lines(self, options: dict[str, Any]) -> Iterator[str]:
        """Yield the feed."""
        origin = checked_origin(options["origin"])
        try:
            with markets.using(options["market"]):
                yield from google_merchant.lines(
                    shop_name=settings.SHOP_NAME,
                    origin=origin,
                    now=timezone.now(),
                )
        except markets.UnknownMarket as error:
            codes = ", ".join(Market.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(
                f"There is no market {options['market']!r}: choose {codes or 'none, there is none yet'}."
            ) from error
