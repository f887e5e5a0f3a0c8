"""Prices changed in bulk stand in the price log, and articles in a sale keep theirs until it ends."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.bulk import carrying_out
from catalog.bulk.prices import PriceEdit, Way
from catalog.tests.factories import make_product
from orders.models import PriceChange, Sale, SalePrice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TENTH_OFF = PriceEdit(Way.PERCENT, Decimal(-10), "EUR")


def test_every_changed_price_is_written_to_the_log() -> None:
    ids = [make_product(title, price_minor=1_000).pk for title in ("Mug", "Bowl")]
    seen = TENTH_OFF.plan(ids, now=NOW).fingerprint

    carrying_out.carry_out(TENTH_OFF, ids, fingerprint=seen, now=NOW)

    assert PriceChange.objects.filter(price_minor=900).count() == 2


def test_articles_in_a_sale_are_left_out_and_say_why() -> None:
    mug, bowl = (make_product(title, price_minor=900) for title in ("Mug", "Bowl"))
    sale = Sale.objects.create(
        name="June", percent=10, products=[mug.pk], starts_at=NOW, ends_at=NOW.replace(month=7)
    )
    SalePrice.objects.create(
        sale=sale, variant=mug.variants.get(), regular_price_minor=1_000, sale_price_minor=900
    )

    plan = TENTH_OFF.plan([mug.pk, bowl.pk], now=NOW)
    carrying_out.carry_out(TENTH_OFF, [mug.pk, bowl.pk], fingerprint=plan.fingerprint, now=NOW)

    assert [(line.title, line.refusal) for line in plan.lines] == [
        ("Mug", "is in the sale “June”: change it afterwards"),
        ("Bowl", ""),
    ]
    assert mug.variants.get().price_minor == 900
    assert bowl.variants.get().price_minor == 810
