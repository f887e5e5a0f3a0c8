"""Order files that staff or programs hand in: judged by the rules that fit a shop's own export."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from catalog.imports.account import Account
from catalog.imports.kinds import HandedIn
from catalog.money import exponent
from orders.imports.rules import OrderRules
from recommendations.events import imports

SOURCE = "orders"
"""Stands for the name of the source where none is given, as with the command."""


def import_orders(file: HandedIn) -> Account:
    """Turn an order file into orders, products for codes nobody knows, and purchase events.

    Raises: UnreadableFile: if the file as a whole cannot be imported; nothing is kept then.
    """
    rules = OrderRules(
        currency_exponent=exponent(file.currency), not_after=timezone.now() + timedelta(days=1)
    )
    return imports.import_orders(
        file.path,
        mapping=file.mapping,
        rules=rules,
        source=file.source or SOURCE,
        currency=file.currency,
        assumed_units=file.assumed_units,
        is_dry_run=file.is_dry_run,
        started_by_id=file.started_by_id,
        progress=file.progress,
    )
